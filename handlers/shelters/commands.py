"""`madoguchi shelters`: the city's shelters, from its files."""

from __future__ import annotations

import secrets
import sys
from datetime import datetime
from pathlib import Path
from typing import Protocol

import click

from bot.areas import load_areas
from bot.clients.keeper_phone import KEY, KeeperPhone, SimulatedKeeperPhone
from bot.clock import tokyo_today, utc_now
from bot.db import Database
from handlers.shelters.links import PATH
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


@shelters.command("telephone-key")
@click.pass_obj
def show_telephone_key(context: SheltersContext) -> None:
    """The key under which the telephone's provider signs what keepers say (HMAC-SHA256, in hexadecimal)."""
    click.echo(context.database.vault.derive_keys(KEY)[0].hex())


@shelters.command("call")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the counter is.")
@click.option("--text", "is_text", is_flag=True, help="Write texts instead of calling.")
@click.pass_obj
@explained
def call(context: SheltersContext, url: str, is_text: bool) -> None:
    """Be a shelter's keeper on the telephone, through the provider's simulator."""
    key, kind = context.database.vault.derive_keys(KEY)[0], "text" if is_text else "call"
    phone: KeeperPhone = SimulatedKeeperPhone(f"{url}{PATH}/telephone", key, secrets.token_hex(8), kind)  # type: ignore[arg-type]
    said, is_over = phone.say("")
    while not is_over:
        click.echo(said)
        said, is_over = phone.say(click.prompt(">", prompt_suffix=" "))
    click.echo(said)
