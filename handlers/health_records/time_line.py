"""Records as a citizen reads them: a time line by year, and what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlmodel import Session

from bot.dialogue.dates import say_date, say_moment
from bot.dialogue.words import Speaks
from handlers.health_records.models import HealthEvent, RecordKind
from handlers.health_records.names import name_code
from handlers.health_records.service.appointments import list_shown
from handlers.health_records.service.reading import list_events

UNITS = {"height": "cm", "weight": "kg"}
MEASURES = (("height_mm", "height", 10), ("weight_g", "weight", 1000))


@dataclass(frozen=True)
class Shown:
    """One line; `facts` are (name, value)."""

    kind: str
    day: str
    title: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Year:
    year: int
    events: Sequence[Shown]


def list_years(session: Session, words: Speaks, person_id: int) -> list[Year]:
    """The newest first."""
    events = list_events(session, person_id)
    return [
        Year(year, [show_event(words, one) for one in group])
        for year, group in groupby(events, lambda one: one.held_on.year)
    ]


def list_booked(session: Session, words: Speaks, person_id: int) -> list[Shown]:
    """Times of the health centre that were booked, also those that were cancelled; the newest first."""
    return [_show_booked(words, one) for one in list_shown(session, person_id)]


def _show_booked(words: Speaks, booked: Mapping[str, Any]) -> Shown:
    facts = (
        (words.text("health_records.booked"), words.text(f"health_records.booked_{booked['state']}")),
        (words.text("health_records.fact_place"), booked["place"]),
        (words.text("health_records.booked_number"), booked["number"]),
    )
    title = name_code(words, RecordKind.CHECKUP, booked["kind"])
    return Shown(words.text("health_records.booked"), say_moment(words, booked["starts_at"]), title, facts)


def show_event(words: Speaks, event: HealthEvent) -> Shown:
    facts = [(words.text("health_records.fact_dose"), words.text("health_records.dose", number=event.dose))]
    facts = facts if event.dose else []
    for name in ("result", "place", "lot"):
        if value := getattr(event, name):
            facts.append((words.text(f"health_records.fact_{name}"), value))
    for name, key, unit in MEASURES:
        if value := (event.measures or {}).get(name):
            facts.append(
                (words.text(f"health_records.fact_{key}"), f"{value / unit:g} {'cm' if key == 'height' else 'kg'}")
            )
    if event.kind == RecordKind.EXPENSE_SUPPORT:
        until = say_date(words, event.until) if event.until else words.text("health_records.no_end")
        facts.append((words.text("health_records.fact_until"), until))
    title = name_code(words, event.kind, event.code)
    return Shown(words.text(f"health_records.kind_{event.kind}"), say_date(words, event.held_on), title, tuple(facts))
