"""`madoguchi faq …`: what the staff's page of the FAQ does, for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import click

from bot.city import load_city
from bot.clock import utc_now
from bot.db import Database
from bot.services.faq.adopting import adopt
from bot.services.faq.exporting import list_rows
from bot.services.faq.sheets import write_csv, write_workbook


class FaqContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...

    @property
    def city(self) -> Path: ...


@click.group()
def faq() -> None:
    """The city's FAQ."""


@faq.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(context: FaqContext, file: Path) -> None:
    """Write what is served into FILE, as CSV, or as a workbook where it ends in .xlsx."""
    adopt(context.database, load_city(context.city), utc_now())
    with context.database.read() as session:
        rows = list(list_rows(session))
    write = write_workbook if file.suffix.lower() == ".xlsx" else write_csv
    try:
        file.write_bytes(write(rows))
    except OSError as fault:
        raise click.ClickException(f"{file}: {fault.strerror}") from fault
    click.echo(f"{len(rows) - 1} rows written to {file}")
