"""Takes over a whole file, portion by portion: whoever reads meanwhile does not wait, and once more is harmless."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from bot.clock import TOKYO
from bot.db import Database
from bot.models.audit import ActorKind
from bot.services.audit import Actor, record
from handlers.health_records.models import HealthFinding, HealthImport, ImportState
from handlers.health_records.service.acts import HealthAction
from handlers.health_records.service.importing.mapping import FileMapping
from handlers.health_records.service.importing.rows import Finding, Row, RowRefused, read_row
from handlers.health_records.service.importing.sheet import find_kind, read_sheet
from handlers.health_records.service.importing.storing import Portion, Storing

AT_ONCE = 250  # rows of one transaction
COMMAND_LINE = Actor(ActorKind.SYSTEM, "command line")


@dataclass
class Report:
    """`counts`: new, changed, same, refused. `findings` hold no value of any row."""

    kind: str
    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def add(self, portion: Portion) -> None:
        self.counts += portion.counts
        self.findings += portion.findings


def check_file(path: Path, mapping: FileMapping, wanted_kind: str, now: datetime) -> Report:
    """What would be refused, and what would be noticed in the rows themselves; nothing is stored."""
    sheet = read_sheet(path, mapping)
    report = Report(find_kind(path, sheet, wanted_kind))
    for _ in _read_rows(sheet.iterate(), report, mapping, _today(now)):
        pass
    return report


def import_file(
    database: Database,
    path: Path,
    mapping: FileMapping,
    wanted_kind: str,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """`progress` is told how many rows were seen since. Raises InputFileError before anything is stored."""
    sheet = read_sheet(path, mapping)
    report = Report(find_kind(path, sheet, wanted_kind))
    with database.write() as session:
        begun = HealthImport(file_name=path.name, kind=report.kind, began_at=now)
        session.add(begun)
        session.flush()
        import_id = begun.id or 0
    seen: dict[str, int] = {}
    waiting: list[Row] = []
    lines = sheet.iterate()
    while portion_lines := list(islice(lines, AT_ONCE)):
        rows = list(_read_rows(iter(portion_lines), report, mapping, _today(now)))
        with database.write() as session:
            portion = Storing(session, database.vault, import_id, now, seen).store(rows)
        waiting += portion.without_guardian
        report.add(portion)
        if progress is not None:
            progress(len(portion_lines))
    for first in range(0, len(waiting), AT_ONCE):
        with database.write() as session:
            report.add(
                Storing(session, database.vault, import_id, now, seen).retry_guardians(waiting[first : first + AT_ONCE])
            )
    with database.write() as session:
        _finish(session, import_id, report, now)
    return report


def _read_rows(
    lines: Iterator[tuple[int, dict[str, str] | None]], report: Report, mapping: FileMapping, today: date
) -> Iterator[Row]:
    """Those that can be taken over; what is said about them and the others is in the report."""
    for number, cells in lines:
        report.rows += 1
        try:
            if cells is None:
                raise RowRefused("", "cells")
            row = read_row(number, cells, report.kind, mapping, today)
        except RowRefused as refused:
            report.counts["refused"] += 1
            report.findings.append(Finding(number, refused.column, refused.what, is_refused=True))
            continue
        report.findings += row.findings
        yield row


def _finish(session: Session, import_id: int, report: Report, now: datetime) -> None:
    done = session.get_one(HealthImport, import_id)
    done.state, done.rows, done.ended_at = ImportState.DONE, report.rows, now
    for name in ("new", "changed", "same", "refused"):
        setattr(done, name, report.counts[name])
    session.add_all(
        HealthFinding(
            import_id=import_id, row_number=one.row, column=one.column, what=one.what, is_refused=one.is_refused
        )
        for one in report.findings
    )
    record(
        session,
        COMMAND_LINE,
        HealthAction.IMPORTED,
        object_kind="health_import",
        object_id=str(import_id),
        new={"kind": report.kind, "rows": report.rows, **report.counts},
        now=now,
    )


def _today(now: datetime) -> date:
    return now.astimezone(TOKYO).date()
