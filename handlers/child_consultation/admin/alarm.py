"""How an alarm stands: what was called, what became of it, who has the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from bot.clients.duty_phone import Outcome
from bot.models.staff import Staff
from handlers.child_consultation.models import ChildCall, ChildCase
from handlers.child_consultation.service.alarms import is_alarm
from handlers.child_consultation.service.duty import list_calls


class Stage(StrEnum):
    """Of an alarm that nobody has taken."""

    QUIET = "quiet"  # the centre has until then to take it itself
    CALLING = "calling"
    HEARD = "heard"  # a call was answered, and nobody has taken the case yet
    UNREACHED = "unreached"


@dataclass(frozen=True)
class Alarm:
    """`stage` is None for a case that is none, or that somebody has; `taker` then is their name, where it is known."""

    stage: Stage | None
    calls: Sequence[ChildCall]
    taker: str
    next_at: datetime | None

    @property
    def last_at(self) -> datetime | None:
        return self.calls[0].at if self.calls else None


def find_stage(case: ChildCase, is_heard: bool) -> Stage | None:
    if not is_alarm(case):
        return None
    if case.unreached_at is not None:
        return Stage.UNREACHED
    if is_heard:
        return Stage.HEARD
    return Stage.CALLING if case.calls else Stage.QUIET


def look_at_alarm(session: Session, case: ChildCase) -> Alarm:
    calls = list_calls(session, case.id or 0)
    is_heard = any(one.outcome == Outcome.ANSWERED for one in calls if case.alarmed_at and one.at >= case.alarmed_at)
    taker = session.get(Staff, case.taken_by) if case.taken_by else None
    return Alarm(find_stage(case, is_heard), calls, taker.name if taker else "", case.call_at)
