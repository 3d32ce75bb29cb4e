"""The audit log: entries per second written and verified, and whether planted faults are found."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import cycle, islice
from random import Random

from cryptography.fernet import Fernet

from bot.bench.audit_entries import fill
from bot.bench.audit_faults import drop_triggers, list_faults
from bot.bench.figures import Figure
from bot.clock import utc_now
from bot.db import Database
from bot.migrate import upgrade
from bot.models.audit import AuditEntry
from bot.models.vault import Vault
from bot.services.audit import Actor, ConversationAction, record
from bot.services.audit.verification import open_snapshot, verify
from bot.services.audit.walk import Anchor

ENTRIES = 100_000
FAULTS = 1_000
NEAR = 2_000
WRITES = 2_000
WRITERS = 8
Advance = Callable[[int], None]


class RememberingVault(Vault):
    """Decrypts what it saw before at once: a thousand walks along the same entries would decrypt little else."""

    def __init__(self) -> None:
        super().__init__([Fernet.generate_key().decode()], "a secret key of the benchmark")
        self.open = lru_cache(maxsize=None)(super().open)  # type: ignore[method-assign]


def measure_faults(url: str, label: str, advance: Advance) -> list[Figure]:
    """`FAULTS` of all kinds, one at a time, each taken back.

    Every tenth walk begins at the first entry. The others begin some thousands before the fault: all the entries before
    that are the same each time.
    """
    database = _open(url, RememberingVault())
    fill(database, ENTRIES)
    anchor = _anchor(database)
    with database.write() as session:
        drop_triggers(session)
    random, missed = Random(20261128), []
    kinds = list_faults()
    for number, (name, plant) in enumerate(islice(cycle(kinds.items()), FAULTS)):
        with database.write() as session:
            expected = plant(session, random, ENTRIES)
            newest = None if number % 10 == 0 else ENTRIES - expected + NEAR
            found = verify(session, [anchor], newest=newest)
            session.rollback()
        if found.bad != expected:
            missed.append(f"{name} at {expected}: {found.bad}")
        advance(1)
    database.close()
    detail = "; ".join([f"of {FAULTS:,} of {len(kinds)} kinds among {ENTRIES:,} entries", *missed])
    return [Figure(f"planted faults not found or misnamed, {label}", len(missed), "faults", 0, detail)]


def measure_speed(url: str, label: str, advance: Advance) -> list[Figure]:
    """In transactions of their own, by one writer and by several; then one walk along all."""
    database = _open(url, Vault([Fernet.generate_key().decode()], "a secret key of the benchmark"))
    fill(database, ENTRIES, advance=advance)
    alone, together = _write(database, 1), _write(database, WRITERS)
    begun = time.perf_counter()
    with open_snapshot(database) as session:
        verdict = verify(session)
    verified = verdict.count / (time.perf_counter() - begun)
    database.close()
    return [
        Figure(f"audit entries written by one, {label}", alone, "/s", detail="each in a transaction of its own"),
        Figure(f"audit entries written by {WRITERS}, {label}", together, "/s"),
        Figure(f"audit entries verified, {label}", verified, "/s", detail=f"{verdict.count:,} {verdict.fault}"),
    ]


def _open(url: str, vault: Vault) -> Database:
    upgrade(url)
    return Database(url, vault)


def _anchor(database: Database) -> Anchor:
    with database.read() as session:
        last = session.get_one(AuditEntry, ENTRIES)
        return Anchor(ENTRIES, last.mac.hex(), "a checkpoint")


def _write(database: Database, writers: int) -> float:
    start = threading.Barrier(writers + 1)

    def work(writer: int) -> None:
        actor = Actor("staff", str(writer), "Tanaka", "192.0.2.1", department="residents", role="operator")
        start.wait()
        for number in range(WRITES // writers):
            with database.write() as session:
                record(session, actor, ConversationAction.VIEWED, conversation_id=number, now=utc_now())

    with ThreadPoolExecutor(writers) as pool:
        done = [pool.submit(work, writer) for writer in range(writers)]
        start.wait()
        begun = time.perf_counter()
        for one in done:
            one.result()
    return WRITES / (time.perf_counter() - begun)
