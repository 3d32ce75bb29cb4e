"""Lectures as an iCalendar: one event for each date, the same one whenever it is fetched."""

from __future__ import annotations

from collections.abc import Iterable

from icalendar import Calendar, Event

from handlers.lectures.service.catalogue import Offer
from handlers.lectures.words import Speaks, say_place, say_title


def write_calendar(words: Speaks, offers: Iterable[Offer], host: str) -> bytes:
    """RFC 5545, in UTC. The link to join is for participants and not in it."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Madoguchi//{host}//JA")
    calendar.add("version", "2.0")
    for offer in offers:
        for number, _ in enumerate(offer.dates):
            calendar.add_component(_make_event(words, offer, number, host))
    return bytes(calendar.to_ical())


def _make_event(words: Speaks, offer: Offer, number: int, host: str) -> Event:
    lecture, date = offer.lecture, offer.dates[number]
    event, count = Event(), len(offer.dates)
    event.add("uid", f"{lecture.code}-{number + 1}@{host}")
    event.add("dtstamp", lecture.changed_at)
    event.add("dtstart", date.starts_at)
    event.add("dtend", date.ends_at)
    event.add("summary", say_title(words, lecture) + (f" ({number + 1}/{count})" if count > 1 else ""))
    event.add("location", ", ".join(say_place(words, place) for place in offer.places))
    event.add("description", lecture.summary)
    if lecture.page_url:
        event.add("url", lecture.page_url)
    return event
