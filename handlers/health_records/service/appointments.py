"""Who has a place at a time of the health centre. Of each person and each thing that is due there is one appointment:
its row is locked before anything of the reservation engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.db import insert_if_new
from bot.errors import Refused
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe, Wait, WaitState
from bot.models.vault import Vault
from bot.services.reservations.leaving import answer_offer, end, move
from bot.services.reservations.taking import confirm, has_lapsed, hold
from bot.services.reservations.waiting import OPEN, wait_for
from handlers.health_records.models import HealthAppointment
from handlers.health_records.service.eligibility import Wanted
from handlers.health_records.service.sessions import Slot, find_session, list_slots, read_kind

CODE = "K"  # what numbers begin with
AHEAD = timedelta(days=366)


class Standing(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"  # a freed place is held for them
    BOOKED = "booked"
    CAME = "came"  # and the health system's record of it is yet to come


@dataclass(frozen=True)
class Appointment:
    """What stands. `until` is how long an offer does."""

    row: HealthAppointment
    standing: Standing
    timeframe: Timeframe
    resource: Resource
    reservation: Reservation | None = None
    until: datetime | None = None

    def may_change(self, now: datetime) -> bool:
        return self.standing != Standing.CAME and self.timeframe.starts_at > now


@dataclass(frozen=True)
class Asking:
    """Who books for whom, and for what."""

    account_id: int
    person_id: int
    wanted: Wanted
    language: str

    @property
    def key(self) -> str:
        return f"{self.person_id}|{self.wanted.item}"


def book(session: Session, vault: Vault, asking: Asking, timeframe_id: int, lead_days: int, now: datetime) -> None:
    """A place at this time, in place of what they had or waited for. Raises Full, Refused for a time that is not for
    them, and NotFound; then the transaction must not be kept."""
    check_time(session, asking.wanted, timeframe_id, lead_days, now)
    row = _enter(session, vault, asking, now)
    found = show(session, row, now)
    if found is not None and found.standing == Standing.CAME:
        raise Refused("they came already")
    if found is not None and found.standing == Standing.BOOKED and row.reservation_id:
        move(session, row.reservation_id, timeframe_id, now)
    elif found is not None and found.standing == Standing.OFFERED and found.timeframe.id == timeframe_id:
        take_offer(session, row, now)
    else:
        _leave_list(session, row, now)
        held = hold(session, timeframe_id, 1, now, conversation_id=None, language=asking.language)
        row.reservation_id, row.wait_id = confirm(session, held.id or 0, CODE, now).id, None
    row.account_id, row.language = asking.account_id, asking.language
    session.add(row)
    session.flush()


def wait(session: Session, vault: Vault, asking: Asking, timeframe_id: int, lead_days: int, now: datetime) -> None:
    """For a place at this time. Raises Refused for who has one, or when it is not for them."""
    check_time(session, asking.wanted, timeframe_id, lead_days, now)
    row = _enter(session, vault, asking, now)
    found = show(session, row, now)
    if found is not None and found.standing in (Standing.BOOKED, Standing.CAME):
        raise Refused("they have a place")
    if found is not None and found.timeframe.id == timeframe_id:
        return
    _leave_list(session, row, now)
    row.reservation_id, row.wait_id = None, wait_for(session, timeframe_id, None, 1, now, language=asking.language).id
    row.account_id, row.language = asking.account_id, asking.language
    session.add(row)
    session.flush()


def take_offer(session: Session, row: HealthAppointment, now: datetime) -> None:
    """The place that is held for them. Raises TooLate."""
    taken = answer_offer(session, row.wait_id or 0, CODE, now, accepts=True)
    row.reservation_id, row.wait_id = taken.id if taken else None, None
    session.add(row)
    session.flush()


def cancel(session: Session, row: HealthAppointment, now: datetime) -> None:
    """What was booked, or the turn in a list; the place goes to who waits. Raises Refused once it has begun."""
    found = show(session, row, now)
    if found is not None and not found.may_change(now):
        raise Refused("it has begun")
    if found is not None and found.standing == Standing.BOOKED:
        end(session, row.reservation_id or 0, ReservationState.CANCELLED, now)
    _leave_list(session, row, now)
    close(session, row)


def give_up(session: Session, account_id: int, now: datetime) -> None:
    """All that the account has booked or waits for, and can still be cancelled."""
    own = select(HealthAppointment).where(HealthAppointment.account_id == account_id)
    for row in session.exec(own.order_by(col(HealthAppointment.id))).all():
        held = _lock(session, row.id or 0)
        found = show(session, held, now) if held else None
        if found is not None and found.may_change(now):
            cancel(session, found.row, now)


def list_shown(session: Session, person_id: int) -> list[dict[str, Any]]:
    """What was booked for a person, to take along, the newest first."""
    own = select(Reservation, Timeframe, Resource)
    own = own.join(HealthAppointment, col(HealthAppointment.reservation_id) == col(Reservation.id))
    own = own.join(Timeframe, col(Timeframe.id) == col(Reservation.timeframe_id))
    own = own.join(Resource, col(Resource.id) == col(Timeframe.resource_id))
    found = session.exec(own.where(HealthAppointment.person_id == person_id).order_by(col(Timeframe.starts_at).desc()))
    return [
        {
            "number": reservation.number,
            "kind": read_kind(resource),
            "place": resource.facility,
            "starts_at": timeframe.starts_at,
            "state": reservation.state,
        }
        for reservation, timeframe, resource in found
    ]


def close(session: Session, row: HealthAppointment) -> None:
    """It stands no more, and the same can be booked anew."""
    row.open_key = row.open_key_index = None
    session.add(row)
    session.flush()


def find(session: Session, vault: Vault, person_id: int, item: str) -> HealthAppointment | None:
    indexes = vault.list_indexes("health_appointment.open_key", f"{person_id}|{item}")
    return session.exec(select(HealthAppointment).where(col(HealthAppointment.open_key_index).in_(indexes))).first()


def lock_own(session: Session, vault: Vault, person_id: int, item: str) -> HealthAppointment | None:
    found = find(session, vault, person_id, item)
    return _lock(session, found.id or 0) if found else None


def show(session: Session, row: HealthAppointment, now: datetime) -> Appointment | None:
    """None when nothing stands: cancelled, missed, or not answered in time."""
    if row.open_key is None:
        return None
    if row.reservation_id is not None:
        return _show_reservation(session, row, row.reservation_id)
    waits = session.get(Wait, row.wait_id or 0)
    if waits is None or waits.state not in OPEN:
        return None
    timeframe = session.get_one(Timeframe, waits.timeframe_id)
    resource = session.get_one(Resource, timeframe.resource_id)
    if waits.state == WaitState.WAITING:
        return Appointment(row, Standing.WAITING, timeframe, resource) if timeframe.starts_at > now else None
    held = session.get(Reservation, waits.reservation_id or 0)
    if held is None or has_lapsed(held, now):
        return None
    return Appointment(row, Standing.OFFERED, timeframe, resource, held, waits.offered_until)


def check_time(session: Session, wanted: Wanted, timeframe_id: int, lead_days: int, now: datetime) -> None:
    """Raises Refused."""
    found = find_session(session, timeframe_id)
    if found is None or read_kind(found[1]) not in wanted.codes:
        raise Refused("it is a time for something else")
    day = found[0].starts_at.astimezone(TOKYO).date()
    if not wanted.is_on(day) or not is_in_time(day, lead_days, now):
        raise Refused("it is not a time for them")


def list_times(session: Session, wanted: Wanted, lead_days: int, now: datetime) -> list[Slot]:
    """Those that can still be booked for it, by time."""
    first = max(wanted.begins, now.astimezone(TOKYO).date() + timedelta(lead_days))
    start, end = _at(first), _at(min(wanted.ends, first + AHEAD) + timedelta(1))
    return list_slots(session, wanted.codes, start, end)


def is_in_time(day: date, lead_days: int, now: datetime) -> bool:
    """Whether a time of this day can still be booked."""
    return (day - now.astimezone(TOKYO).date()).days >= lead_days


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO)


def _show_reservation(session: Session, row: HealthAppointment, reservation_id: int) -> Appointment | None:
    standings = {ReservationState.RESERVED: Standing.BOOKED, ReservationState.ATTENDED: Standing.CAME}
    reservation = session.get_one(Reservation, reservation_id)
    standing = standings.get(ReservationState(reservation.state))
    if standing is None:
        return None
    timeframe = session.get_one(Timeframe, reservation.timeframe_id)
    return Appointment(row, standing, timeframe, session.get_one(Resource, timeframe.resource_id), reservation)


def _enter(session: Session, vault: Vault, asking: Asking, now: datetime) -> HealthAppointment:
    """The row of what stands, locked; a new one where nothing does any more."""
    found = lock_own(session, vault, asking.person_id, asking.wanted.item)
    if found is not None and show(session, found, now) is None:
        _leave_list(session, found, now)
        close(session, found)
        found = None
    if found is not None:
        return found
    values = {
        "account_id": asking.account_id,
        "person_id": asking.person_id,
        "item": asking.wanted.item,
        "open_key": asking.key,
        "open_key_index": vault.index("health_appointment.open_key", asking.key),
        "language": asking.language,
        "made_at": now,
    }
    insert_if_new(session, HealthAppointment, values)  # of two at once the second waits here for the first
    made = lock_own(session, vault, asking.person_id, asking.wanted.item)
    assert made is not None
    return made


def _leave_list(session: Session, row: HealthAppointment, now: datetime) -> None:
    waits = session.get(Wait, row.wait_id or 0)
    if waits is not None and waits.state in OPEN:
        answer_offer(session, waits.id or 0, CODE, now, accepts=False)
    row.wait_id = None


def _lock(session: Session, id: int) -> HealthAppointment | None:
    held = select(HealthAppointment).where(HealthAppointment.id == id).with_for_update()
    return session.exec(held, execution_options={"populate_existing": True}).first()
