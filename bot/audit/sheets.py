"""Entries as a CSV or Excel file. No cell of it becomes a formula, whatever somebody had themselves called."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from bot.cells import quote_cell
from bot.clock import TOKYO
from bot.errors import InputFileError
from bot.services.audit.summary import Share, Summary
from bot.workbook import Workbook

Cells = Sequence[str | int]

KINDS = (".csv", ".xlsx")
ROWS_OF_A_SHEET = 1_000_000  # Excel's end is a little further
LONGEST_CELL = 32_767  # Excel's

COLUMNS = (
    *("number", "at", "kind", "actor", "name", "address", "department", "role", "action", "object", "object_id"),
    *("conversation", "purpose", "reason", "fields", "old", "new"),
)
SUMMARY_COLUMNS = ("kind", "actor", "name", "entries", "people", "fields", "actions", "first", "last")


def write_csv(path: Path, rows: Iterable[Row[Any]], *, bom: bool) -> None:
    """UTF-8; `bom`: with the mark by which Excel knows that. Raises InputFileError when it can't be written."""
    with (
        _replace(path) as part,
        part.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_list_cells(row) for row in rows)


def write_xlsx(path: Path, rows: Iterable[Row[Any]], summary: Summary) -> None:
    """A sheet of entries, more of them where one is full, and then one of the summary, which is read last.

    Raises InputFileError when it can't be written.
    """
    with _replace(path) as part, part.open("wb") as file, Workbook(file) as book:
        lines = (_fit(_list_cells(row)) for row in rows)
        number = 1
        book.add_sheet("entries", chain([COLUMNS], islice(lines, ROWS_OF_A_SHEET)))
        while further := list(islice(lines, 1)):
            number += 1
            rest = islice(lines, ROWS_OF_A_SHEET - 1)
            book.add_sheet(f"entries {number}", chain([COLUMNS], further, rest))
        book.add_sheet("summary", chain([SUMMARY_COLUMNS], map(_fit, list_shares(summary))))


def list_shares(summary: Summary) -> Iterator[Cells]:
    """The summary's lines, the total last."""
    yield from (_say_share(share) for share in summary.shares)
    yield _say_share(summary.total, name="total")


def _say_share(share: Share, name: str = "") -> Cells:
    names = [share.kind, share.id, name or share.name]
    found = [", ".join(sorted(share.fields)), ", ".join(sorted(share.actions))]
    cells: Cells = [*names, share.entries, len(share.people), *found, _say_moment(share.first), _say_moment(share.last)]
    return _quote(cells)


def _list_cells(row: Row[Any]) -> list[str | int]:
    details = row.details
    cells = (
        *(row.sequence, _say_moment(row.at), row.actor_kind, row.actor_id),
        *(details["name"], details["address"], row.department, row.role, row.action, row.object_kind, row.object_id),
        *("" if row.conversation_ref is None else row.conversation_ref, row.purpose, details["reason"]),
        *(", ".join(details["fields"]), _write_json(details["old"]), _write_json(details["new"])),
    )
    return _quote(cells)


def _quote(cells: Iterable[str | int]) -> list[str | int]:
    return [quote_cell(cell) if isinstance(cell, str) else cell for cell in cells]


def _say_moment(moment: datetime | None) -> str:
    return moment.astimezone(TOKYO).isoformat(" ", "seconds") if moment else ""


def _write_json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _fit(cells: Cells) -> Cells:
    """What Excel can't hold is cut."""
    return [cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in cells]


@contextmanager
def _replace(path: Path) -> Iterator[Path]:
    """A file beside this one that only its owner can read; it takes its place when all went well."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.touch(mode=0o600)
        yield part
        part.replace(path)
    except OSError as error:
        raise InputFileError(f"{path}: it can't be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
