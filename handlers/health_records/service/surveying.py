"""Everybody's records of one kind, read for a list or a count: no more of them is opened than that needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import Session, col

from handlers.health_records.models import HealthEvent, HealthPerson
from handlers.health_records.schedule.history import Event, History, Kind, Sex
from handlers.health_records.service.pausing import read_pauses
from handlers.health_records.service.pregnancies import find_due_on

AT_ONCE = 500  # persons
Choose = Callable[[History], bool]  # by what is known without any record


def survey(session: Session, kind: Kind, choose: Choose) -> Iterator[tuple[int, History]]:
    """(person's id, history of this kind) of whom is chosen and lives in the city, by id."""
    last = 0
    known = (col(HealthPerson.id), col(HealthPerson.birth_date), col(HealthPerson.sex), col(HealthPerson.pregnancy))
    person = select(*known).order_by(col(HealthPerson.id))
    here = person.where(col(HealthPerson.is_moved_away).is_(False)).limit(AT_ONCE)
    while found := session.execute(here.where(col(HealthPerson.id) > last)).all():
        last = found[-1][0] or 0
        people = {id or 0: History(born, Sex(sex), due_on=find_due_on(due)) for id, born, sex, due in found}
        chosen = {id: history for id, history in people.items() if choose(history)}
        events: dict[int, list[Event]] = {id: [] for id in chosen}
        own = select(col(HealthEvent.person_id), col(HealthEvent.code), col(HealthEvent.held_on))
        wanted = own.where(col(HealthEvent.kind) == kind.value, col(HealthEvent.person_id).in_(list(chosen)))
        for person_id, code, held_on in session.execute(wanted) if chosen else ():
            events[person_id].append(Event(kind, code, held_on))
        pauses = read_pauses(session, chosen) if kind == Kind.VACCINATION else {}
        for id, one in chosen.items():
            yield id, replace(one, events=tuple(events[id]), pauses=pauses.get(id, ()))
