"""A new data key over many health records, while a reader and a writer go on."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from random import Random

from cryptography.fernet import Fernet
from sqlalchemy import insert
from sqlmodel import col, select

from bot.bench.figures import Figure
from bot.db import Database
from bot.migrate import upgrade
from bot.models.field_keys import UnreadableSeal
from bot.models.vault import Vault
from bot.services.keys import rotate
from handlers.health_records.models import HealthEvent, HealthPerson, RecordKind

ROWS, ROWS_EACH = 100_000, 5
BATCH = 2_500
NOW = datetime(2026, 11, 30, tzinfo=UTC)
SECRET = secrets.token_urlsafe(32)
WAIT_MS = 2_000.0
Advance = Callable[[int], None]


def measure(url: str, label: str, advance: Advance) -> list[Figure]:
    """On an empty database."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    upgrade(url)
    before, both, after = (Database(url, Vault(keys, SECRET)) for keys in ([old], [new, old], [new]))
    try:
        fill(before)
        over = threading.Event()
        with ThreadPoolExecutor(2) as pool:
            users = [pool.submit(_use, both, over, act) for act in (_look, _correct)]
            began, walked = time.perf_counter(), [0]

            def show(done: int, _: int) -> None:
                advance(done - walked[0])
                walked[0] = done

            done = rotate(both, NOW, show)
            seconds = time.perf_counter() - began
            over.set()
        unreadable, waits = sum(user.result()[0] for user in users), [user.result()[1] for user in users]
        read = _read_all(after)
    finally:
        for database in (before, both, after):
            database.close()
    turns = f"{len(waits[0]):,} looks and {len(waits[1]):,} corrections meanwhile"
    return [
        Figure(f"rows read with the new key alone, {label}", read, "rows", least=ROWS, detail=f"of {ROWS:,}"),
        Figure(f"met what no key opens, {label}", done.unreadable.total() + unreadable, "", 0.0, detail=turns),
        Figure(f"longest wait of a look, {label}", max(waits[0]) * 1_000, "ms", WAIT_MS),
        Figure(f"longest wait of a correction, {label}", max(waits[1]) * 1_000, "ms", WAIT_MS),
        Figure(f"rotation of {ROWS:,} rows, {label}", seconds, "s", detail=f"{done.renewed.total():,} rows anew"),
    ]


def fill(database: Database) -> None:
    """Invented people with their vaccinations."""
    random, born = Random(20261130), date(2020, 1, 1)
    index = database.vault.index
    for first in range(1, ROWS // ROWS_EACH + 1, BATCH):
        numbers = range(first, min(first + BATCH, ROWS // ROWS_EACH + 1))
        people = [
            {"id": n, "number": f"{n:010}", "number_index": index("health_person.number", f"{n:010}")}
            | {"name": f"person {n}", "kana": f"PERSON {n}", "match_key": f"person {n}"}
            | {"match_key_index": index("health_person.match_key", f"person {n}"), "changed_at": NOW, "sex": "female"}
            | {"birth_date": born + timedelta(days=random.randrange(2_000)), "district": "", "is_moved_away": False}
            for n in numbers
        ]
        events = [_event(database, n, dose, random) for n in numbers for dose in range(ROWS_EACH)]
        with database.write() as session:
            session.execute(insert(HealthPerson), people)
            session.execute(insert(HealthEvent), events)


def _event(database: Database, person: int, dose: int, random: Random) -> dict[str, object]:
    key = f"{person}:pcv:{dose}"
    return {
        "person_id": person,
        "kind": RecordKind.VACCINATION,
        "row_key": key,
        "row_key_index": database.vault.index("health_event.row_key", key),
        "code": "pcv",
        "dose": str(dose),
        "held_on": date(2022, 1, 1) + timedelta(days=random.randrange(1_500)),
        "result": "",
        "lot": f"L{random.randrange(10_000):05}",
        "place": "clinic",
        "row_number": 0,
        "changed_at": NOW,
    }


def _use(database: Database, over: threading.Event, act: Callable[[Database, Random], None]) -> tuple[int, list[float]]:
    """How many turns met a value that no key opens, and how long each took."""
    waits: list[float] = []
    faults, random = 0, Random(7)
    while not over.is_set() or not waits:
        began = time.perf_counter()
        try:
            act(database, random)
        except UnreadableSeal:
            faults += 1
        waits.append(time.perf_counter() - began)
    return faults, waits


def _look(database: Database, random: Random) -> None:
    person = random.randrange(1, ROWS // ROWS_EACH + 1)
    with database.read() as session:
        session.get_one(HealthPerson, person)
        assert len(session.exec(select(HealthEvent).where(HealthEvent.person_id == person)).all()) == ROWS_EACH


def _correct(database: Database, random: Random) -> None:
    with database.write() as session:
        event = session.get_one(HealthEvent, random.randrange(1, ROWS + 1))
        event.lot = "corrected"
        session.add(event)
    time.sleep(0.02)  # somebody types


def _read_all(database: Database) -> int:
    read, last = 0, 0
    while True:
        with database.read() as session:
            behind = select(HealthEvent).where(col(HealthEvent.id) > last).order_by(col(HealthEvent.id)).limit(BATCH)
            rows = session.exec(behind).all()
        if not rows:
            return read
        read, last = read + sum(row.code == "pcv" for row in rows), rows[-1].id or 0
