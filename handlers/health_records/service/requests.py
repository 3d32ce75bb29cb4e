"""What citizens ask of the records' keepers, and what comes of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.models.audit import ActorKind
from bot.models.forms import FormEntry
from bot.services.audit import Actor, Purpose, record
from handlers.health_records.models import (
    HealthAccess,
    HealthPerson,
    HealthRequest,
    Relation,
    RequestKind,
    RequestState,
)
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.identifying import Likeness, compare, read_asked

OBJECT = "health_request"
MOST_OPEN = 5  # of one account
GIVES = {RequestKind.PARENT: Relation.PARENT, RequestKind.PROXY: Relation.PROXY}


def ask(
    session: Session,
    kind: RequestKind,
    account_id: int,
    now: datetime,
    *,
    person_id: int | None = None,
    entry: FormEntry | None = None,
    wish: str = "",
) -> HealthRequest:
    """Last in a transaction. What came by a form has the number that its sender was told. Raises Refused for one
    too many."""
    if len([one for one in list_own(session, account_id) if one.state == RequestState.OPEN]) >= MOST_OPEN:
        raise Refused("there are enough open requests")
    request = HealthRequest(
        number=entry.number if entry and entry.number else f"H-{secrets.token_hex(4).upper()}",
        kind=kind,
        account_id=account_id,
        person_id=person_id,
        entry_id=entry.id if entry else None,
        wish=wish,
        made_at=now,
    )
    session.add(request)
    session.flush()
    actor = Actor(ActorKind.CITIZEN, f"account {account_id}")
    _note(session, request, actor, HealthAction.REQUESTED, now)
    return request


def list_own(session: Session, account_id: int) -> Sequence[HealthRequest]:
    """The newest first."""
    own = select(HealthRequest).where(HealthRequest.account_id == account_id)
    return session.exec(own.order_by(col(HealthRequest.id).desc())).all()


def list_requests(session: Session, state: str, most: int) -> Sequence[HealthRequest]:
    """Those in a state, the longest waiting first."""
    found = select(HealthRequest).where(HealthRequest.state == state).order_by(col(HealthRequest.id)).limit(most)
    return session.exec(found).all()


def answer(session: Session, request_id: int, state: RequestState, words: str, actor: Actor, now: datetime) -> None:
    """As the citizen reads it. Last in a transaction. Raises Refused for one that has its answer."""
    request = _hold(session, request_id)
    request.state, request.answer, request.answered_at = state, words, now
    session.add(request)
    _note(session, request, actor, HealthAction.ANSWERED, now)


def read_content(session: Session, request: HealthRequest) -> Mapping[str, Any]:
    """Of the form that was sent; empty when there is none, or when its sender had it deleted."""
    entry = session.get(FormEntry, request.entry_id) if request.entry_id else None
    return dict(entry.content) if entry else {}


def approve(
    session: Session,
    request_id: int,
    person_id: int,
    until: date | None,
    words: str,
    actor: Actor,
    now: datetime,
    renamed: str = "",
) -> None:
    """Whoever asked sees this person's records from now on. `renamed` says why it is them by another name. Last in a
    transaction. Raises Refused, also for who is not whom the form asks for."""
    request = _hold(session, request_id)
    relation, person = GIVES.get(RequestKind(request.kind)), session.get_one(HealthPerson, person_id)
    if relation is None:
        raise Refused("it asks for something else")
    likeness = find_likeness(session, request, person)
    if person.is_protected or likeness == Likeness.OTHER or (likeness == Likeness.RENAMED and not renamed):
        raise Refused("it asks for somebody else")
    request.state, request.answer, request.answered_at = RequestState.APPROVED, words, now
    request.person_id = person_id
    session.add(request)
    give_access(session, request.account_id, person_id, relation, until, now)
    _note(session, request, actor, HealthAction.ACCESS_GIVEN, now, renamed, likeness=likeness)


def find_likeness(session: Session, request: HealthRequest, person: HealthPerson) -> Likeness:
    """Of a person to whom the form asks for. Without a form to compare with it is nobody."""
    asked = read_asked(request.kind, read_content(session, request))
    return compare(asked, person) if asked else Likeness.OTHER


def note_mismatch(session: Session, request: HealthRequest, actor: Actor, now: datetime) -> None:
    """Somebody gave the number of another person; whose is not said. Last in a transaction."""
    _note(session, request, actor, HealthAction.MATCH_REFUSED, now)


def give_access(
    session: Session, account_id: int, person_id: int, relation: Relation, until: date | None, now: datetime
) -> None:
    """In place of what the account may of this person now, but for being that person."""
    same = select(HealthAccess).where(HealthAccess.account_id == account_id, HealthAccess.person_id == person_id)
    access = session.exec(same.with_for_update()).first()
    if access is not None and access.relation == Relation.SELF and access.ended_at is None:
        raise Refused("it is themselves")
    access = access or HealthAccess(
        account_id=account_id, person_id=person_id, relation=relation, how="form", since=now
    )
    access.relation, access.how, access.since, access.until, access.ended_at = relation, "form", now, until, None
    session.add(access)


def _hold(session: Session, request_id: int) -> HealthRequest:
    held = select(HealthRequest).where(HealthRequest.id == request_id).with_for_update()
    request = session.exec(held, execution_options={"populate_existing": True}).one()
    if request.state != RequestState.OPEN:
        raise Refused("it has its answer")
    return request


def _note(
    session: Session,
    request: HealthRequest,
    actor: Actor,
    action: HealthAction,
    now: datetime,
    reason: str = "",
    **more: str,
) -> None:
    of_person = request.person_id is not None
    record(
        session,
        actor,
        action,
        object_kind=PERSON if of_person else OBJECT,
        object_id=str(request.person_id if of_person else request.id),
        purpose=Purpose.REQUEST if actor.kind == ActorKind.STAFF else "",
        reason=reason,
        new={"request": request.number, "kind": request.kind, "state": request.state, **more},
        now=now,
    )
