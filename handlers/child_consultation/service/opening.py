"""A case begins, by what was said in LINE or on the page, and its level is raised by what is learned later."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.city import City
from bot.models.conversation import Conversation
from bot.models.vault import Vault
from bot.opening_hours import WEEKDAYS, OpeningHours, Span
from handlers.child_consultation.levels import Alert, Level
from handlers.child_consultation.models import OPEN, CaseState, ChildCase, ChildLink
from handlers.child_consultation.service.alarms import end_alarm, raise_alarm
from handlers.child_consultation.service.catalogue import REOPEN_DAYS, Catalogue, find_catalogue, find_due
from handlers.child_consultation.service.codes import make_handle

DRAFT_LIVES = timedelta(hours=24)
OFFERED_AGAIN = timedelta(hours=1)  # the page, to somebody who talks with an operator meanwhile
LINE, PAGE = "line", "page"
PREFIX = "S-"  # of a number; certificates have K-, as older cases do, which keep theirs
WORKDAY = [Span(opens=time(9), closes=time(17))]
OFFICE_DAYS = OpeningHours(weekly=dict.fromkeys(WEEKDAYS[:5], WORKDAY))


@dataclass(frozen=True)
class CaseOpened:
    """`page_url_token` leads to the page for a day."""

    case_id: int
    page_url_token: str


@dataclass(frozen=True)
class Judged:
    """What is known of somebody's words: how soon, why, and whether a child wrote them."""

    level: Level = Level.SOON
    topics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    is_child: bool = False
    alert: tuple[str, ...] = ()  # whom the rules call
    within_minutes: int = 0  # how soon, where a rule says so


def open_case(
    session: Session,
    *,
    conversation_id: int,
    level: Level,
    topics: Sequence[str] = (),
    rules: Sequence[str] = (),
    is_child: bool = False,
    alert: Sequence[str] = (),
    within_minutes: int = 0,
    words: str | None = None,
    now: datetime,
    city: City | None = None,
    is_offered: bool = True,
) -> CaseOpened:
    """The one open case of a conversation; again and it is the same, raised where this is more urgent.

    `words` are sealed, and shown to who opens the page from there within a day. Without the `city` it is due as it
    would be in one that says nothing of its own. `is_offered` is whether the conversation is shown the page now.
    """
    judged = Judged(level, tuple(topics), tuple(rules), is_child, tuple(alert), within_minutes)
    catalogue = find_catalogue(city) if city else None
    hours = city.opening_hours if city else OFFICE_DAYS
    conversation = session.exec(
        select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    ).one()  # two turns of one conversation make one case
    found = _find_linked(session, conversation_id, catalogue, now)
    if found is None:
        case = begin_case(session, catalogue, hours, judged, LINE, conversation.language or "ja", now)
        case.conversation_ref = conversation_id
        link = ChildLink(conversation_id=conversation_id, case_id=case.id or 0, made_at=now)
    else:
        case, link = found
        raise_level(session, case, judged, catalogue, hours, now)
        link.made_at = now if is_offered else link.made_at
    if words:
        link.draft = f"{link.draft}\n{words}" if link.draft and _is_alive(link, now) else words
        link.draft_until = now + DRAFT_LIVES
    session.add(link)
    session.flush()
    return CaseOpened(case.id or 0, make_page_token(session, link))


def was_offered(session: Session, conversation_id: int, level: Level, now: datetime) -> bool:
    """Whether the page of an open case was shown within the hour, for what was as urgent as this."""
    own = (
        select(ChildCase.level)
        .join(ChildLink, col(ChildLink.case_id) == col(ChildCase.id))
        .where(ChildLink.conversation_id == conversation_id, col(ChildLink.made_at) > now - OFFERED_AGAIN)
        .where(col(ChildCase.state).in_(OPEN), col(ChildCase.emptied_at).is_(None))
    )
    return any(Level(one).weight >= level.weight for one in session.exec(own))


def begin_case(
    session: Session,
    catalogue: Catalogue | None,
    hours: OpeningHours,
    judged: Judged,
    channel: str,
    language: str,
    now: datetime,
) -> ChildCase:
    """A new one, with a name for who writes."""
    case = ChildCase(
        number=f"new {secrets.token_hex(8)}",
        handle=make_handle(),
        level=judged.level,
        topics=sorted(set(judged.topics)),
        rules=sorted(set(judged.rules)),
        is_child=judged.is_child,
        channel=channel,
        language=language,
        opened_at=now,
        changed_at=now,
        due_at=_find_due(catalogue, judged, hours, now),
    )
    if wakes(judged, hours, now):
        raise_alarm(case, now)
    session.add(case)
    session.flush()
    case.number = f"{PREFIX}{case.id:06}"
    return case


