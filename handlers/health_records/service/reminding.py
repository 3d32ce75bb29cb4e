"""Who wants to be told before somebody's time for something ends, and what is new to tell. Nobody is told unless they
asked for it, each thing once, and never what it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import insert_if_new
from handlers.health_records.models import HealthReminder
from handlers.health_records.schedule.plan import Plan, Status
from handlers.health_records.service.eligibility import name_item

BATCH = 200  # of one round
WAITS = (Status.DUE, Status.OVERDUE, Status.ASK)


def find_reminder(session: Session, account_id: int, person_id: int) -> HealthReminder | None:
    own = select(HealthReminder).where(HealthReminder.account_id == account_id)
    return session.exec(own.where(HealthReminder.person_id == person_id)).first()


def want_reminders(session: Session, account_id: int, person_id: int, language: str, now: datetime) -> None:
    """From now on; twice is once."""
    values = {"account_id": account_id, "person_id": person_id, "language": language, "since": now}
    insert_if_new(session, HealthReminder, values)


def stop_reminders(session: Session, account_id: int, person_id: int) -> None:
    own = (col(HealthReminder.account_id) == account_id) & (col(HealthReminder.person_id) == person_id)
    session.execute(delete(HealthReminder).where(own))


def list_to_look_at(today: date) -> SelectOfScalar[Any]:
    """The ids of reminders whose plans were not looked at today."""
    is_open = col(HealthReminder.looked_on).is_(None) | (col(HealthReminder.looked_on) < today)
    return select(HealthReminder.id).where(is_open).order_by(col(HealthReminder.id)).limit(BATCH)


def list_ending(plan: Plan, days: int) -> list[str]:
    """What can be had now and not any more in so many days, each with a name of its own."""
    last = plan.on + timedelta(days)
    return [name_item(item) for item in plan.items if item.status in WAITS and item.next and item.next.ends <= last]


def list_new(reminder: HealthReminder, ending: Iterable[str]) -> list[str]:
    told = set(reminder.told or [])
    return [name for name in ending if name not in told]
