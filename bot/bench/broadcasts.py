"""A whole city is told at once: settling who gets it, sending at LINE's pace, and correcting it."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from cryptography.fernet import Fernet
from sqlmodel import func, select

from bot.bell import Bell
from bot.bench.broadcast_stage import DistantLine, choose_towns, distant_line, fill
from bot.bench.figures import Figure
from bot.broadcasting import TOPIC
from bot.broadcasting.pace import MULTICASTS_PER_SECOND
from bot.broadcasting.sender import BroadcastSender
from bot.broadcasting.slicing import Slicer
from bot.clock import utc_now
from bot.db import Database
from bot.messages import Text
from bot.migrate import upgrade
from bot.models.broadcasts import ENDED, Broadcast, BroadcastBatch
from bot.models.vault import Vault
from bot.services import broadcasts
from bot.texts import load_texts

CITIZENS, FEW_CITIZENS = 380_000, 20_000
SETTLE_SECONDS = 10.0
LEAST_SHARE = 95.0
WHOLE_SECONDS = 15.0  # what the limit takes for 380,000, and ten
CORRECTION_SECONDS = 3.0  # the rest of a minute is for people
WORDS = {language: [Text("Heavy rain. Keep away from rivers.")] for language in ("ja", "en", "zh")}
IN_PART = {"all": [{"area": ["east", "south"], "or_unknown": True}, {"language": ["ja", "en"]}]}
PATIENCE_SECONDS = 120.0
Advance = Callable[[int], None]
Progress = Callable[[str, int], AbstractContextManager[Advance]]  # what, how many


def measure(url: str, label: str, citizens: int, progress: Progress) -> list[Figure]:
    """On an empty database, with LINE in a process of its own."""
    upgrade(url)
    database = Database(url, Vault([Fernet.generate_key().decode()], secrets.token_urlsafe(32)))
    try:
        with progress(f"citizens, {label}", citizens) as advance:
            fill(database, citizens, advance)
        with progress(f"their towns, {label}", citizens) as advance:
            choose_towns(database, citizens, advance)
        few, choosing = _settle(database, "some", IN_PART)
        with database.write() as session:
            broadcasts.stop(session, few.id or 0, None, utc_now())
        first, settling = _settle(database, "rain", {"everyone": True})
        with distant_line(citizens) as line, sending(database, line) as bell:
            settled = time.time()
            bell.ring(TOPIC)
            with progress(f"multicasts, {label}", first.total) as advance:
                wait_for_end(database, first.id or 0, advance)
            calls = line.list_multicasts()
            clicked = time.time()
            with database.write() as session:
                correction = broadcasts.correct(session, first, WORDS, "no rain", utc_now())
            bell.ring(TOPIC)
            with progress(f"corrections, {label}", correction.total) as advance:
                wait_for_end(database, correction.id or 0, advance)
            corrections = line.list_multicasts()
            reached, _ = line.count_doubled()
    finally:
        database.close()
    taken = [at for at, status, _ in calls if status == 200]
    return [
        Figure(f"by area and language, {label}", choosing, "s", SETTLE_SECONDS, f"{few.total:,} of {citizens:,}"),
        Figure(f"everybody, {label}", settling, "s", SETTLE_SECONDS, f"{first.total:,} citizens"),
        Figure(f"first multicast after it, {label}", min(taken) - settled, "s", 3.0),
        _pace(label, taken, sum(status == 429 for _, status, _ in calls)),
        Figure(f"whole city sent, {label}", max(taken) - settled, "s", WHOLE_SECONDS, f"{len(taken)} multicasts"),
        Figure(f"reached, {label}", reached, "citizens", least=citizens),
        Figure(f"reached by the correction, {label}", _count(corrections), "citizens", citizens, least=citizens),
        Figure(
            f"correction, call to first multicast, {label}",
            min(at for at, _, _ in corrections) - clicked,
            "s",
            CORRECTION_SECONDS + SETTLE_SECONDS,
        ),
    ]


def _settle(database: Database, key: str, rule: dict[str, Any]) -> tuple[Broadcast, float]:
    """Who gets it, in batches; and the seconds that took."""
    began = time.perf_counter()
    with database.write() as session:
        values: dict[str, Any] = {"kind": "alert", "content": WORDS, "origin": "bench", "now": utc_now()}
        made = broadcasts.issue(session, key=key, rule=rule, **values)
    slicer = Slicer(database, Bell())
    while slicer.step():
        pass
    seconds = time.perf_counter() - began
    with database.read() as session:
        return session.get_one(Broadcast, made.id), seconds


def _pace(label: str, taken: list[float], refused: int) -> Figure:
    share = (len(taken) - 1) / (max(taken) - min(taken)) / MULTICASTS_PER_SECOND * 100
    return Figure(f"pace of LINE's limit, {label}", share, "%", least=LEAST_SHARE, detail=f"{refused} too fast")


def _count(calls: list[tuple[float, int, int]]) -> int:
    return sum(recipients for _, status, recipients in calls if status == 200)


def wait_for_end(database: Database, broadcast_id: int, advance: Advance) -> None:
    """Raises TimeoutError when nobody more is reached for a while."""
    reached, since = 0, time.monotonic()
    while time.monotonic() - since < PATIENCE_SECONDS:
        with database.read() as session:
            sent = select(func.sum(BroadcastBatch.reached)).where(BroadcastBatch.broadcast_id == broadcast_id)
            now_reached = int(session.exec(sent).one() or 0)
            if session.get_one(Broadcast, broadcast_id).status in ENDED:
                return
        if now_reached > reached:
            advance(now_reached - reached)
            reached, since = now_reached, time.monotonic()
        time.sleep(0.2)
    raise TimeoutError(f"broadcast {broadcast_id} does not go on: {reached} reached")


@contextmanager
def sending(database: Database, line: DistantLine) -> Iterator[Bell]:
    """A worker's loops."""
    bell, over = Bell(), threading.Event()
    sender, slicer = BroadcastSender(database, line.open(), load_texts()), Slicer(database, bell)

    def loop(step: Callable[[], bool]) -> None:
        while not over.is_set():
            mark = bell.mark(TOPIC)
            if not step():
                bell.wait(TOPIC, 1.0, mark)

    threads = [threading.Thread(target=loop, args=(step,)) for step in (sender.step, slicer.step)]
    for thread in threads:
        thread.start()
    try:
        yield bell
    finally:
        over.set()
        bell.ring(TOPIC)
        for thread in threads:
            thread.join()
        sender.stop()