def raise_level(
    session: Session, case: ChildCase, judged: Judged, catalogue: Catalogue | None, hours: OpeningHours, now: datetime
) -> bool:
    """Whether it is more urgent than it was. Topics and rules come together; nothing is taken away, and a time by
    which somebody must have answered only comes nearer."""
    case.topics = sorted({*case.topics, *judged.topics})
    case.rules = sorted({*case.rules, *judged.rules})
    case.is_child = case.is_child or judged.is_child
    is_raised = judged.level.weight > Level(case.level).weight
    due_at = _find_due(catalogue, judged, hours, now)
    if is_raised:
        set_level(case, judged.level, "rules", due_at, now)
    elif judged.level == case.level:
        case.due_at = min(case.due_at, due_at)
    if case.alarmed_at is None and wakes(judged, hours, now):
        raise_alarm(case, now)
    case.changed_at = now
    session.add(case)
    session.flush()
    return is_raised


def set_level(case: ChildCase, level: Level, by: str, due_at: datetime, now: datetime) -> None:
    """An emergency calls the duty telephone; what is less urgent than it was calls nobody."""
    is_new, is_lowered = level == Level.EMERGENCY != case.level, level.weight < Level(case.level).weight
    case.level, case.level_by, case.due_at = level, by, due_at
    if is_new:
        raise_alarm(case, now)
    elif is_lowered:
        end_alarm(case)


def wakes(judged: Judged, hours: OpeningHours, now: datetime) -> bool:
    """Whether the duty telephone is called: always for an emergency, and for what must be seen the same day where a
    rule names it and nobody is there."""
    if judged.level == Level.EMERGENCY:
        return True
    return judged.level == Level.URGENT and Alert.DUTY_PHONE in judged.alert and not hours.is_open(now)


def _find_due(catalogue: Catalogue | None, judged: Judged, hours: OpeningHours, now: datetime) -> datetime:
    """As the level wants it, or sooner where a rule does."""
    due_at = find_due(catalogue, judged.level, hours, now)
    return min(due_at, now + timedelta(minutes=judged.within_minutes)) if judged.within_minutes else due_at


def lock(session: Session, case_id: int) -> ChildCase | None:
    """The case as it is now, until the transaction ends."""
    own: Any = select(ChildCase).where(ChildCase.id == case_id).with_for_update()
    found: ChildCase | None = session.exec(own, execution_options={"populate_existing": True}).first()
    return found


def make_page_token(session: Session, link: ChildLink) -> str:
    """What stands in the address that is sent to the conversation."""
    return f"{link.id}-{find_vault(session).index('child_link.id', str(link.id))[:32]}"


def find_vault(session: Session) -> Vault:
    """As column types find it."""
    dialect: Any = session.get_bind().dialect
    vault: Vault = dialect.vault
    return vault


def find_link(session: Session, token: str, now: datetime) -> ChildLink | None:
    """What a token opens; None when it is not ours, or older than a day."""
    id, _, _ = token.partition("-")
    link = session.get(ChildLink, int(id)) if id.isascii() and id.isdigit() and len(id) < 10 else None
    if link is None or not secrets.compare_digest(token.encode(), make_page_token(session, link).encode()):
        return None
    return link if now - link.made_at < DRAFT_LIVES else None


def read_draft(link: ChildLink | None, now: datetime) -> str:
    return link.draft or "" if link is not None and _is_alive(link, now) else ""


def _is_alive(link: ChildLink, now: datetime) -> bool:
    return link.draft_until is not None and link.draft_until > now


def _find_linked(
    session: Session, conversation_id: int, catalogue: Catalogue | None, now: datetime
) -> tuple[ChildCase, ChildLink] | None:
    """The newest case of the conversation, unless it was closed too long ago."""
    own = (
        select(ChildCase, ChildLink)
        .join(ChildLink, col(ChildLink.case_id) == col(ChildCase.id))
        .where(ChildLink.conversation_id == conversation_id, col(ChildCase.emptied_at).is_(None))
        .order_by(col(ChildCase.id).desc())
    )
    found = session.exec(own).first()
    if found is None:
        return None
    case, link = found
    if case.state in OPEN:
        return case, link
    days = timedelta(days=catalogue.reopen_days if catalogue else REOPEN_DAYS)
    if case.closed_at is None or now - case.closed_at > days:
        return None
    case.state, case.closed_at, case.closing_reason = CaseState.WAITING, None, ""
    return case, link
