"""Operators at work all at once: each has a conversation open and the queue beside it, and citizens write to them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import Session, col, func, select

from bot.bench.desk_seed import PASSWORD
from bot.bench.figures import Figure, describe, percentile
from bot.bench.member import Member
from bot.bench.streams import PATIENCE_SECONDS, Listener
from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest
from bot.services.desk.requests import request_operator

MESSAGES = 6  # each citizen writes
PER_SECOND = 5  # of all together: each of fifty citizens writes every ten seconds
EVERY = 20  # of so many messages one comes with a new request in the queue
ANSWERED = 5  # of so many messages one is answered by the operator
SENDERS = 16
NUMBER = re.compile(r"number-(\d+)-")
ROW = re.compile(r'data-id="(\d+)"')
Advance = Callable[[int], None]


class Screen:
    """What an operator's browser shows; times are `time.monotonic`'s. The list is fetched whenever it has changed."""

    def __init__(self, port: int, login: str) -> None:
        self.member = Member(port, login, PASSWORD)
        self.said: dict[int, float] = {}
        self.listed: dict[int, float] = {}
        self.fetched = 0

    def open(self, request_id: int) -> None:
        """Begin to answer, and stay there."""
        self._path = f"/admin/desk/{request_id}"
        self.member.post(f"{self._path}/claim")
        self._renew("changed", "")
        self._streams = (
            self.member.listen(f"{self._path}/events", self._hear),
            self.member.listen("/admin/desk/events", self._renew),
        )

    def close(self) -> None:
        for stream in self._streams:
            stream.close()

    def _hear(self, name: str, html: str) -> None:
        found = NUMBER.search(html) if name == "said" else None
        if found and int(found[1]) not in self.said:
            self.said[int(found[1])] = time.monotonic()
            if int(found[1]) % ANSWERED == 0:
                self.member.post(f"{self._path}/say", words="OK")

    def _renew(self, name: str, _data: str) -> None:
        if name == "changed":
            _, page = self.member.get("/admin/desk/list")
            self.fetched += 1
            for id in ROW.findall(page):
                self.listed.setdefault(int(id), time.monotonic())


def measure(
    port: int, database: Database, logins: list[str], label: str, advance: Advance, messages: int = MESSAGES
) -> list[Figure]:
    """From the moment each message was due to the operator's open page, at a steady rate; one that never came counts
    as `PATIENCE_SECONDS`."""
    with ThreadPoolExecutor(SENDERS) as pool:
        screens = list(pool.map(lambda login: Screen(port, login), logins))
        citizens = [Listener(port) for _ in logins]
        requests = [_ask_for_a_person(database, citizen) for citizen in citizens]
        list(pool.map(Screen.open, screens, requests))
        start = time.monotonic() + 1.0
        due = [start + number / PER_SECOND for number in range(len(logins) * messages)]
        asked: dict[int, float] = {}

        def say(number: int) -> None:
            time.sleep(max(0.0, due[number] - time.monotonic()))
            if number % EVERY == EVERY // 2:
                id = _add_request(database)
                asked[id] = time.monotonic()
            citizens[number % len(citizens)].say(f"number-{number}-")
            advance(1)

        list(pool.map(say, range(len(due))))
    _wait(screens, len(due), asked)
    for screen in screens:
        screen.close()
    for citizen in citizens:
        citizen.close()
    return _sum_up(screens, due, asked, label)


def _ask_for_a_person(database: Database, citizen: Listener) -> int:
    """The id of the request; everybody's to see, so that no department is left without."""
    with database.read() as session:
        before = _newest(session)
    citizen.say("Hello")
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and len(citizen.heard) < 1:
        time.sleep(0.01)
    with database.write() as session:
        found = session.exec(select(func.max(Conversation.id)).where(col(Conversation.id) > before)).one()
        if found is None:
            raise TimeoutError("a citizen's message did not arrive")
        return request_operator(session, found, "asked", utc_now()).id or 0


def _newest(session: Session) -> int:
    return session.exec(select(func.max(Conversation.id))).one() or 0


def _add_request(database: Database) -> int:
    """Of one of those who have written before, and have no open request."""
    with database.write() as session:
        taken = select(OperatorRequest.conversation_id)
        free = select(Conversation.id).where(col(Conversation.id).not_in(taken)).limit(1)
        return request_operator(session, session.exec(free).one() or 0, "asked", utc_now()).id or 0


def _wait(screens: list[Screen], messages: int, asked: dict[int, float]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if sum(len(screen.said) for screen in screens) >= messages and all(
            asked.keys() <= s.listed.keys() for s in screens
        ):
            return
        time.sleep(0.1)


def _sum_up(screens: list[Screen], due: list[float], asked: dict[int, float], label: str) -> list[Figure]:
    times = [
        (screen.said.get(number, due[number] + PATIENCE_SECONDS) - due[number]) * 1_000
        for place, screen in enumerate(screens)
        for number in range(place, len(due), len(screens))
    ]
    waited = [
        (screen.listed.get(id, at + PATIENCE_SECONDS) - at) * 1_000 for id, at in asked.items() for screen in screens
    ]
    who = f"{len(screens)} operators online, {label}"
    fetched = sum(screen.fetched for screen in screens)
    return [
        Figure(f"citizen's message at the screen, {who}, p50", percentile(times, 0.5), "ms"),
        Figure(f"citizen's message at the screen, {who}, p99", percentile(times, 0.99), "ms", 500, describe(times)),
        Figure(
            f"new request in the list, {who}, p99", percentile(waited, 0.99), "ms", 6_000, f"{fetched} lists fetched"
        ),
    ]
