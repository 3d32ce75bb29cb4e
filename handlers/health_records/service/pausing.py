"""Long illnesses in which nothing could be given, and which make a vaccine's time longer: staff or a file say so, and a
doctor or nurse of the city confirms it, who is another than who entered it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.models.vault import Vault
from handlers.health_records.models import HealthPause, PauseState

Span = tuple[date, date]


class PauseKind(StrEnum):
    """What the law counts (予防接種法施行令3条2項), as staff choose it."""

    IMMUNITY = "immunity"
    BLOOD = "blood"
    TRANSPLANT = "transplant"
    OTHER = "other"  # what a doctor holds to be like these


def propose_pause(
    session: Session,
    vault: Vault,
    person_id: int,
    began_on: date,
    ended_on: date,
    kind: PauseKind,
    reason: str,
    staff_id: int | None,
    now: datetime,
) -> str:
    """`new`, `changed` or `same`. What is changed waits anew. Raises Refused for one that ends before it begins."""
    if ended_on < began_on:
        raise Refused("it ends before it begins")
    key = f"{person_id}|{began_on.isoformat()}"
    indexes = vault.list_indexes("health_pause.pause_key", key)
    held = select(HealthPause).where(col(HealthPause.pause_key_index).in_(indexes)).with_for_update()
    pause = session.exec(held).first()
    if pause is not None and (pause.ended_on, pause.kind) == (ended_on, kind) and pause.state != PauseState.DECLINED:
        return "same"
    if pause is not None and staff_id is None and pause.state == PauseState.DECLINED and pause.ended_on == ended_on:
        return "same"  # the same file again does not ask once more
    what = "new" if pause is None else "changed"
    if pause is None:
        index = vault.index("health_pause.pause_key", key)
        pause = HealthPause(
            person_id=person_id,
            pause_key=key,
            pause_key_index=index,
            began_on=began_on,
            ended_on=ended_on,
            kind=kind,
            made_at=now,
        )
    pause.ended_on, pause.kind, pause.reason, pause.state = ended_on, kind, reason, PauseState.PROPOSED
    pause.entered_by, pause.made_at = staff_id, now
    pause.decided_by, pause.decided_at, pause.profession = None, None, ""
    session.add(pause)
    session.flush()
    return what


def decide_pause(
    session: Session, pause_id: int, state: PauseState, staff_id: int, profession: str, now: datetime
) -> HealthPause:
    """Raises Refused when it was decided, or when they entered it themselves, and NoResultFound."""
    held = select(HealthPause).where(HealthPause.id == pause_id).with_for_update()
    pause = session.exec(held, execution_options={"populate_existing": True}).one()
    if pause.state != PauseState.PROPOSED:
        raise Refused("it is decided")
    if pause.entered_by == staff_id:
        raise Refused("they entered it themselves")
    pause.state, pause.decided_by, pause.profession, pause.decided_at = state, staff_id, profession, now
    session.add(pause)
    session.flush()
    return pause


def end_pause(session: Session, pause_id: int) -> HealthPause:
    """A confirmed one was a mistake. Raises Refused and NoResultFound."""
    held = select(HealthPause).where(HealthPause.id == pause_id).with_for_update()
    pause = session.exec(held, execution_options={"populate_existing": True}).one()
    if pause.state != PauseState.CONFIRMED:
        raise Refused("it is not confirmed")
    pause.state = PauseState.DECLINED
    session.add(pause)
    session.flush()
    return pause


def list_pauses(session: Session, person_id: int) -> Sequence[HealthPause]:
    """All of a person's, by when they began."""
    found = session.exec(select(HealthPause).where(HealthPause.person_id == person_id))
    return sorted(found, key=lambda one: one.began_on)


def list_waiting_pauses(session: Session, most: int) -> Sequence[HealthPause]:
    """The longest waiting first."""
    own = select(HealthPause).where(HealthPause.state == PauseState.PROPOSED)
    return session.exec(own.order_by(col(HealthPause.id)).limit(most)).all()


def read_pauses(session: Session, person_ids: Collection[int]) -> Mapping[int, tuple[Span, ...]]:
    """Those that are confirmed, by person."""
    if not person_ids:
        return {}
    confirmed = select(HealthPause).where(HealthPause.state == PauseState.CONFIRMED)
    found: dict[int, tuple[Span, ...]] = {}
    for one in session.exec(confirmed.where(col(HealthPause.person_id).in_(list(person_ids)))):
        found[one.person_id] = tuple(sorted((*found.get(one.person_id, ()), (one.began_on, one.ended_on))))
    return found
