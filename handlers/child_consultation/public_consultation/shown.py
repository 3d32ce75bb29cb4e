"""What the pages show, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from bot.clock import TOKYO
from bot.dialogue.dates import say_date, say_moment, say_time
from bot.dialogue.turn import House
from bot.models.audit import ActorKind, AuditEntry
from bot.services.audit.reading import Filter, list_entries
from handlers.child_consultation.models import ChildAppointment, ChildCase, ChildMessage, ChildSitting
from handlers.child_consultation.public_consultation.visit import Said
from handlers.child_consultation.service.appointments import find_coming, list_free
from handlers.child_consultation.service.catalogue import Catalogue
from handlers.child_consultation.service.forgetting import is_kept_by_law
from handlers.child_consultation.service.writing import list_messages

SEEN = 20


@dataclass(frozen=True)
class Number:
    """A telephone number to press."""

    name: str
    number: str

    @property
    def url(self) -> str:
        return f"tel:{self.number.replace('-', '').replace('#', '%23')}"


@dataclass(frozen=True)
class Thread:
    """A case as the one who wrote it sees it."""

    case: ChildCase
    messages: Sequence[ChildMessage]
    appointment: ChildAppointment | None
    days: Sequence[tuple[str, Sequence[tuple[str, str]]]]  # free times: (value, words) of each day
    seen: Sequence[tuple[str, str]]  # (when, purpose) of who has looked
    is_kept: bool
    code: str = field(repr=False)


def list_numbers(house: House, catalogue: Catalogue, said: Said) -> list[Number]:
    """Those of the city's that the centre has chosen, in its order."""
    known = {one.id: one for one in house.city.emergency_numbers}
    chosen = [known[id] for id in catalogue.numbers if id in known]
    return [Number(one.name_in(said.language, is_child=said.is_child), one.number) for one in chosen]


def read_thread(
    session: Session, house: House, catalogue: Catalogue, sitting: ChildSitting, said: Said, now: datetime
) -> Thread | None:
    """None when there is nothing behind the sitting."""
    case = session.get(ChildCase, sitting.case_id) if sitting.case_id else None
    if case is None or case.emptied_at is not None:
        return None
    coming = find_coming(session, case.id or 0, now)
    thread = Thread(
        case,
        list_messages(session, case.id or 0),
        coming,
        () if coming else _list_days(session, house, catalogue, said, now),
        _list_seen(session, said, case.number),
        is_kept_by_law(case, catalogue),
        sitting.code or "",
    )
    session.expunge_all()
    return thread


def _list_days(
    session: Session, house: House, catalogue: Catalogue, said: Said, now: datetime
) -> list[tuple[str, list[tuple[str, str]]]]:
    free = list_free(session, catalogue.times, house.city.opening_hours, now)
    days = groupby(free, lambda one: one.astimezone(TOKYO).date())
    return [
        (say_date(said.words, day, with_weekday=True), [(one.isoformat(), say_time(said.words, one)) for one in times])
        for day, times in days
    ]


def _list_seen(session: Session, said: Said, number: str) -> list[tuple[str, str]]:
    found = list_entries(session, Filter(object_kind="child_case", object_id=number), size=SEEN * 5).entries
    looks = [one for one in found if one.actor_kind == ActorKind.STAFF]
    days = groupby(looks, lambda one: (one.at.astimezone(TOKYO).date(), _name_look(one)))
    lines = [(say_moment(said.words, max(one.at for one in those)), key) for (_, key), those in days]
    return [(when, said.text(f"seen_{key}")) for when, key in lines[:SEEN]]


def _name_look(entry: AuditEntry) -> str:
    """For the case itself, or for a reason that had to be given."""
    return "reason" if entry.purpose and entry.purpose != "answer" else "answer"
