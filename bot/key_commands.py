"""`madoguchi keys …`: a new data key while the counter runs."""

from __future__ import annotations

import json
import sys
from typing import Protocol

import click
from rich.console import Console
from rich.table import Table

from bot.clock import utc_now
from bot.db import Database
from bot.services.keys import Rotated
from bot.services.keys import rotate as rotate_all
from bot.services.segments.renewing import renew_tags
from knowledge.terminal import show_progress
from nlu.explained import explained


class KeyContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...


@click.group()
def keys() -> None:
    """The keys that encrypt what is personal (MADOGUCHI_DATA_KEYS)."""


@keys.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
@explained
def rotate(context: KeyContext, as_json: bool) -> None:
    """Encrypt with the newest key what others encrypted; exit 1 when something can't be read with any of them."""
    with show_progress("rows") as progress:
        done = rotate_all(context.database, utc_now(), progress)
    renew_tags(context.database)
    if as_json:
        click.echo(json.dumps(_to_json(done)))
    else:
        _print(done)
    if done.unreadable:
        sys.exit(1)


def _to_json(done: Rotated) -> dict[str, dict[str, int]]:
    parts = {"renewed": done.renewed, "newest": done.newest, "unreadable": done.unreadable}
    return {name: {table: count for table, count in part.items() if count} for name, part in parts.items()}


def _print(done: Rotated) -> None:
    table = Table("rows of", "encrypted anew", "were newest", "unreadable")
    for name in sorted({*done.renewed, *done.newest, *done.unreadable}):
        counts = (done.renewed[name], done.newest[name], done.unreadable[name])
        table.add_row(name, *(f"{count:,}" for count in counts))
    Console().print(table)
    if done.unreadable:
        click.echo(f"{done.unreadable.total():,} rows have what can't be read with any of the data keys", err=True)
    else:
        click.echo("every value is encrypted with the newest key; the others may go from MADOGUCHI_DATA_KEYS")
