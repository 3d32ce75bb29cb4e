"""Excel files of thousands to millions of cells: openpyxl makes the book, and its sheets, where it takes most of the
time, are made here.

A cell is a number, or text that stands in the cell itself (ISO/IEC 29500-1, 18.3.1.4: `inlineStr`). Text stays text
when somebody edits it, whatever it begins with: it has the style that typing an apostrophe before it gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from types import TracebackType
from typing import IO, Self
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.cell import WriteOnlyCell

Cells = Sequence[str | int]
LEVEL = 1  # of zlib: a file a quarter larger, in half the time
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView '
    'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    "</sheetViews><sheetData>"
)
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0 (2.2)
_TEXT_STYLE = 1  # of the cells' styles in the book: the first after the one that all have
_FOOT = "</sheetData></worksheet>"


class Workbook:
    """Written sheet by sheet while rows come, its first line staying in view; a whole file once it is left."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL)
        self._titles: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if kind is None:
            self._add_rest()
        self._zip.close()

    def add_sheet(self, title: str, lines: Iterable[Cells]) -> None:
        """No line is held. What XML can't have, as control characters, is shown as unknown."""
        self._titles.append(title)
        with self._zip.open(_name(len(self._titles)), "w", force_zip64=True) as sheet:
            sheet.write(_HEAD.encode())
            for line in lines:
                sheet.write(f"<row>{''.join(map(_write, line))}</row>".encode())
            sheet.write(_FOOT.encode())

    def _add_rest(self) -> None:
        """What else a book has: from one of openpyxl's with the same sheets, which are empty there."""
        empty = openpyxl.Workbook(write_only=True)
        for title in self._titles:
            cell = WriteOnlyCell(empty.create_sheet(title))
            cell.quotePrefix = True
            assert cell.style_id == _TEXT_STYLE
        content = BytesIO()
        empty.save(content)
        with ZipFile(content) as made:
            for name in made.namelist():
                if name not in self._zip.namelist():
                    self._zip.writestr(name, made.read(name))


def _name(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _write(cell: str | int) -> str:
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    if not cell:
        return "<c/>"
    words = escape(_ILLEGAL.sub("\ufffd", cell), {"\r": "&#13;"})
    return f'<c s="{_TEXT_STYLE}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
