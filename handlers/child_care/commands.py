"""`madoguchi children`: what the city has for parents, from its files."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Protocol

import click

from bot.clock import tokyo_today
from bot.db import Database
from handlers.child_care.service.importing import read_file, store
from handlers.child_care.service.reasons import NotImported
from nlu.explained import explained


class ChildrenContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...


@click.group()
def children() -> None:
    """Clinics on duty, nurseries with places, consultation hours, events for children."""


@children.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it is so, for rows without one.")
@click.pass_obj
@explained
def import_file(context: ChildrenContext, file: Path, as_of: datetime | None) -> None:
    """Take over FILE (CSV or .xlsx), all of it or nothing; exit 1 with a line for each fault. Its columns tell what it
    is about."""
    try:
        found = read_file(file.name, file.read_bytes(), tokyo_today(), as_of.date() if as_of else None)
        with context.database.write() as session:
            replaced = store(session, found)
    except NotImported as refused:
        for fault in refused.faults:
            click.echo(f"{file.name}, {fault}", err=True)
        click.echo("nothing was imported", err=True)
        sys.exit(1)
    click.echo(f"{found.kind}: {len(found.listed)} from {found.rows} rows, instead of {replaced}")
