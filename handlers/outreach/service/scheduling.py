"""What staff do with a request: read the form, schedule, decline, ask back. Each is an entry in the audit log."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.models.forms import FormEntry
from bot.services.audit import Action, Actor, Purpose, record
from handlers.outreach.models import LIVING, OutreachRequest, RequestState
from handlers.outreach.service.requesting import is_living, lock


class OutreachAction(Action):
    VIEWED = "outreach.viewed"  # the form, with names and telephone numbers
    AGREED = "outreach.agreed"
    DECLINED = "outreach.declined"
    ASKED = "outreach.asked"


class Clash(Refused):
    """The lecturer is somewhere else then; `number` is the other request's."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True)
class Date:
    """When, by whom and where."""

    starts_at: datetime
    ends_at: datetime
    lecturer: str
    place: str


def look(session: Session, request: OutreachRequest, actor: Actor, now: datetime) -> dict[str, str]:
    """What the group wrote, and replied. To be called last in its transaction."""
    entries = (session.get(FormEntry, id) if id else None for id in (request.entry_id, request.reply_id))
    answers = {name: value for entry in entries if entry is not None for name, value in dict(entry.content).items()}
    _note(session, request, actor, OutreachAction.VIEWED, now, fields=sorted(answers))
    return answers


def agree(session: Session, request: OutreachRequest, date: Date, actor: Actor, now: datetime) -> None:
    """Scheduled, or moved. Raises Clash, and Refused when it is over."""
    _enter(session, request, now)
    if other := _find_clash(session, request, date):
        raise Clash(other.number)
    request.starts_at, request.ends_at = date.starts_at, date.ends_at
    request.lecturer, request.place, request.said = date.lecturer, date.place, ""
    _change(session, request, RequestState.AGREED, now)
    new = {"starts_at": date.starts_at.isoformat(), "lecturer": date.lecturer}
    _note(session, request, actor, OutreachAction.AGREED, now, new=new)


def decline(session: Session, request: OutreachRequest, why: str, actor: Actor, now: datetime) -> None:
    """Raises Refused when it is over."""
    _enter(session, request, now)
    request.said = why
    _change(session, request, RequestState.DECLINED, now)
    _note(session, request, actor, OutreachAction.DECLINED, now)


def ask_back(session: Session, request: OutreachRequest, question: str, actor: Actor, now: datetime) -> None:
    """Raises Refused when it is over, or agreed on already."""
    _enter(session, request, now)
    if request.state == RequestState.AGREED:
        raise Refused(f"{request.number} is agreed on")
    request.said = question
    _change(session, request, RequestState.ASKED, now)
    _note(session, request, actor, OutreachAction.ASKED, now)


def list_requests(session: Session, state: str, most: int) -> list[OutreachRequest]:
    """Those in a state, or all; who waits longest first among those that are open, else the newest."""
    wanted = select(OutreachRequest)
    if state:
        wanted = wanted.where(OutreachRequest.state == state)
    oldest = state in (RequestState.REQUESTED, RequestState.ASKED)
    order = col(OutreachRequest.changed_at if oldest else OutreachRequest.id)
    return list(session.exec(wanted.order_by(order if oldest else order.desc()).limit(most)))


def _enter(session: Session, request: OutreachRequest, now: datetime) -> None:
    """All that lives is locked, so that two who schedule at once see each other's dates."""
    living = select(OutreachRequest).where(col(OutreachRequest.state).in_(LIVING))
    session.exec(living.order_by(col(OutreachRequest.id)).with_for_update(), execution_options=_ANEW).all()
    lock(session, request)
    if not is_living(request, now):
        raise Refused(f"{request.number} is {request.state}")


def _find_clash(session: Session, request: OutreachRequest, date: Date) -> OutreachRequest | None:
    overlaps = (col(OutreachRequest.starts_at) < date.ends_at) & (col(OutreachRequest.ends_at) > date.starts_at)
    others = select(OutreachRequest).where(overlaps, OutreachRequest.state == RequestState.AGREED)
    found = session.exec(others.where(OutreachRequest.id != request.id).order_by(col(OutreachRequest.id)))
    return next((one for one in found if _fold(one.lecturer) == _fold(date.lecturer)), None)


def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _change(session: Session, request: OutreachRequest, state: RequestState, now: datetime) -> None:
    request.state, request.changed_at = state, now
    session.add(request)
    session.flush()


def _note(
    session: Session,
    request: OutreachRequest,
    actor: Actor,
    action: OutreachAction,
    now: datetime,
    **more: Any,
) -> None:
    record(
        session,
        actor,
        action,
        object_kind="outreach_request",
        object_id=request.number,
        conversation_id=request.conversation_id,
        purpose=Purpose.APPLICATION,
        now=now,
        **more,
    )


_ANEW: Mapping[str, bool] = {"populate_existing": True}
