"""What staff do to one timeframe: each says afterwards what was done, as a text key with its values."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from admin.places.acting import Noting, PlaceAction
from admin.places.form import (
    LONGEST_NAME,
    LONGEST_WHY,
    MOST_CAPACITY,
    MOST_UNITS,
    Wrong,
    read_line,
    read_number,
    read_purpose,
)
from admin.places.ruling import Ruling
from bot.services.reservations.calendar import Frame
from bot.services.reservations.closing import LessThanTaken, change_capacity, close, open_again
from bot.services.reservations.entering import book_for_caller, let_in
from bot.services.reservations.shown import ShownPlaces
from bot.services.reservations.taking import Full

Done = tuple[str, dict[str, object]]


@dataclass(frozen=True)
class At:
    """A timeframe in a transaction, and who acts on it."""

    session: Session
    frame: Frame
    shown: ShownPlaces
    ruling: Ruling
    noting: Noting

    @property
    def id(self) -> int:
        return self.frame.id


def set_capacity(at: At) -> Done:
    """Never below what is taken; more goes to who waits. As many as the rule says, and it holds again."""
    capacity = read_number("capacity", 1, MOST_CAPACITY)
    planned = at.ruling.find(at.frame.resource.code, at.frame.timeframe)
    is_own = planned is None or planned.capacity != capacity
    try:
        before = change_capacity(at.session, at.id, capacity, at.noting.now, is_own=is_own)
    except LessThanTaken:
        raise Wrong("capacity", "places.less_than_taken", taken=at.frame.timeframe.taken) from None
    at.noting.timeframe(at.session, PlaceAction.CAPACITY, str(at.id), old=before, new=capacity)
    return "places.capacity_changed", {"capacity": capacity}


def shut(at: At) -> Done:
    """Nothing more can be reserved; what is stays until it is moved or cancelled."""
    why = read_line("why", LONGEST_WHY)
    if close(at.session, [at.id], why):
        at.noting.timeframe(at.session, PlaceAction.CLOSED, str(at.id), reason=why)
    return "places.closed", {"count": 1}


def reopen(at: At) -> Done:
    """Only what the opening rule has."""
    code = at.frame.resource.code
    if not open_again(at.session, [at.id], at.noting.now, lambda one: at.ruling.find(code, one) is not None):
        return "places.not_in_rule", {}
    at.noting.timeframe(at.session, PlaceAction.OPENED, str(at.id))
    return "places.opened", {"count": 1}


def book(at: At) -> Done:
    """For somebody on the telephone; the number is read out to them."""
    units, purpose = read_number("units", 1, MOST_UNITS), read_purpose(at.shown)
    name = read_line("name", LONGEST_NAME)
    try:
        made = book_for_caller(
            at.session, at.id, units, at.shown.number_code, at.noting.now, purpose=purpose, name=name
        )
    except Full:
        raise Wrong("units", "places.full") from None
    at.noting.reservation(at.session, PlaceAction.BOOKED, made, new={"units": units, "purpose": purpose})
    return "places.booked", {"number": made.number}


def welcome(at: At) -> Done:
    """Somebody is here without a reservation: attended at once."""
    units, purpose = read_number("come", 1, MOST_UNITS), read_purpose(at.shown)
    try:
        come = let_in(at.session, at.id, units, at.shown.number_code, at.noting.now, purpose=purpose)
    except Full:
        raise Wrong("come", "places.full_now") from None
    at.noting.reservation(at.session, PlaceAction.LET_IN, come, new={"units": units, "purpose": purpose})
    return "places.is_let_in", {"number": come.number}
