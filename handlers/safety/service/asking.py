"""Asks many whether they are safe, in words that were written beforehand, and says how many have answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.messages import Card, Choice
from bot.models.broadcasts import Broadcast, BroadcastRecipient
from bot.models.subscriptions import Subscription
from bot.services import broadcasts
from bot.services.disaster_mode import may_alone as is_one_enough
from bot.texts import Texts
from handlers.safety.models import CheckState, Condition, SafetyAnswer, SafetyCheck

ROOM = "safety"
GOOD_FOR = timedelta(minutes=60)  # how long a second person has
BUTTONS = (Condition.SAFE, Condition.HELP)


@dataclass(frozen=True)
class Standing:
    """How a check stands: of all that were asked."""

    asked: int
    safe: int
    help: int

    @property
    def silent(self) -> int:
        return max(0, self.asked - self.safe - self.help)


@dataclass(frozen=True)
class Answered:
    """An answer with the areas that the citizen has chosen."""

    answer: SafetyAnswer
    areas: Sequence[str]


def draft(
    session: Session, areas: Sequence[str], staff_id: int, now: datetime, *, is_drill: bool, with_unknown: bool
) -> SafetyCheck:
    """It waits for a second person. `with_unknown`: who has chosen no area is asked, too."""
    check = SafetyCheck(areas=list(areas), is_drill=is_drill, asked_at=now, asked_by=staff_id)
    check.state, check.with_unknown = CheckState.WAITING, with_unknown
    session.add(check)
    session.flush()
    return check


def may_alone(session: Session, check: SafetyCheck, now: datetime) -> bool:
    """Whether nobody else is needed: level 5 is in force, and it is no drill."""
    return not check.is_drill and is_one_enough(session, now)


def approve(session: Session, texts: Texts, city: Any, check_id: int, staff_id: int, now: datetime) -> SafetyCheck:
    """It leaves after the caller's commit and the bell of `bot.broadcasting`. Raises Refused for who drafted it, unless
    one person is enough, and for what waits no more."""
    check = _access_waiting(session, check_id, now)
    if check.asked_by == staff_id and not may_alone(session, check, now):
        raise Refused("a second person has to approve it")
    check.state, check.decided_by, check.asked_at = CheckState.ASKED, staff_id, now
    everybody: dict[str, Any] = {"everyone": True}
    rule = {"area": list(check.areas), "or_unknown": check.with_unknown} if check.areas else everybody
    content = {language: [_write(texts, city, language, check.id or 0)] for language in texts.languages}
    issued = broadcasts.issue(
        session,
        kind="safety",
        key=f"safety:{check.id}",
        content=content,
        rule=rule,
        origin=ROOM,
        now=now,
        drill=check.is_drill,
    )
    check.broadcast_id = issued.id
    session.add(check)
    return check


def drop(session: Session, check_id: int, staff_id: int, now: datetime) -> SafetyCheck:
    """Nobody is asked. Raises Refused for what waits no more."""
    check = _access_waiting(session, check_id, now)
    check.state, check.decided_by = CheckState.DROPPED, staff_id
    session.add(check)
    return check


def list_waiting(session: Session, now: datetime) -> list[SafetyCheck]:
    """What a second person may still approve, the oldest first."""
    own = select(SafetyCheck).where(SafetyCheck.state == CheckState.WAITING, col(SafetyCheck.asked_at) > now - GOOD_FOR)
    return list(session.exec(own.order_by(col(SafetyCheck.id))))


def _access_waiting(session: Session, check_id: int, now: datetime) -> SafetyCheck:
    check = session.exec(select(SafetyCheck).where(SafetyCheck.id == check_id).with_for_update()).first()
    if check is None or check.state != CheckState.WAITING or check.asked_at <= now - GOOD_FOR:
        raise Refused("it waits no more")
    return check


def count(session: Session, check: SafetyCheck) -> Standing:
    own = select(SafetyAnswer.condition).where(SafetyAnswer.check_id == check.id)
    found = Counter(session.exec(own))
    broadcast = session.get(Broadcast, check.broadcast_id) if check.broadcast_id else None
    return Standing(broadcast.total if broadcast else 0, found[Condition.SAFE], found[Condition.HELP])


def list_checks(session: Session) -> list[SafetyCheck]:
    """The newest first."""
    own = select(SafetyCheck).where(SafetyCheck.state == CheckState.ASKED)
    return list(session.exec(own.order_by(col(SafetyCheck.id).desc()).limit(50)))


def list_answers(session: Session, check: SafetyCheck, condition: Condition) -> list[Answered]:
    """Those nobody has seen to first, then who has waited longest."""
    own = (
        select(SafetyAnswer, Subscription)
        .outerjoin(Subscription, col(Subscription.conversation_id) == col(SafetyAnswer.conversation_id))
        .where(SafetyAnswer.check_id == check.id, SafetyAnswer.condition == condition)
    )
    ordered = own.order_by(col(SafetyAnswer.is_seen), col(SafetyAnswer.answered_at), col(SafetyAnswer.id))
    return [Answered(answer, one.areas if one else ()) for answer, one in session.exec(ordered)]


def count_by_area(session: Session, check: SafetyCheck) -> dict[str, Standing]:
    """Of those that have chosen an area, by the area's id."""
    asked = (
        select(Subscription.areas, SafetyAnswer.condition)
        .join(BroadcastRecipient, col(BroadcastRecipient.conversation_id) == col(Subscription.conversation_id))
        .outerjoin(
            SafetyAnswer,
            (col(SafetyAnswer.conversation_id) == col(Subscription.conversation_id))
            & (col(SafetyAnswer.check_id) == check.id),
        )
        .where(BroadcastRecipient.broadcast_id == check.broadcast_id, col(Subscription.has_area))
    )
    found = Counter[tuple[str, str]]()
    for areas, condition in session.exec(asked):
        found.update((area, condition or "") for area in areas)
    ids = dict.fromkeys(area for area, _ in found)
    return {id: _stand([found[id, one] for one in (Condition.SAFE, Condition.HELP, "")]) for id in ids}


def _stand(counts: Sequence[int]) -> Standing:
    safe, help, silent = counts
    return Standing(safe + help + silent, safe, help)


def _write(texts: Texts, city: Any, language: str, check_id: int) -> Card:
    def say(key: str) -> str:
        return texts.get(language, f"{ROOM}.{key}", city=city.name_in(language))

    buttons = tuple(Choice(say(f"is_{one}"), postback=f"{ROOM}.answer?check={check_id}&is={one}") for one in BUTTONS)
    return Card(say("ask_title"), say("ask_text"), buttons=buttons, emphasis="none")
