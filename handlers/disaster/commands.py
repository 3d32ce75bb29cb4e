"""`madoguchi alerts`: telegrams from files, and from the feeds by a process of its own."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import click
from sqlmodel import Session

from bot.city import City, load_city
from bot.clock import utc_now
from bot.db import Database
from bot.errors import SetupError
from bot.settings import Settings
from bot.texts import load_texts
from handlers.disaster.alerts.ingesting import Arrival, Ingested
from handlers.disaster.alerts.office import find_office
from handlers.disaster.sources.polling import FeedReader
from handlers.disaster.telegrams import MOST_BYTES, UnreadableTelegram, parse
from nlu.explained import explained

log = logging.getLogger(__name__)

ORIGIN = "file"


class AlertsContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...

    @property
    def city(self) -> Path: ...

    @property
    def settings(self) -> Settings: ...


@click.group()
def alerts() -> None:
    """Telegrams of the weather agency and others."""


@alerts.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be told to whom, and tell nobody.")
@click.option("--json", "as_json", is_flag=True, help="A list, one object for each file.")
@click.pass_obj
@explained
def ingest(context: AlertsContext, files: tuple[Path, ...], *, dry_run: bool, as_json: bool) -> None:
    """Read FILES (the weather agency's XML, L-Alert's, our own JSON), and tell citizens what the city's rules say."""
    city = load_city(context.city)
    reports = []
    with _intakes(context, city, dry_run=dry_run) as take:
        for file in files:
            reports.append(take(file))
            if not as_json:
                click.echo(_say(reports[-1]))
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False))
    if any("error" in report for report in reports):
        sys.exit(1)


@alerts.command()
@click.option("--every", type=click.IntRange(5, 600), default=20, show_default=True, help="Seconds between two polls.")
@click.pass_obj
@explained
def watch(context: AlertsContext, *, every: int) -> None:
    """Ask the feeds of MADOGUCHI_ALERT_FEEDS more often than the scheduler's once a minute, until it is stopped."""
    office = find_office(load_city(context.city), load_texts(city=context.city))
    urls = context.settings.alert_feed_list
    if office is None or not urls:
        raise SetupError("there is nothing to watch: set MADOGUCHI_ALERT_FEEDS, and `area_code` in city.yml")
    reader = FeedReader(context.database, office, urls)
    with suppress(KeyboardInterrupt):
        while True:
            for done in reader.poll(utc_now()):
                click.echo(f"{done.arrival.telegram.code}: {done.reason}")
            time.sleep(every)


@contextmanager
def _intakes(context: AlertsContext, city: City, *, dry_run: bool) -> Iterator[Any]:
    """Takes one file after the other; a dry run's session forgets all of it in the end."""
    office = find_office(city, load_texts(city=context.city), is_dry=dry_run)
    if office is None:
        raise SetupError("city.yml: alerts need `area_code`, the municipality's code of seven digits")

    def take_in(session: Session, file: Path) -> dict[str, Any]:
        try:
            content = _read(file)
            arrival = Arrival(parse(content, file.name), content, ORIGIN)
        except (OSError, UnreadableTelegram) as error:
            reason = (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)
            log.warning("telegram %s: %s", file.name, reason)
            return {"file": str(file), "error": reason}
        (ingested,) = office.take_all(session, [arrival], utc_now())
        return _write(file, ingested)

    def take_and_commit(file: Path) -> dict[str, Any]:
        with context.database.write() as session:
            return take_in(session, file)

    if not dry_run:
        yield take_and_commit
        return
    with context.database.read() as session:
        yield lambda file: take_in(session, file)


def _read(file: Path) -> bytes:
    """No more of it than could be a telegram."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _write(file: Path, ingested: Ingested) -> dict[str, Any]:
    telegram, decision = ingested.arrival.telegram, ingested.decision
    return {
        "file": str(file),
        "telegram": telegram.code,
        "status": telegram.status,
        "info_type": telegram.info_type,
        "event_id": telegram.event_id,
        "serial": telegram.serial,
        "reported_at": telegram.reported_at.isoformat(),
        "headline": telegram.headline,
        "levels": telegram.levels,
        "intensities": dict(telegram.intensities),
        "sends": decision.sends,
        "reason": ingested.reason,
        "recipients": decision.recipients if decision.sends else 0,
    }


def _say(report: Mapping[str, Any]) -> str:
    if "error" in report:
        return f"{report['file']}: {report['error']}"
    told = f"told to {report['recipients']}" if report["sends"] else "told to nobody"
    kind = f"{report['telegram']} ({report['status']}, {report['info_type']})"
    return f"{report['file']}: {kind}: {told}: {report['reason']}"
