"""What a telegram says, whoever sent it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

MUNICIPALITY_DIGITS = 7


class UnreadableTelegram(ValueError):
    """It can't be read; the message says why in one line, without a word of the telegram's."""


class Status(StrEnum):
    ACTUAL = "actual"
    TRAINING = "training"
    TEST = "test"


class InfoType(StrEnum):
    ISSUE = "issue"
    CORRECTION = "correction"
    CANCEL = "cancel"


class Scope(StrEnum):
    """What an area's code is a code of."""

    MUNICIPALITY = "municipality"  # seven digits; only these say what holds in a city
    FORECAST = "forecast"  # a prefecture or a part of one, six digits: what is not said for municipalities at all
    SEISMIC = "seismic"  # a region of the quick reports of an earthquake, three digits
    COAST = "coast"  # a region of tsunami forecasts, three digits
    NAMED = "named"  # a prefecture by its name alone


class Grade(StrEnum):
    """How strong the word is, for kinds that have no level."""

    NOTICE = "notice"
    ADVISORY = "advisory"
    WARNING = "warning"
    DANGER = "danger"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of danger in one area."""

    code: str
    name: str
    kind: str  # our name for it: heavy_rain, landslide, river …
    word: str  # the telegram's word for it
    level: int | None  # of the five; None where the kind has none
    grade: Grade
    is_in_force: bool
    scope: Scope = Scope.MUNICIPALITY
    districts: tuple[str, ...] = ()  # parts of the municipality, by name or id; none: all of it


@dataclass(frozen=True)
class Telegram:
    """One telegram. Nothing of it is believed for a city but the items under the city's own code."""

    code: str
    title: str
    status: Status
    info_type: InfoType
    event_id: str
    serial: int | None
    reported_at: datetime
    headline: str
    items: tuple[Item, ...] = ()
    intensities: Mapping[str, str] = field(default_factory=dict)  # of an earthquake, by municipality: "5-"
    regions: Mapping[str, str] = field(default_factory=dict)  # of an earthquake, by seismic region
    place: str = ""  # where the earthquake was
    magnitude: str = ""
    has_levels: bool = False  # its kind is one that has levels, though it may name no municipality
    valid_until: datetime | None = None
    office: str = ""  # who edits it: with the title it says whose next telegram replaces this one
    stream: str = ""  # what it replaces and is replaced by, where neither event id nor office tells it

    def list_municipal(self) -> Iterator[Item]:
        return (item for item in self.items if item.scope is Scope.MUNICIPALITY)

    @property
    def levels(self) -> dict[str, int | None] | None:
        """By municipality: the highest level in force, 0 where nothing is, None where what is in force has no level.
        None as a whole where the telegram is of a kind that has neither levels nor municipalities."""
        found: dict[str, int | None] = {}
        for item in self.list_municipal():
            found[item.code] = _higher(found.get(item.code, 0), item) if item.is_in_force else found.get(item.code, 0)
        return found if found or self.has_levels else None


def _higher(known: int | None, item: Item) -> int | None:
    """A level outdoes what has none, which outdoes nothing."""
    if item.level is None:
        return known or None
    return max(known or 0, item.level)
