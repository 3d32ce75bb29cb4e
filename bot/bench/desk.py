"""The staff's pages of a counter that has been at work for a year, the desk with everybody at it, and publishing."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlmodel import col, select

from bot.bench import desk_live, desk_pages
from bot.bench.desk_seed import BOSS, PASSWORD, SeedingVault, Size, fill, list_operators
from bot.bench.figures import Figure
from bot.bench.member import Member
from bot.bench.stage import Stage
from bot.city import City
from bot.db import Database
from bot.models.faq import FaqEntry, FaqTrial, TrialState

OPERATORS = 50
TRIAL_SECONDS = 20.0
TRIAL_PATIENCE_SECONDS = 300.0
SLOWEST = 12  # pages that are told by name; the others only count
Advance = Callable[[int], None]
Watch = Callable[[str, int], AbstractContextManager[Advance]]  # a progress bar: what is done, and how many steps


def open_database(stage: Stage) -> Database:
    """The stage's, with keys of its own."""
    environment = stage.environment
    keys = environment["MADOGUCHI_DATA_KEYS"].split(",")
    return Database(environment["MADOGUCHI_DATABASE_URL"], SeedingVault(keys, environment["MADOGUCHI_SECRET_KEY"]))


def prepare(stage: Stage, city: City, size: Size, watch: Watch) -> Database:
    """Tables with a year's work in them, index and trained examples."""
    stage.run("migrate")
    database = open_database(stage)
    with watch("conversations", size.conversations) as advance:
        fill(database, city, size, advance)
    with watch("index and examples", 2) as advance:
        for command in (("knowledge", "index"), ("nlu", "train")):
            stage.run(*command)
            advance(1)
    return database


def measure(port: int, database: Database, city: City, size: Size, label: str, watch: Watch) -> list[Figure]:
    """Of a counter that serves what `fill` made."""
    member, pages = Member(port, BOSS, PASSWORD), desk_pages.list_pages(database, city)
    with watch("staff pages", len(pages)) as advance:
        timed = desk_pages.measure(member, pages, label, advance)
    with watch("questions before publishing", size.expectations) as advance:
        trial = measure_trial(member, database, label, advance)
    logins = list_operators(min(OPERATORS, size.staff - 1))
    with watch("messages to operators", len(logins) * desk_live.MESSAGES) as advance:
        live = desk_live.measure(port, database, logins, label, advance)
    return [*_pick(timed, label), trial, *live]


def measure_trial(member: Member, database: Database, label: str, advance: Advance) -> Figure:
    """What a change of one FAQ does to all the questions that must go on finding the same."""
    with database.read() as session:
        entry_id = session.exec(select(FaqEntry.id)).first()
    begun, done = time.monotonic(), 0
    member.post(f"/admin/faq/{entry_id}/trial")
    while True:
        with database.read() as session:
            trial = session.exec(select(FaqTrial).order_by(col(FaqTrial.id).desc())).one()
        advance(trial.done - done)
        done = trial.done
        if trial.state == TrialState.FAILED or time.monotonic() - begun > TRIAL_PATIENCE_SECONDS:
            raise TimeoutError(f"the questions before publishing: {trial.state} after {trial.done}")
        if trial.state == TrialState.DONE:
            seconds = time.monotonic() - begun
            return Figure(
                f"questions asked before publishing, {label}", seconds, "s", TRIAL_SECONDS, f"{trial.total:,}"
            )
        time.sleep(0.1)


def _pick(timed: list[Figure], label: str) -> list[Figure]:
    """The slowest pages, whichever misses its bar, and all searches."""
    slowest = sorted(timed, key=lambda figure: -figure.value)[:SLOWEST]
    shown = [one for one in timed if one in slowest or not one.is_met or one.bar == desk_pages.SEARCH_MS]
    most = max(one.value for one in timed)
    return [Figure(f"slowest of {len(timed)} staff pages, {label}", most, "ms", desk_pages.PAGE_MS), *shown]
