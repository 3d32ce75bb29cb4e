"""Opening, closing and how full: one change of one shelter at a time is true, and every one stays in its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from handlers.shelters.models import Change, Crowding, ShelterEvent, ShelterState


@dataclass(frozen=True)
class By:
    """Who says so: a member of staff, or a shelter's keeper on the telephone."""

    staff_id: int | None = None
    by_telephone: bool = False


def open_shelters(session: Session, ids: Iterable[int], by: By, now: datetime) -> list[int]:
    """Those that were not open. In the caller's transaction, as all of these."""
    done = []
    for state in _lock(session, ids, now):
        if not state.is_open:
            state.is_open, state.opened_at, state.crowding, state.persons = True, now, "", None
            done.append(_note(session, state, Change.OPENED, by, now))
    return done


def close_shelters(session: Session, ids: Iterable[int], by: By, now: datetime) -> list[int]:
    """Those that were open."""
    done = []
    for state in _lock(session, ids, now):
        if state.is_open:
            state.is_open, state.crowding, state.persons = False, "", None
            done.append(_note(session, state, Change.CLOSED, by, now))
    return done


def report(
    session: Session,
    ids: Iterable[int],
    by: By,
    now: datetime,
    crowding: Crowding | None = None,
    persons: int | None = None,
) -> list[int]:
    """How full, and how many are there, of those that are open; what is not said stays as it was."""
    done = []
    for state in _lock(session, ids, now):
        if state.is_open:
            state.crowding = crowding.value if crowding else state.crowding
            state.persons = state.persons if persons is None else persons
            done.append(_note(session, state, Change.REPORTED, by, now))
    return done


def list_history(session: Session, shelter_id: int, limit: int = 200) -> list[ShelterEvent]:
    """The newest first."""
    own = select(ShelterEvent).where(ShelterEvent.shelter_id == shelter_id)
    found = session.exec(own.order_by(col(ShelterEvent.happened_at).desc(), col(ShelterEvent.id).desc()).limit(limit))
    return list(found)


def _lock(session: Session, ids: Iterable[int], now: datetime) -> list[ShelterState]:
    """In one order, so that two who change many never wait for each other."""
    wanted = sorted(set(ids))
    for id in wanted:
        insert_if_new(session, ShelterState, {"shelter_id": id, "is_open": False, "changed_at": now, "crowding": ""})
    own = select(ShelterState).where(col(ShelterState.shelter_id).in_(wanted))
    return list(session.exec(own.order_by(col(ShelterState.shelter_id)).with_for_update()))


def _note(session: Session, state: ShelterState, change: Change, by: By, now: datetime) -> int:
    state.changed_at = now
    session.add(state)
    session.add(
        ShelterEvent(
            shelter_id=state.shelter_id,
            happened_at=now,
            change=change,
            crowding=state.crowding,
            persons=state.persons,
            staff_id=by.staff_id,
            by_telephone=by.by_telephone,
        )
    )
    return state.shelter_id
