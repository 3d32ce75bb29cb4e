"""`madoguchi audit export`: the report after a breach, as a file and in figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import Row
from sqlmodel import Session

from bot.audit.context import AuditContext
from bot.audit.sheets import KINDS, SUMMARY_COLUMNS, list_shares, write_csv, write_xlsx
from bot.clock import TOKYO, utc_now
from bot.models.audit import ActorKind
from bot.services.audit import Actor, AuditAction, record
from bot.services.audit.reading import Filter, count_entries, stream_entries
from bot.services.audit.summary import Summary
from bot.services.audit.verification import Progress, open_snapshot
from knowledge.terminal import show_progress
from nlu.explained import explained

SHOWN = 20  # actors; the file has all
STEP = 1_000


def _read_file(_: click.Context, __: click.Parameter, path: Path) -> Path:
    if path.suffix.lower() not in KINDS:
        raise click.BadParameter(f"the file's name must end in {' or '.join(KINDS)}")
    return path


@click.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day, in Tokyo.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day, in Tokyo; it is included.")
@click.option("--actor", default="", metavar="ID", help="Only what this member of staff did.")
@click.option("--action", default="", metavar="ACTION", help="Only this act, e.g. conversation.viewed.")
@click.option("--to", "path", required=True, type=click.Path(dir_okay=False, path_type=Path), callback=_read_file)
@click.option("--bom/--no-bom", default=True, show_default=True, help="Begin CSV so that Excel knows UTF-8.")
@click.option("--by", default="", metavar="NAME", help="Who exports this; it is recorded.")
@click.option("--reason", default="", help="Why; it is recorded.")
@click.option("--json", "as_json", is_flag=True, help="The summary as one JSON value on standard output.")
@click.pass_obj
@explained
def export(
    context: AuditContext,
    since: datetime | None,
    until: datetime | None,
    actor: str,
    action: str,
    path: Path,
    bom: bool,
    by: str,
    reason: str,
    as_json: bool,
) -> None:
    """Write entries to a .csv or .xlsx file, and say who saw what of how many people, since when."""
    wanted, summary = Filter(_begin(since), _begin(until, days=1), actor, action), Summary()
    with open_snapshot(context.database) as session, show_progress("audit entries") as progress:
        rows = _sum_up(session, wanted, summary, progress)
        if path.suffix.lower() == ".csv":
            write_csv(path, rows, bom=bom)
        else:
            write_xlsx(path, rows, summary)
    with context.database.write() as session:
        who, new = Actor(ActorKind.SYSTEM, "command-line", by), _say_export(wanted, summary)
        record(session, who, AuditAction.EXPORTED, object_kind="audit", reason=reason, new=new, now=utc_now())
    _print(summary, path, as_json)


def _begin(day: datetime | None, days: int = 0) -> datetime | None:
    """The first moment of that day, or of one some days later."""
    return day.replace(tzinfo=TOKYO) + timedelta(days=days) if day else None


def _say_export(wanted: Filter, summary: Summary) -> dict[str, Any]:
    return {
        "since": wanted.since and wanted.since.isoformat(),
        "until": wanted.until and wanted.until.isoformat(),
        "actor": wanted.actor,
        "action": wanted.action,
        "entries": summary.total.entries,
        "people": len(summary.total.people),
    }


def _sum_up(session: Session, wanted: Filter, summary: Summary, progress: Progress) -> Iterator[Row[Any]]:
    total = count_entries(session, wanted)
    for number, row in enumerate(stream_entries(session, wanted), 1):
        summary.add(row)
        yield row
        if number % STEP == 0 or number == total:
            progress(number, total)


def _print(summary: Summary, path: Path, as_json: bool) -> None:
    lines = [dict(zip(SUMMARY_COLUMNS, cells, strict=True)) for cells in list_shares(summary)]
    if as_json:
        click.echo(json.dumps({"file": str(path), "total": lines[-1], "actors": lines[:-1]}, ensure_ascii=False))
        return
    table = Table(*SUMMARY_COLUMNS, box=None, pad_edge=False)
    for line in [*lines[:-1][:SHOWN], lines[-1]]:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else cell for cell in line.values()))
    Console().print(table, markup=False)
    if len(lines) - 1 > SHOWN:
        click.echo(f"{len(lines) - 1 - SHOWN} more are in the summary by --json, and in an .xlsx file")
    click.echo(f"{summary.total.entries:,} entries are in {path}")
