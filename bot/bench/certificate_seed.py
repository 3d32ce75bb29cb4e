"""Applications for certificates as fifteen years of a city of this size leave them, at work in all states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.forms import EntryState, FormEntry
from bot.models.staff import Role
from bot.services.audit import Actor
from bot.services.staff import passwords
from bot.services.staff.members import Newcomer, create_member
from bot.services.staff.principal import Grant
from bot.services.staff.recording import Acting
from handlers.certificates.models import Application, ApplicationState, ApplicationStep

PASSWORD = "a benchmark signs in 3 times"  # noqa: S105  # of members that a benchmark makes for itself
SERVICE = "certificates"
CLERKS = 12
BATCH = 2_000
S = ApplicationState
SHARES = {  # of a hundred
    S.SENT: 38,
    S.COLLECTED: 18,
    S.CANCELLED: 4,
    S.REFUNDED: 2,
    S.PAID: 15,
    S.IN_REVIEW: 5,
    S.RETURNED: 3,
    S.ISSUED: 7,
    S.REFUND_FAILED: 1,
    S.AWAITING_PAYMENT: 4,
    S.DRAFT: 3,
}
CONTENT = {"name": "Hanako", "kana": "-", "birth_date": "1990-01-02", "address": "1-2-3"}
Advance = Callable[[int], None]


def offer(city: City) -> City:
    """The city with a certificate for each of its fees, of its first departments in turn."""
    offices = [one.id for one in city.departments[:3]]
    kinds = [{"id": fee.id, "department": offices[number % 3]} for number, fee in enumerate(city.fees)]
    counters = [{"id": "hall", "name": {"ja": "hall"}, "hours": {"ja": "-"}}]
    return city.model_copy(update={"services": {SERVICE: {"kinds": kinds, "counters": counters}}})


def fill(database: Database, city: City, count: int, advance: Advance) -> None:
    """An empty, migrated database. A clerk of the whole city is `clerk-0`, `clerk-1` is one of the first department."""
    random = Random(20261129)
    _add_clerks(database, city)
    for first in range(1, count + 1, BATCH):
        numbers = range(first, min(first + BATCH, count + 1))
        rows = [_make_application(number, city, random) for number in numbers]
        with database.write() as session:
            session.execute(insert(Conversation), [_make_conversation(number) for number in numbers])
            session.execute(insert(FormEntry), [_make_entry(number) for number in numbers])
            session.execute(insert(Application), rows)
            session.execute(insert(ApplicationStep), [step for row in rows for step in _make_steps(row)])
        advance(len(rows))
    with database.write() as session:
        if database.dialect == "postgresql":  # ids were given by hand
            for table in ("conversation", "form_entry", "certificate_application"):
                session.connection().exec_driver_sql(f"SELECT setval('{table}_id_seq', {count})")
        session.connection().exec_driver_sql("ANALYZE")


def _add_clerks(database: Database, city: City) -> None:
    acting, hashed = Acting(Actor("system", "bench"), utc_now()), passwords.hash_password(PASSWORD)
    with database.write() as session:
        for number in range(CLERKS):
            department = city.departments[0].id if number == 1 else ""
            grants = frozenset([Grant(Role.SERVICE, department, SERVICE)])
            create_member(session, Newcomer(f"clerk-{number}", f"Clerk {number}", grants, hashed, False), acting)


def _make_conversation(number: int) -> dict[str, Any]:
    now = utc_now()
    return {"id": number, "channel": "web", "address": "x", "address_fingerprint": str(number), "created_at": now}


def _make_entry(number: int) -> dict[str, Any]:
    now = utc_now()
    times = {"opened_at": now, "changed_at": now, "sent_at": now}
    named = {"id": number, "conversation_id": number, "form": "certificate", "key": f"k{number}", "number": ""}
    return {**named, "state": EntryState.SENT, "content": CONTENT, **times}


def _make_application(number: int, city: City, random: Random) -> dict[str, Any]:
    (state,) = random.choices(list(SHARES), list(SHARES.values()))
    is_over = state in (S.SENT, S.COLLECTED, S.CANCELLED, S.REFUNDED)
    made_at = utc_now() - timedelta(days=random.uniform(0, 700 if is_over else 14))
    is_received = state not in (S.DRAFT, S.AWAITING_PAYMENT)
    is_issued = state in (S.ISSUED, S.SENT, S.COLLECTED)
    is_held = is_received and state != S.PAID
    return {
        "id": number,
        "number": "" if state == S.DRAFT else f"K-{number:06d}",
        "conversation_id": number,
        "entry_id": number,
        "kind": random.choice(city.fees).id,
        "purpose": "",
        "copies": random.randint(1, 3),
        "delivery": "post",
        "counter": "",
        "paying": "online",
        "identity": "photo",
        "language": "ja",
        "source": "line",
        "state": state,
        "staff_id": random.randint(1, CLERKS) if is_held else None,
        "field": "photo" if state == S.RETURNED else "",
        "reason": "",
        "tracking": "",
        "made_at": made_at,
        "changed_at": made_at,
        "received_at": made_at if is_received else None,
        "due_at": made_at + timedelta(days=7) if is_received else None,
        "issued_at": made_at + timedelta(days=random.uniform(0.1, 6)) if is_issued else None,
    }


def _make_steps(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    states = [S.AWAITING_PAYMENT, S.PAID, S.IN_REVIEW, row["state"]] if row["received_at"] else [row["state"]]
    for state in states:
        named = {"conversation_id": row["conversation_id"], "application_id": row["id"]}
        yield {**named, "state": state, "by": "system", "field": "", "at": row["made_at"], "staff_id": None}
