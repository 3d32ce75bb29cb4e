"""A city full of citizens, and LINE in a process of its own, since it works as hard as the sender."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import insert

from bot.channels.line.sender import LineSender
from bot.clock import utc_now
from bot.db import Database
from bot.messages import Channel
from bot.models.conversation import Conversation
from bot.models.subscriptions import Subscription, SubscriptionTag
from bot.services.segments.tags import area_tag

TOWNS = tuple(f"{district}-{place}" for district in ("north", "south", "east", "west", "centre") for place in "1234")
LANGUAGES = ("ja",) * 17 + ("en", "zh", "vi")
AT_ONCE = 10_000
PATIENCE_SECONDS = 600


def line_id(number: int) -> str:
    return f"U{number:032x}"


def fill(database: Database, citizens: int, advance: Any) -> None:
    """Citizens in LINE, each with an address of their own that is ciphertext."""
    now = utc_now() - timedelta(days=30)
    with database.write() as session:
        for start in range(0, citizens, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, citizens))
            session.execute(insert(Conversation), [_row(number, now) for number in numbers])
            advance(len(numbers))


def choose_towns(database: Database, citizens: int, advance: Any) -> None:
    """Every other one has chosen a town. The database was empty before `fill`, so that ids are numbers from 1."""
    now = utc_now()
    with database.write() as session:
        for start in range(1, citizens, AT_ONCE):
            choosing = range(start, min(start + AT_ONCE, citizens), 2)
            session.execute(insert(Subscription), [_choice(number, now) for number in choosing])
            tags = [{"subscription_id": number + 1, "tag": tag} for number in choosing for tag in _tags(number)]
            session.execute(insert(SubscriptionTag), tags)
            advance(2 * len(choosing))


def _row(number: int, now: datetime) -> dict[str, Any]:
    return {
        "channel": Channel.LINE,
        "address_fingerprint": f"{number:064x}",
        "address": line_id(number),
        "language": LANGUAGES[number % len(LANGUAGES)],
        "created_at": now,
    }


def _choice(number: int, now: datetime) -> dict[str, Any]:
    values = {"id": number + 1, "conversation_id": number + 1, "topics": [], "areas": [TOWNS[number % len(TOWNS)]]}
    return {**values, "has_area": True, "language": "", "is_stopped": False, "changed_at": now}


def _tags(number: int) -> list[str]:
    town = TOWNS[number % len(TOWNS)]
    return [area_tag(town), area_tag(town.partition("-")[0])]


class DistantLine:
    """The simulated LINE in another process."""

    def __init__(self, citizens: int, commands: Connection) -> None:
        self._commands = commands
        commands.send(citizens)
        self.token, self.url = self._receive()

    def open(self) -> LineSender:
        return LineSender(self.token, self.url)

    def list_multicasts(self) -> list[tuple[float, int, int]]:
        """(seconds since 1970, status, recipients) of each since it was last asked."""
        self._commands.send("multicasts")
        found: list[tuple[float, int, int]] = self._receive()
        return found

    def count_doubled(self) -> tuple[int, int]:
        """How many citizens got anything, and how many got something twice."""
        self._commands.send("doubled")
        found: tuple[int, int] = self._receive()
        return found

    def _receive(self) -> Any:
        if not self._commands.poll(PATIENCE_SECONDS):
            raise TimeoutError("the simulated LINE does not answer")
        return self._commands.recv()


@contextmanager
def distant_line(citizens: int) -> Iterator[DistantLine]:
    """With so many friends of the bot."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    try:
        yield DistantLine(citizens, ours)
    finally:
        process.terminate()
        process.join()


def _run(commands: Connection) -> None:
    from bot.simulator.server import start_simulator

    running = start_simulator()
    line = running.line
    line.quota.limit = None
    for number in range(commands.recv()):
        line.add_citizen(user_id=line_id(number))
    gc.disable()  # or Python would look through hundreds of thousands of chats again and again while it is measured
    commands.send((line.channel_token, running.base_url))
    while True:
        asked = commands.recv()
        with line.changed:
            if asked == "multicasts":
                calls = [call for call in line.requests if call.operation == "multicast"]
                line.requests.clear()
                commands.send([(call.at.timestamp(), call.status, len(call.body["to"])) for call in calls])
            else:
                counts = [len(sent) for sent in line.list_sent().values()]
                commands.send((len(counts), sum(count > 1 for count in counts)))
