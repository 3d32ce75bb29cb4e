"""FAQ as rows of a spreadsheet: what a table on a screen can't calculate, and what a file gives back unchanged."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from bot.cells import quote_cell
from bot.errors import InputFileError
from bot.workbook import Workbook

MOST_ROWS, MOST_COLUMNS = 10_000, 40
MOST_UNPACKED = 100_000_000  # bytes: a workbook of ten thousand long answers has less

Rows = Iterable[Sequence[str]]


def write_csv(rows: Rows) -> bytes:
    """UTF-8 with the mark by which Excel knows it. No cell begins as a formula does."""
    text = StringIO(newline="")
    csv.writer(text).writerows([quote_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_workbook(rows: Rows, title: str = "FAQ") -> bytes:
    """Every cell is text, whatever it begins with, and stays text when somebody edits it."""
    file = BytesIO()
    with Workbook(file) as book:
        book.add_sheet(title, rows)
    return file.getvalue()


def read_workbook(content: bytes, name: str) -> Iterator[list[str]]:
    """The first sheet's rows as text. Raises InputFileError for what is no workbook, or too large."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise InputFileError(f"{name}: the workbook is too large")
        sheet = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False).worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            if number > MOST_ROWS:
                raise InputFileError(f"{name}: more than {MOST_ROWS:,} rows")
            yield [_to_text(cell) for cell in row]
    except (BadZipFile, KeyError, ValueError, IndexError, OSError, TypeError, SyntaxError) as fault:
        raise InputFileError(f"{name}: can't be read as an Excel workbook (.xlsx)") from fault


def _to_text(cell: Any) -> str:
    """What a person sees in it; a day as a day, a whole number without decimals."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
