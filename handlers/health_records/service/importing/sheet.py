"""A file as rows of cells by our columns: CSV (UTF-8, or Shift_JIS as older systems write it) or a workbook."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from bot.cells import unquote_cell
from bot.errors import InputFileError
from bot.services.faq.sheets import read_workbook
from handlers.health_records.models import RecordKind
from handlers.health_records.service.importing.mapping import FileMapping, fold
from handlers.health_records.service.importing.rows import CODE_COLUMNS, DAY_COLUMNS
from knowledge.sources.faq_file import decode_faq_file

PERSON_COLUMNS = ("number", "name", "kana", "birth_date")


@dataclass(frozen=True)
class Sheet:
    """`columns` are ours, empty where we know none: those are not looked at. `lines` begin with row 2."""

    columns: list[str]
    lines: list[list[str]]

    def iterate(self) -> Iterator[tuple[int, dict[str, str] | None]]:
        """(row, cells); None for a row with more cells than columns, or with fewer."""
        for number, cells in enumerate(self.lines, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(self.columns):
                yield number, None
                continue
            pairs = zip(self.columns, cells, strict=True)
            yield number, {column: unquote_cell(cell) for column, cell in pairs if column}


def read_sheet(path: Path, mapping: FileMapping) -> Sheet:
    """Raises InputFileError; nothing that stands in a row is in its message."""
    try:
        lines = read_lines(path.name, path.read_bytes())
    except OSError as error:
        raise InputFileError(f"{path.name}: can't be read: {error.strerror}") from error
    if not lines:
        raise InputFileError(f"{path.name}: it is empty")
    columns = [mapping.columns.get(fold(header), "") for header in lines[0]]
    known = [column for column in columns if column]
    if twice := next((column for column in known if known.count(column) > 1), ""):
        raise InputFileError(f"{path.name}, row 1: there are two columns for {twice}")
    if missing := [column for column in PERSON_COLUMNS if column not in known]:
        raise InputFileError(f"{path.name}, row 1: there is no column for {missing[0]}; --mapping can name it")
    return Sheet(columns, lines[1:])


def find_kind(path: Path, sheet: Sheet, wanted: str) -> str:
    """What the file is of, by its columns; empty for persons alone. Raises InputFileError."""
    fitting = [kind for kind in RecordKind if CODE_COLUMNS[kind] in sheet.columns]
    if wanted:
        fitting = [RecordKind(wanted)]
    if len(fitting) > 1:
        raise InputFileError(f"{path.name}: it could be {' or '.join(fitting)}; say with --kind which it is")
    if not fitting:
        return ""
    for column in (CODE_COLUMNS[fitting[0]], DAY_COLUMNS.get(fitting[0], "held_on")):
        if column not in sheet.columns:
            raise InputFileError(f"{path.name}, row 1: there is no column for {column}; --mapping can name it")
    return fitting[0]


def read_lines(name: str, content: bytes) -> list[list[str]]:
    """All of them, the headers first. Raises InputFileError."""
    if content.startswith(b"PK"):
        return list(read_workbook(content, name))
    try:
        return list(csv.reader(StringIO(decode_faq_file(name, content), newline=""), strict=True))
    except csv.Error as error:
        raise InputFileError(f"{name}: not readable as CSV: {error}") from error
