"""The demo city's health records, of the people one can play in the simulator, and codes of this start by which they
prove who they are: `python -m bot.demo_data.health` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import click

from bot.clock import TOKYO, utc_now
from bot.counter import open_database
from bot.db import Database
from bot.models.audit import ActorKind
from bot.services.audit import Actor
from bot.settings import DEMO_CITY, load_settings
from bot.yaml_files import parse_yaml
from handlers.health_records.service.codes import give_code, group
from handlers.health_records.service.importing.mapping import read_mapping
from handlers.health_records.service.importing.running import import_file
from handlers.health_records.service.reading import find_person
from handlers.health_records.service.sessions import SessionRow, list_sessions, store_session

FOLDER = DEMO_CITY / "health"
# By the numbers of their accounts (`accounts.yml`): those of the health system.
PERSONS = {"20260001": "10000001", "20260002": "20000001", "20260003": "30000001"}
DAYS = 30
WEDNESDAY = 2
AHEAD, LENGTH = timedelta(days=60), timedelta(minutes=90)
ACTOR = Actor(ActorKind.SYSTEM, "demo")


def seed_health(database: Database, now: datetime) -> int:
    """How many rows are new; the same files again change nothing, and leave no mark."""
    with database.read() as session:
        if all(find_person(session, database.vault, number) for number in PERSONS.values()):
            return 0
    mapping = read_mapping()
    reports = [import_file(database, path, mapping, "", now) for path in sorted(FOLDER.glob("*.csv"))]
    return sum(report.counts["new"] for report in reports)


def seed_times(database: Database, now: datetime) -> int:
    """How many times of the health centre are new: some weeks ahead of whatever day it is."""
    with database.write() as session:
        if list_sessions(session, now, now + AHEAD):
            return 0
        return sum(store_session(session, row, now) == "new" for row in list_times(now))


def list_times(now: datetime) -> Iterator[SessionRow]:
    today = datetime.combine(now.astimezone(TOKYO).date(), time(), TOKYO)
    given = parse_yaml((DEMO_CITY / "health_times.yml").read_text("utf-8"))
    for kind, places in given.items():
        for one in places:
            for weeks in one["weeks"]:
                days = 7 * weeks - today.weekday() + WEDNESDAY
                at = today + timedelta(days, hours=one["hour"])
                yield SessionRow(kind, one["place"], at, at + LENGTH, one["capacity"])


def give_codes(database: Database, now: datetime) -> Iterator[tuple[str, str, str]]:
    """(number of the account, date of birth, code) of each; codes of a start before are worth nothing any more."""
    for account, number in PERSONS.items():
        with database.write() as session:
            person = find_person(session, database.vault, number)
            if person is None:
                continue
            code, _ = give_code(session, database.vault, person.id or 0, DAYS, ACTOR, "demo", now)
            yield account, person.birth_date.isoformat(), group(code)


def main() -> None:
    database = open_database(load_settings())
    for line in give_codes(database, utc_now()):
        click.echo(" ".join(line))
    database.close()


if __name__ == "__main__":
    main()
