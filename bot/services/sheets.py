"""Files of rows that offices send, by columns that a room knows: CSV (UTF-8, or Shift_JIS as Excel writes it) or a
workbook."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from bot.cells import unquote_cell
from bot.errors import InputFileError
from bot.services.faq.sheets import read_workbook
from knowledge.sources.faq_file import decode_faq_file


@dataclass(frozen=True)
class Columns:
    """Our name of each column with the headers under which it is found, the first of them the one that is said.

    A file without one of the `required` is refused, and so is a column that is neither known nor `ignored`.
    """

    headers: Mapping[str, Sequence[str]]
    required: Sequence[str] = ()
    ignored: Collection[str] = ()

    def name(self, headers: Sequence[str]) -> list[str | None]:
        """Our name for each header; empty for one that is ignored, None for one that nobody knows."""
        names = {fold(header): ours for ours, known in self.headers.items() for header in (ours, *known)}
        names |= {fold(header): "" for header in (*self.ignored, "")}
        return [names.get(fold(header)) for header in headers]


@dataclass(frozen=True)
class Sheet:
    """The rows with their numbers; `misfits` have another number of cells than `columns`: (row, cells)."""

    columns: int
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    misfits: list[tuple[int, int]] = field(default_factory=list)


def read_lines(name: str, content: bytes) -> list[list[str]]:
    """Every line as cells, the header first. Raises InputFileError where it is no table, or an empty one."""
    if content.startswith(b"PK"):
        lines = list(read_workbook(content, name))
    else:
        text = decode_faq_file(name, content)
        try:
            lines = list(csv.reader(StringIO(text, newline=""), strict=True))
        except csv.Error as error:
            raise InputFileError(f"{name}: not readable as CSV: {error}") from error
    if not lines:
        raise InputFileError(f"{name}: it is empty")
    return lines


def read_rows(name: str, lines: Sequence[Sequence[str]], known: Columns) -> Sheet:
    """The lines below the header by our names. Raises InputFileError for a header that does not fit."""
    columns = _read_header(name, lines[0], known)
    sheet = Sheet(len(columns))
    for number, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(columns) :]) or len(cells) < len(columns):
            sheet.misfits.append((number, len(cells)))
            continue
        values = zip(columns, cells, strict=False)
        sheet.rows.append((number, {column: unquote_cell(cell).strip() for column, cell in values if column}))
    return sheet


def _read_header(name: str, cells: Sequence[str], known: Columns) -> list[str]:
    """Our name for each column; empty for one that is ignored."""
    headers = list(cells)
    while headers and not fold(headers[-1]):
        headers.pop()
    columns = []
    for header, column in zip(headers, known.name(headers), strict=True):
        if column is None:
            raise InputFileError(f"{name}, row 1: the column {header!r} is not known")
        columns.append(column)
    named = [column for column in columns if column]
    if twice := next((column for column in named if named.count(column) > 1), ""):
        raise InputFileError(f"{name}, row 1: the column {known.headers[twice][0]!r} is there twice")
    if missing := [known.headers[column][0] for column in known.required if column not in columns]:
        raise InputFileError(f"{name}, row 1: the column {missing[0]!r} is missing")
    return columns


def fold(cell: str) -> str:
    """Without differences of width, case and space."""
    return "".join(unicodedata.normalize("NFKC", cell).split()).casefold()
