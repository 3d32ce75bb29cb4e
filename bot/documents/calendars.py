"""Files for a citizen's own calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

REMINDER = timedelta(hours=-1)


@dataclass(frozen=True)
class Occasion:
    """One event. A calendar that reads it again with the same `uid` changes it to what it is by now."""

    uid: str
    made_at: datetime
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    text: str
    url: str = ""
    is_cancelled: bool = False
    reminder: str = ""  # what an alarm an hour before says; empty: none


def write_calendar(occasions: Iterable[Occasion], product: str, method: str = "") -> bytes:
    """All times in UTC. `product` says who wrote it, `method` (RFC 5546) what it is for."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Madoguchi//{product}")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    for occasion in occasions:
        calendar.add_component(_make_event(occasion))
    return bytes(calendar.to_ical())


def _make_event(occasion: Occasion) -> Event:
    event = Event()
    event.add("uid", occasion.uid)
    event.add("dtstamp", occasion.changed_at)
    event.add("sequence", int((occasion.changed_at - occasion.made_at).total_seconds()))
    event.add("dtstart", occasion.starts_at)
    event.add("dtend", occasion.ends_at)
    event.add("summary", occasion.title)
    event.add("location", occasion.place)
    event.add("description", occasion.text)
    event.add("status", "CANCELLED" if occasion.is_cancelled else "CONFIRMED")
    if occasion.url:
        event.add("url", occasion.url)
    if occasion.reminder and not occasion.is_cancelled:
        event.add_component(_make_alarm(occasion.reminder))
    return event


def _make_alarm(words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", REMINDER)
    return alarm
