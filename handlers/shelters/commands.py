"""`madoguchi shelters`: the city's shelters, from its files."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Protocol

import click

from bot.areas import load_areas
from bot.clock import tokyo_today, utc_now
from bot.db import Database
from handlers.shelters.service.importing import read_file, store
from handlers.shelters.service.reasons import NotImported
from nlu.explained import explained


class SheltersContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...

    @property
    def city(self) -> Path: ...


@click.group()
def shelters() -> None:
    """Where to flee to, and where to stay."""


@shelters.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it is so; default: today.")
@click.pass_obj
@explained
def import_file(context: SheltersContext, file: Path, as_of: datetime | None) -> None:
    """Take over FILE (GeoJSON, CSV or .xlsx), all of it or nothing; exit 1 with a line for each fault. Its columns tell
    whether it lists where to flee to or where to stay. What should be looked at is named and keeps nothing out."""
    areas = load_areas(context.city)
    try:
        found = read_file(file.name, file.read_bytes(), as_of.date() if as_of else tokyo_today(), areas)
    except NotImported as refused:
        for fault in refused.faults:
            click.echo(f"{file.name}, {fault}", err=True)
        click.echo("nothing was imported", err=True)
        sys.exit(1)
    with context.database.write() as session:
        taken = store(session, found, utc_now())
    for finding in taken.findings:
        click.echo(f"{file.name}: {finding}", err=True)
    click.echo(
        f"{taken.kind}: {taken.count}, of them {taken.new} new; {taken.gone} gone; {len(taken.findings)} findings"
    )
