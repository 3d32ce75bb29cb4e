"""A reservation for the citizen's own calendar."""

from __future__ import annotations

from bot.dialogue.words import Speaks
from bot.documents.calendars import Occasion, write_calendar
from bot.models.reservations import Reservation, ReservationState, Timeframe
from handlers.card_center.service.catalogue import Catalogue, Office
from handlers.card_center.words import say_needs, say_office, say_purpose


def write_reservation(
    words: Speaks, catalogue: Catalogue, reservation: Reservation, timeframe: Timeframe, office: Office | None
) -> bytes:
    """What to bring, and an alarm; of a reservation that is no more, its cancellation. A move is followed."""
    is_over = reservation.state == ReservationState.CANCELLED
    number = words.text("card_center.calendar_number", number=reservation.number)
    occasion = Occasion(
        uid=f"{reservation.number}@card-center.madoguchi",
        made_at=reservation.made_at,
        changed_at=reservation.changed_at,
        starts_at=timeframe.starts_at,
        ends_at=timeframe.ends_at,
        title=words.text("card_center.calendar_title", purpose=say_purpose(words, catalogue, reservation.purpose)),
        place=say_office(words, office, with_address=True).replace("\n", " "),
        text=f"{number}\n{say_needs(words, catalogue, reservation.purpose, [])}",
        is_cancelled=is_over,
        reminder=words.text("card_center.reminder"),
    )
    return write_calendar([occasion], "card centre//EN", "CANCEL" if is_over else "PUBLISH")
