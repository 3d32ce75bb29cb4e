"""Whose plan is computed: a birth date, and what was given or held until now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"  # is offered nothing that the law offers one sex alone


class Kind(StrEnum):
    VACCINATION = "vaccination"
    CHECKUP = "checkup"  # of mother and child
    SCREENING = "screening"  # for cancer


@dataclass(frozen=True, slots=True)
class Event:
    """`code` is a product of a rule (`schedule/rules/*.yml`): `rota1`, `mr`, `checkup_3m`, `screening_colon`.
    `dose` is what the record says, and may be missing: doses are counted by their dates."""

    kind: Kind
    code: str
    held_on: date
    dose: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """`events` in any order. `pauses` are spans of a long illness in which nothing could be given, as a doctor
    confirmed them: (from, until), both days included. `due_on` is when a child is to be born, of a pregnancy that is
    not over as far as is known."""

    birth_date: date
    sex: Sex = Sex.UNKNOWN
    events: tuple[Event, ...] = ()
    pauses: tuple[tuple[date, date], ...] = ()
    due_on: date | None = None
