"""`madoguchi health`: files of the city's health system."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Protocol

import click

from bot.clock import utc_now
from bot.db import Database
from bot.services.audit import record
from handlers.health_records.models import RecordKind
from handlers.health_records.service.acts import SESSION, HealthAction
from handlers.health_records.service.importing.mapping import read_mapping
from handlers.health_records.service.importing.running import COMMAND_LINE, Report, check_file, import_file
from handlers.health_records.service.importing.session_rows import NotStored, read_sessions, store_sessions
from handlers.health_records.service.importing.sheet import read_sheet
from nlu.explained import explained

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class HealthContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...


@click.group()
def health() -> None:
    """Health records of the city."""


@health.command("import")
@click.argument("file", type=FILE)
@click.option("--kind", type=click.Choice([*RecordKind]), help="What it has; by its columns if not said.")
@click.option("--mapping", type=FILE, help="What the columns are called (YAML).")
@click.option("--dry-run", is_flag=True, help="Say what would be refused, and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
@explained
def import_(
    context: HealthContext, file: Path, kind: str | None, mapping: Path | None, *, dry_run: bool, as_json: bool
) -> None:
    """Take over FILE (CSV or .xlsx) row by row; exit 1 when rows were refused. No value of a row is printed."""
    names, now = read_mapping(mapping), utc_now()
    if dry_run:
        report = check_file(file, names, kind or "", now)
    else:
        lines = len(read_sheet(file, names).lines)
        with click.progressbar(length=lines, label=file.name, file=sys.stderr) as bar:
            report = import_file(context.database, file, names, kind or "", now, bar.update)
    click.echo(json.dumps(_write(report, dry_run=dry_run), ensure_ascii=False) if as_json else _say(report))
    if report.counts["refused"]:
        sys.exit(1)


@health.group()
def sessions() -> None:
    """Times of check-ups and screenings that citizens book."""


@sessions.command("import")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, help="What check-ups and screenings are called (YAML).")
@click.pass_obj
@explained
def import_sessions(context: HealthContext, file: Path, mapping: Path | None) -> None:
    """Take over FILE (CSV or .xlsx), all of it or nothing; exit 1 with every fault. Once more is harmless."""
    now = utc_now()
    try:
        rows = read_sessions(file.name, file.read_bytes(), read_mapping(mapping), now)
        with context.database.write() as session:
            counts = store_sessions(session, rows, now)
            record(session, COMMAND_LINE, HealthAction.SESSION_STORED, object_kind=SESSION, new=counts, now=now)
    except NotStored as refused:
        click.echo(str(refused))
        sys.exit(1)
    click.echo(f"{len(rows)} rows: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


def _write(report: Report, *, dry_run: bool) -> dict[str, object]:
    findings = [
        {"row": one.row, "column": one.column, "what": one.what, "refused": one.is_refused} for one in report.findings
    ]
    counts = {name: report.counts[name] for name in ("new", "changed", "same", "refused")}
    return {"kind": report.kind or "persons", "dry_run": dry_run, "rows": report.rows, **counts, "findings": findings}


def _say(report: Report) -> str:
    lines = [
        f"row {one.row}{f', {one.column}' if one.column else ''}: {one.what}{' (refused)' if one.is_refused else ''}"
        for one in report.findings
    ]
    counts = ", ".join(f"{report.counts[name]} {name}" for name in ("new", "changed", "same", "refused"))
    return "\n".join((*lines, f"{report.rows} rows: {counts}"))
