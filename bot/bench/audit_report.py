"""The report after a breach, and the auditors' list, of a log of a million entries."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import Row

from bot.audit.sheets import write_csv, write_xlsx
from bot.bench.audit_entries import BETWEEN, FIRST, fill
from bot.bench.figures import Figure
from bot.db import Database
from bot.migrate import upgrade
from bot.models.vault import Vault
from bot.services.audit.reading import Filter, Position, list_entries, stream_entries
from bot.services.audit.summary import Summary
from bot.services.audit.verification import open_snapshot

MINUTES = 10.0  # what a report may take
PAGE_MS = 100.0
Advance = Callable[[int], None]


def measure(url: str, label: str, folder: Path, count: int, advance: Advance) -> list[Figure]:
    """`count` entries: written to both kinds of file, and pages of them listed."""
    upgrade(url)
    database = Database(url, Vault([Fernet.generate_key().decode()], "a secret key of the benchmark"))
    fill(database, count, advance=advance)
    with database.write() as session:
        session.connection().exec_driver_sql("ANALYZE")
    figures = [_export(database, folder / f"report.{kind}", label, count) for kind in ("csv", "xlsx")]
    figures.append(_list(database, label, count))
    database.close()
    return figures


def _export(database: Database, path: Path, label: str, count: int) -> Figure:
    summary = Summary()
    begun = time.perf_counter()
    with open_snapshot(database) as session:
        rows = _sum_up(stream_entries(session, Filter()), summary)
        if path.suffix == ".csv":
            write_csv(path, rows, bom=True)
        else:
            write_xlsx(path, rows, summary)
    minutes = (time.perf_counter() - begun) / 60
    people = len(summary.total.people)
    detail = f"{count:,} entries, {people:,} people, {path.stat().st_size / 1e6:,.0f} MB"
    return Figure(f"report as {path.suffix}, {label}", minutes, "min", MINUTES, detail)


def _sum_up(rows: Iterable[Row[Any]], summary: Summary) -> Iterator[Row[Any]]:
    for row in rows:
        summary.add(row)
        yield row


def _list(database: Database, label: str, count: int) -> Figure:
    """The slowest of several pages; each is read twice, and the second counts."""
    middle = Position(FIRST + count // 2 * BETWEEN, count // 2)
    slowest, what = 0.0, ""
    pages = {
        "the first": (Filter(), None),
        "one half-way": (Filter(), middle),
        "one actor's": (Filter(actor="7"), middle),
        "one act's": (Filter(action="faq.published"), middle),
        "one actor's acts": (Filter(actor="7", action="faq.published"), middle),
        "a week's": (Filter(since=middle.at, until=middle.at + 10_000 * BETWEEN), None),
        "one conversation's": (Filter(conversation_id=77), None),
    }
    for name, (wanted, after) in pages.items():
        for _ in range(2):
            begun = time.perf_counter()
            with database.read() as session:
                list_entries(session, wanted, after)
            took = (time.perf_counter() - begun) * 1_000
        if took > slowest:
            slowest, what = took, name
    return Figure(
        f"slowest page of {len(pages)} lists, {label}", slowest, "ms", PAGE_MS, f"{what}, of {count:,} entries"
    )
