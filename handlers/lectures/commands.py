"""`madoguchi lectures` and `madoguchi lottery`: what the office does by files, and what anybody may verify."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

import click
from sqlmodel import select

from bot.clock import utc_now
from bot.db import Database
from bot.errors import NotFound
from handlers.lectures.models import Lecture, LectureHall, Lottery
from handlers.lectures.service.importing import NotImported, read_halls, read_lectures, store_lectures
from handlers.lectures.service.lottery import draw_lottery
from handlers.lectures.service.verifying import verify as verify_content
from nlu.explained import explained


class LecturesContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...

    @property
    def city(self) -> Path: ...


@click.group()
def lectures() -> None:
    """The city's lectures."""


@lectures.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
@explained
def import_file(context: LecturesContext, file: Path) -> None:
    """Take over FILE (CSV or .xlsx), all of it or nothing; exit 1 with a line for each fault."""
    try:
        rows = read_lectures(file.name, file.read_bytes(), read_halls(context.city))
        done = store_lectures(context.database, rows, utc_now())
    except NotImported as refused:
        for fault in refused.faults:
            click.echo(f"{file.name}, {fault}", err=True)
        click.echo("nothing was imported", err=True)
        sys.exit(1)
    click.echo(f"{len(done.new)} lectures are new, {len(done.changed)} were there already")


@click.group()
def lottery() -> None:
    """Lotteries for the places of lectures."""


@lottery.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify(file: Path) -> None:
    """Draw once more what was published as FILE (/opendata/lotteries/….json); exit 1 and say where it differs."""
    difference = verify_content(file.read_text("utf-8", "replace"))
    click.echo(difference or "the published result is what the rules give")
    if difference:
        sys.exit(1)


@lottery.command()
@click.argument("code")
@click.option("--public-value", default="", help="What the lottery's public value turned out to be.")
@click.pass_obj
@explained
def draw(context: LecturesContext, code: str, public_value: str) -> None:
    """Draw the lotteries of the lecture CODE, hall by hall; those without a public value are drawn by themselves."""
    with context.database.write() as session:
        own = select(LectureHall).join(Lottery).join(Lecture).where(Lecture.code == code)
        halls = session.exec(own.order_by(LectureHall.name)).all()
        if not halls:
            raise NotFound(f"there is no lottery for {code}")
        drawn = [(hall.name, draw_lottery(session, hall.id or 0, public_value, utc_now())) for hall in halls]
        for name, one in drawn:
            click.echo(f"{code}, {name}: {len(one.entries)} applications were drawn for {one.places} places")
