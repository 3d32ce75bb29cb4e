"""Whose records an account may see on a day, and who has seen somebody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from handlers.health_records.models import HealthAccess, HealthPerson, HealthRelation, Relation


@dataclass(frozen=True)
class Seen:
    """Somebody whose records may be seen."""

    person: HealthPerson
    relation: Relation

    @property
    def id(self) -> int:
        return self.person.id or 0


def find_self(session: Session, account_id: int) -> HealthAccess | None:
    """Who the account has proved to be."""
    own = select(HealthAccess).where(HealthAccess.account_id == account_id, HealthAccess.relation == Relation.SELF)
    return session.exec(own.where(col(HealthAccess.ended_at).is_(None))).first()


def list_seen(session: Session, account_id: int, today: date, child_until_age: int) -> list[Seen]:
    """Oneself first, then the children, then those one has a proxy of. Nobody without having proved who one is."""
    own = find_self(session, account_id)
    me = session.get(HealthPerson, own.person_id) if own else None
    if me is None:
        return []
    seen = [Seen(me, Relation.SELF)]
    for person, relation in (*_list_children(session, me), *_list_given(session, account_id, today)):
        is_child = relation == Relation.PARENT
        if person.is_protected or (is_child and is_grown(person.birth_date, child_until_age, today)):
            continue
        if person.id not in [one.id for one in seen]:
            seen.append(Seen(person, relation))
    return seen


def find_seen(session: Session, account_id: int, person_id: int, today: date, child_until_age: int) -> Seen | None:
    """This person, if the account may see them."""
    return next((one for one in list_seen(session, account_id, today, child_until_age) if one.id == person_id), None)


def is_grown(birth_date: date, age: int, today: date) -> bool:
    """Whether this birthday has come; in a year without 29 February it comes on 1 March."""
    born = (birth_date.month, birth_date.day)
    return today.year - birth_date.year - ((today.month, today.day) < born) >= age


def _list_children(session: Session, me: HealthPerson) -> Iterable[tuple[HealthPerson, Relation]]:
    children = (
        select(HealthPerson)
        .join(HealthRelation, col(HealthRelation.child_id) == HealthPerson.id)
        .where(HealthRelation.parent_id == me.id)
    )
    found = sorted(session.exec(children), key=lambda one: (one.birth_date, one.id))
    return ((one, Relation.PARENT) for one in found)


def _list_given(session: Session, account_id: int, today: date) -> Iterable[tuple[HealthPerson, Relation]]:
    given = (
        select(HealthPerson, HealthAccess)
        .join(HealthAccess, col(HealthAccess.person_id) == HealthPerson.id)
        .where(HealthAccess.account_id == account_id, HealthAccess.relation != Relation.SELF)
        .where(col(HealthAccess.ended_at).is_(None))
        .order_by(col(HealthAccess.id))
    )
    for person, access in session.exec(given):
        if access.until is None or access.until >= today:
            yield person, Relation(access.relation)
