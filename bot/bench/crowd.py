"""An opening day: a crowd comes to one page within a minute, each with a browser of their own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from time import monotonic

from bot.bench.figures import Figure, describe, percentile

PEOPLE = 20_000
SECONDS = 60.0  # in which they come
STAY_SECONDS = 60.0  # after which the last to have come are no longer waited for
PAGE_MS = 2_000
EARLY_SECONDS = 0.2  # the page says whole seconds, rounded up
_NUMBER = re.compile(rb'class="number">[^<]*?([\d,]+)<')
Advance = Callable[[int], None]


@dataclass(frozen=True)
class Look:
    """One page: `wait` is after how many seconds to come again (None: it is the page itself), `number` the turn."""

    status: int
    asked_at: float
    seen_at: float
    cookie: str = ""
    wait: int | None = None
    number: int = 0


@dataclass
class Person:
    looks: list[Look] = field(default_factory=list)
    entered_at: float | None = None

    @property
    def number(self) -> int:
        return max((look.number for look in self.looks), default=0)


def measure(port: int, path: str, label: str, advance: Advance, people: int = PEOPLE) -> list[Figure]:
    """`path` stands behind a waiting room. Nobody asks sooner than they were told; who would enter after the end is
    not waited for. Every request is a connection of its own."""
    with ThreadPoolExecutor(1) as own:  # a thread in which no other loop runs
        crowd = own.submit(asyncio.run, _come_all(port, path, people, advance)).result()
    looks = [look for person in crowd for look in person.looks]
    times = [(look.seen_at - look.asked_at) * 1_000 for look in looks]
    waited = [person for person in crowd if person.number]
    entered = [person for person in waited if person.entered_at is not None]
    late = [person.entered_at - _promise(person.looks[0]) for person in entered if person.entered_at is not None]
    who = f"{people:,} arrive within {SECONDS:.0f} s, {label}"
    return [
        Figure(f"a page, {who}, p95", percentile(times, 0.95), "ms", PAGE_MS, describe(times)),
        Figure(f"answers that are neither page nor room, {who}", _count_bad(looks), "answers", 0, f"of {len(looks):,}"),
        Figure(f"out of order, {who}", _count_unfair(waited), "people", 0, f"of {len(waited):,} who had to wait"),
        Figure(
            f"told another turn or moment when they looked again, {who}",
            sum(not _is_steady(person) for person in entered),
            "people",
            0,
            f"of {len(entered):,} who entered, on average {sum(late) / max(1, len(late)):.1f} s after what was said",
        ),
    ]


async def _come_all(port: int, path: str, people: int, advance: Advance) -> list[Person]:
    start = monotonic() + 1.0
    end = start + SECONDS + STAY_SECONDS
    crowd = [Person() for _ in range(people)]

    async def come(person: Person, due: float) -> None:
        await asyncio.sleep(max(0.0, due - monotonic()))
        await _look_in(person, port, path)
        advance(1)
        while (wait := person.looks[-1].wait) is not None and monotonic() + wait < end:
            await asyncio.sleep(wait)
            await _look_in(person, port, path)

    await asyncio.gather(*(come(person, start + place * SECONDS / people) for place, person in enumerate(crowd)))
    return crowd


async def _look_in(person: Person, port: int, path: str) -> None:
    look = await _ask(port, path, person.looks[-1].cookie if person.looks else "")
    person.looks.append(look)
    if look.status == 200 and look.wait is None:
        person.entered_at = look.seen_at


async def _ask(port: int, path: str, cookie: str) -> Look:
    asked_at = monotonic()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nAccept-Language: ja\r\n"
        writer.write((head + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n").encode())
        answer = await reader.read()
        writer.close()
    except OSError:
        return Look(0, asked_at, monotonic(), cookie)
    head_bytes, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head_bytes.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    kept = headers.get("set-cookie", "").partition(";")[0] or cookie
    wait, number = headers.get("refresh"), _NUMBER.search(body)
    return Look(
        int(status.split()[1]) if status else 0,
        asked_at,
        monotonic(),
        kept,
        int(wait) if wait else None,
        int(number[1].replace(b",", b"")) if number else 0,
    )


def _promise(look: Look) -> float:
    return look.seen_at + (look.wait or 0)


def _slack(look: Look) -> float:
    """By how much a promise may seem later than it was made: whole seconds, and the answer's own way."""
    return 1 + look.seen_at - look.asked_at


def _count_bad(looks: Sequence[Look]) -> int:
    return sum(look.status != 200 for look in looks)


def _count_unfair(waited: Sequence[Person]) -> int:
    """Who has a higher number than somebody that came when their own answer was there, or was told an earlier moment
    than somebody with a lower number."""
    by_arrival = sorted(waited, key=lambda person: person.looks[0].asked_at)
    answered = sorted(waited, key=lambda person: person.looks[0].seen_at)
    unfair, highest, place = set[int](), 0, 0
    for person in by_arrival:
        while place < len(answered) and answered[place].looks[0].seen_at < person.looks[0].asked_at:
            highest = max(highest, answered[place].number)
            place += 1
        if person.number < highest:
            unfair.add(person.number)
    for before, after in pairwise(sorted(waited, key=lambda person: person.number)):
        unfair |= (
            {after.number} if _promise(after.looks[0]) + _slack(before.looks[0]) < _promise(before.looks[0]) else set()
        )
    return len(unfair)


def _is_steady(person: Person) -> bool:
    numbers = {look.number for look in person.looks if look.number}
    assert person.entered_at is not None
    return len(numbers) == 1 and person.entered_at >= _promise(person.looks[0]) - 1 - EARLY_SECONDS
