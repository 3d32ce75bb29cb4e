"""`madoguchi reports`: posts of other networks from a file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Protocol

import click

from bot.city import load_city
from bot.clock import utc_now
from bot.db import Database
from bot.errors import SetupError
from handlers.reports.service.catalogue import SERVICE, find_catalogue
from handlers.reports.service.feeding import MOST_FAULTS, read_posts
from handlers.reports.service.places import open_gazetteer
from handlers.reports.service.posts import PostDesk
from knowledge.encoders import Encoder
from nlu.explained import explained
from nlu.labelled import create_labeller

LABELLED = Path(__file__).parent / "labelled"


class ReportsContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...

    @property
    def city(self) -> Path: ...

    @property
    def labeller_folder(self) -> Path: ...

    def encoder(self) -> Encoder: ...


@click.group()
def reports() -> None:
    """What citizens report, and what other networks write."""


@reports.command("posts")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
@explained
def take_posts(context: ReportsContext, file: Path) -> None:
    """Take the posts of FILE (JSON; docs/reports.md), each once, and gather them in incidents for staff. What can't be
    read is named and left out."""
    city = load_city(context.city)
    catalogue = find_catalogue(city)
    if catalogue is None:
        raise SetupError(f"city.yml has no services: {SERVICE}")
    read = read_posts(file.read_bytes(), utc_now(), timedelta(days=city.retention_days))
    for fault in read.faults[:MOST_FAULTS]:
        click.echo(f"{file.name}, {fault}", err=True)
    if len(read.faults) > MOST_FAULTS:
        click.echo(f"{file.name}: {len(read.faults)} posts can't be read", err=True)
    encoder = context.encoder()
    files = sorted(LABELLED.glob("*.tsv"))
    labeller = create_labeller(files, encoder, context.labeller_folder) if encoder.knows_meaning else None
    desk = PostDesk(context.database, catalogue, open_gazetteer(city), labeller)
    taken = desk.take(read.posts)
    click.echo(f"{taken.new} posts are new, {taken.disasters} of a disaster; {taken.incidents} incidents were opened")
