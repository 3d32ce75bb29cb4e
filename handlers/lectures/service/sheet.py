"""A file of lectures as rows of cells by our names: CSV (UTF-8, or Shift_JIS as Excel writes it) or a workbook."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from bot.cells import unquote_cell
from bot.errors import InputFileError
from bot.services.faq.sheets import read_workbook
from bot.yaml_files import parse_yaml
from knowledge.sources.faq_file import decode_faq_file

WORDS: dict[str, Any] = parse_yaml(Path(__file__).parents[1].joinpath("columns.yml").read_text("utf-8"))
COLUMNS: dict[str, list[str]] = WORDS["columns"]


@dataclass(frozen=True)
class Sheet:
    """The rows with their numbers; `misfits` have another number of cells than `columns`: (row, cells)."""

    columns: int
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    misfits: list[tuple[int, int]] = field(default_factory=list)


def read_sheet(name: str, content: bytes) -> Sheet:
    """Raises InputFileError where it is no table of lectures at all: another encoding, columns that are missing."""
    lines = _read_lines(name, content)
    if not lines:
        raise InputFileError(f"{name}: it is empty")
    columns = _read_header(name, lines[0])
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


def _read_lines(name: str, content: bytes) -> list[list[str]]:
    if content.startswith(b"PK"):
        return list(read_workbook(content, name))
    text = decode_faq_file(name, content)
    try:
        return list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InputFileError(f"{name}: not readable as CSV: {error}") from error


def _read_header(name: str, cells: list[str]) -> list[str]:
    """Our name for each column; empty for one that is ignored."""
    names = {fold(header): ours for ours, headers in COLUMNS.items() for header in (ours, *headers)}
    names |= {fold(header): "" for header in (*WORDS["ignored"], "")}
    headers = [fold(cell) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if unknown := [cell for cell, header in zip(cells, headers, strict=False) if header not in names]:
        raise InputFileError(f"{name}, row 1: the column {unknown[0]!r} is not known")
    columns = [names[header] for header in headers]
    known = [column for column in columns if column]
    if twice := next((column for column in known if known.count(column) > 1), ""):
        raise InputFileError(f"{name}, row 1: the column {COLUMNS[twice][0]!r} is there twice")
    if missing := [COLUMNS[column][0] for column in WORDS["required"] if column not in columns]:
        raise InputFileError(f"{name}, row 1: the column {missing[0]!r} is missing")
    return columns


def fold(cell: str) -> str:
    """Without differences of width, case and space."""
    return "".join(unicodedata.normalize("NFKC", cell).split()).casefold()
