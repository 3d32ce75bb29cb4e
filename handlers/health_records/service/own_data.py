"""A person's records to take along, who has seen them, and what of an account is forgotten when its owner wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from bot.clock import TOKYO
from bot.models.audit import ActorKind, AuditEntry
from bot.services.audit import Actor, record
from handlers.health_records.models import (
    HealthAccess,
    HealthAccount,
    HealthAppointment,
    HealthMailCode,
    HealthPasskey,
    HealthPerson,
    HealthReminder,
    HealthRequest,
    HealthVisit,
    RequestState,
)
from handlers.health_records.service.acts import HealthAction
from handlers.health_records.service.appointments import give_up, list_shown
from handlers.health_records.service.pregnancies import find_due_on
from handlers.health_records.service.reading import list_events
from handlers.health_records.service.schedule_acts import ScheduleAction

PERSON_COLUMNS = ("number", "name", "kana", "birth_date", "sex")
EVENT_COLUMNS = ("kind", "code", "dose", "held_on", "until", "result", "lot", "place", "measures")
ROW_COLUMNS = (*EVENT_COLUMNS, "number", "starts_at", "state")
APPOINTMENT = "appointment"  # the kind of a row that is none of a record
SEEING = (
    HealthAction.VIEWED,
    HealthAction.EXPORTED,
    HealthAction.LOOKED_UP,
    HealthAction.CODE_GIVEN,
    HealthAction.ATTENDERS_LISTED,
    ScheduleAction.ABSENT_LISTED,
    ScheduleAction.ABSENT_EXPORTED,
)


@dataclass(frozen=True)
class Look:
    """Somebody saw the records so often on one day: staff of a department for a purpose, or another citizen."""

    at: datetime
    department: str
    role: str
    purpose: str
    relation: str  # of a citizen to the person; empty for staff
    times: int
    account_id: int = 0  # of a citizen


def export_person(session: Session, person_id: int) -> dict[str, Any]:
    """What JSON can say of them."""
    person = session.get_one(HealthPerson, person_id)
    events, appointments = list_events(session, person_id), list_shown(session, person_id)
    return {
        "person": {
            **{name: _write(getattr(person, name)) for name in PERSON_COLUMNS},
            "due_on": _write(find_due_on(person.pregnancy)),
        },
        "records": [{name: _write(getattr(one, name)) for name in EVENT_COLUMNS} for one in events],
        "appointments": [{name: _write(value) for name, value in one.items()} for one in appointments],
    }


def list_rows(data: Mapping[str, Any]) -> list[list[str]]:
    """The same as lines under `ROW_COLUMNS`: records, then what was booked, whose kind stands as their code."""
    booked = [{**one, "kind": APPOINTMENT, "code": one["kind"]} for one in data["appointments"]]
    return [[str(one.get(name) or "") for name in ROW_COLUMNS] for one in (*data["records"], *booked)]


def list_looks(session: Session, person_id: int) -> list[Look]:
    """The newest first; those of the person themselves are left out."""
    own = (AuditEntry.object_kind == "health_person", AuditEntry.object_id == str(person_id))
    found = session.exec(select(AuditEntry).where(*own).order_by(col(AuditEntry.sequence).desc()))
    looks = (_read_look(one) for one in found)
    days = groupby((one for one in looks if one), lambda one: (one.at.astimezone(TOKYO).date(), *_who(one)))
    grouped = [list(group) for _, group in days]
    return [replace(group[0], times=len(group)) for group in grouped]


def forget(session: Session, account_id: int, now: datetime) -> bool:
    """Everything by which the account sees records. False while a request waits for its answer: it would be lost. What
    keeps guesses down stays. Last in a transaction."""
    mine = col(HealthRequest.account_id) == account_id
    if session.exec(select(HealthRequest).where(mine, HealthRequest.state == RequestState.OPEN)).first():
        return False
    give_up(session, account_id, now)
    tables: Sequence[type[SQLModel]] = (
        HealthAccess,
        HealthAppointment,
        HealthPasskey,
        HealthMailCode,
        HealthReminder,
        HealthVisit,
        HealthRequest,
    )
    for table in tables:
        session.execute(delete(table).where(col(table.account_id) == account_id))  # type: ignore[attr-defined]
    account = session.get_one(HealthAccount, account_id)
    account.mail = None
    session.add(account)
    if not account.wrong_codes and account.locked_at is None:
        session.delete(account)
    record(
        session,
        Actor(ActorKind.CITIZEN, f"account {account_id}"),
        HealthAction.FORGOTTEN,
        object_kind="health_account",
        object_id=str(account_id),
        now=now,
    )
    return True


def _read_look(entry: AuditEntry) -> Look | None:
    if entry.actor_kind == ActorKind.STAFF:
        return Look(entry.at, entry.department, entry.role, entry.purpose, "", 1)
    relation = entry.new.get("as", "") if isinstance(entry.new, dict) else ""
    is_another = entry.action in SEEING and relation not in ("", "self")
    return Look(entry.at, "", "", "", relation, 1, _read_account(entry)) if is_another else None


def _read_account(entry: AuditEntry) -> int:
    """Who of several proxies it was."""
    number = entry.actor_id.removeprefix("account ")
    return int(number) if number.isdecimal() else 0


def _who(look: Look) -> tuple[str, str, str, str, int]:
    return look.department, look.role, look.purpose, look.relation, look.account_id


def _write(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
