"""Which times a turn may offer, and the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import TOKYO
from bot.dialogue.dates import say_moment
from bot.dialogue.tracker import SlotSet
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.models.reservations import Reservation, ReservationState, Timeframe
from bot.services.reservations.taking import Full
from handlers.card_center import wanted
from handlers.card_center.service import booking
from handlers.card_center.service.catalogue import Catalogue, find_catalogue
from handlers.card_center.service.offering import Offer, Offers, Search
from handlers.card_center.windows import to_windows
from nlu.narrowing import Reading, read

KEPT = (ReservationState.HELD, ReservationState.LAPSED)  # what lapsed is tried once more at the end


def get_catalogue(turn: Turn) -> Catalogue:
    """Of a city that has one. Raises UserError when it was taken away meanwhile."""
    catalogue = find_catalogue(turn.house.city)
    if catalogue is None:
        raise UserError("dialogue.expired")
    return catalogue


def count_units(turn: Turn) -> int:
    """What is to be reserved."""
    return wanted.count_units(get_catalogue(turn), turn.slots)


def search(turn: Turn) -> Search:
    """For what is known in this turn."""
    return wanted.make_search(get_catalogue(turn), turn.slots, turn.now)


def find_offers(turn: Turn, readings: Sequence[str] = ()) -> Offers:
    """What is free, as it was said."""
    looking = search(turn)
    first, last = (one.astimezone(TOKYO).date() for one in (turn.now, looking.find_latest()))
    return looking.find(turn.session, to_windows(readings, first, last))


def find_at(turn: Turn, moment: datetime) -> Offer | None:
    """What begins at this moment of Tokyo's clock and is free."""
    return search(turn).find_at(turn.session, moment.replace(tzinfo=TOKYO))


def choose(turn: Turn, timeframe_id: int, *, is_pressed: bool = True) -> str:
    """Hold it, and give back what was held before; the slot's value. Raises UserError when it is gone.

    What is said in words, or chosen on a page, is read back before it is reserved, even where a press would do.
    """
    offer = search(turn).find_one(turn.session, timeframe_id)
    if offer is None:
        raise UserError("card_center.gone")
    if not is_pressed:
        turn.record(SlotSet("at_once", None))
    if turn.slots.get("moving"):
        _check_room(turn, timeframe_id)
        return str(timeframe_id)
    try:
        held = booking.hold_instead(
            turn.session,
            timeframe_id,
            count_units(turn),
            turn.now,
            before=turn.slots.get("held"),
            conversation_id=turn.conversation_id,
            purpose=turn.slots.get("purpose") or "",
            language=turn.language,
        )
    except Full:
        raise UserError("card_center.gone") from None
    turn.record(SlotSet("held", held.id))
    return str(timeframe_id)


def keep(turn: Turn, timeframe_id: int) -> bool:
    """Whether the time that was chosen is kept; where only the number of people is another it is held anew."""
    if turn.slots.get("moving"):
        return True
    held = turn.session.get(Reservation, turn.slots.get("held") or 0)
    if held is None or held.state not in KEPT or held.timeframe_id != timeframe_id:
        return False
    if held.units == count_units(turn):
        return True
    try:
        choose(turn, timeframe_id)
    except UserError:
        return False
    return True


def say_time(turn: Turn, value: str) -> str:
    """The moment in words; of a timeframe that is there no more nothing."""
    timeframe = _find_timeframe(turn, value)
    return say_moment(turn, timeframe.starts_at) if timeframe else ""


def read_time(turn: Turn, value: str) -> Reading:
    """Its day and time, each of which may be changed alone."""
    timeframe = _find_timeframe(turn, value)
    return read(f"{timeframe.starts_at.astimezone(TOKYO):%Y-%m-%dT%H:%M}") if timeframe else Reading()


def _find_timeframe(turn: Turn, value: str) -> Timeframe | None:
    return turn.session.get(Timeframe, int(value)) if value.isdigit() else None


def _check_room(turn: Turn, timeframe_id: int) -> None:
    timeframe = turn.session.get_one(Timeframe, timeframe_id)
    if timeframe.taken + count_units(turn) > timeframe.capacity:
        raise UserError("card_center.gone")
