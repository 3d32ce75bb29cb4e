"""What is known of one person: as rows for the page, and as the pure value that plans are computed from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from bot.models.vault import Vault
from handlers.health_records.models import HealthEvent, HealthPerson, RecordKind
from handlers.health_records.schedule.history import Event, History, Kind, Sex
from handlers.health_records.service.pausing import Span, read_pauses
from handlers.health_records.service.pregnancies import find_due_on

AT_ONCE = 500  # persons of whom rows are opened together


def find_person(session: Session, vault: Vault, number: str) -> HealthPerson | None:
    """By the number that the health system knows them by."""
    indexes = vault.list_indexes("health_person.number", number)
    return session.exec(select(HealthPerson).where(col(HealthPerson.number_index).in_(indexes))).first()


def list_events(session: Session, person_id: int) -> Sequence[HealthEvent]:
    """All of them, the newest first."""
    found = session.exec(select(HealthEvent).where(HealthEvent.person_id == person_id)).all()
    return sorted(found, key=lambda one: (one.held_on, one.id or 0), reverse=True)


def read_history(session: Session, person_id: int) -> History:
    """Raises NoResultFound for nobody."""
    person = session.get_one(HealthPerson, person_id)
    own = select(HealthEvent).where(HealthEvent.person_id == person_id)
    pauses = read_pauses(session, [person_id]).get(person_id, ())
    return _write_history(person, session.exec(own).all(), pauses)


def read_histories(session: Session, *, with_moved_away: bool = False) -> Iterator[tuple[int, History]]:
    """(person's id, history) of everybody, by id; opened in portions, so that a whole city does not lie in memory."""
    last = 0
    while True:
        wanted = select(HealthPerson).where(col(HealthPerson.id) > last).order_by(col(HealthPerson.id)).limit(AT_ONCE)
        persons = session.exec(wanted).all()
        if not persons:
            return
        last = persons[-1].id or 0
        shown = [one for one in persons if with_moved_away or not one.is_moved_away]
        events: dict[int, list[HealthEvent]] = {one.id or 0: [] for one in shown}
        for event in session.exec(select(HealthEvent).where(col(HealthEvent.person_id).in_(events))):
            events[event.person_id].append(event)
        pauses = read_pauses(session, events)
        yield from (
            (one.id or 0, _write_history(one, events[one.id or 0], pauses.get(one.id or 0, ()))) for one in shown
        )
        session.expunge_all()  # what was read is not looked at again


def _write_history(person: HealthPerson, events: Sequence[HealthEvent], pauses: tuple[Span, ...]) -> History:
    """Expense support is nothing that was held, and no part of it."""
    held = (one for one in events if one.kind != RecordKind.EXPENSE_SUPPORT)
    written = sorted((_write_event(one) for one in held), key=lambda one: (one.held_on, one.code))
    return History(person.birth_date, Sex(person.sex), tuple(written), pauses, find_due_on(person.pregnancy))


def _write_event(event: HealthEvent) -> Event:
    return Event(Kind(event.kind), event.code, event.held_on, int(event.dose) if event.dose.isdigit() else None)
