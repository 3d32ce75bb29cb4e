"""A reservation as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Alarm, Calendar, Event

from bot.models.reservations import Reservation, ReservationState, Timeframe
from handlers.card_center.service.catalogue import Catalogue, Office
from handlers.card_center.words import Speaks, say_needs, say_office, say_purpose

PRODUCT = "-//Madoguchi//card centre//EN"
REMINDER = timedelta(hours=-1)


def write_calendar(
    words: Speaks, catalogue: Catalogue, reservation: Reservation, timeframe: Timeframe, office: Office | None
) -> bytes:
    """One event in UTC, with what to bring and an alarm; of a reservation that is no more, its cancellation.

    Its id stays when the reservation is moved, so that a calendar that reads it again moves it, too.
    """
    is_over = reservation.state == ReservationState.CANCELLED
    event = Event()
    event.add("uid", f"{reservation.number}@card-center.madoguchi")
    event.add("dtstamp", reservation.changed_at)
    event.add("sequence", int(reservation.changed_at.timestamp()) - int(reservation.made_at.timestamp()))
    event.add("dtstart", timeframe.starts_at)
    event.add("dtend", timeframe.ends_at)
    purpose = say_purpose(words, catalogue, reservation.purpose)
    event.add("summary", words.text("card_center.calendar_title", purpose=purpose))
    event.add("location", say_office(words, office, with_address=True).replace("\n", " "))
    needs = say_needs(words, catalogue, reservation.purpose, [])
    number = words.text("card_center.calendar_number", number=reservation.number)
    event.add("description", f"{number}\n{needs}")
    event.add("status", "CANCELLED" if is_over else "CONFIRMED")
    if not is_over:
        event.add_component(_make_alarm(words))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_over else "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _make_alarm(words: Speaks) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words.text("card_center.reminder"))
    alarm.add("trigger", REMINDER)
    return alarm
