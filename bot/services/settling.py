"""Deflection: of the conversations of a week, how many the bot settled by itself, as far as anybody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, case, func, literal, select, type_coerce, union_all
from sqlmodel import Session, col

from bot.models.desk import OperatorRequest
from bot.models.tracker_event import TrackerEventRow
from bot.services.figures import WEEKS, asked_for_a_person, is_missed, list_starts, number_of
from handlers.faq.models import FaqAnswer, Rating


@dataclass(frozen=True)
class Settling:
    """Conversations with a question in the week from `start`. `unsettled`: until the end of the week after it, a person
    was asked for or an answer did not help. `settled`: neither, and an answer helped. `unknown`: nobody said.
    `is_open`: the week after it is not over."""

    start: date
    settled: int
    unsettled: int
    unknown: int
    is_open: bool

    @property
    def share(self) -> int | None:
        """How many in a hundred of those of which it is known; None where it is of none."""
        known = self.settled + self.unsettled
        return round(100 * self.settled / known) if known else None


def list_settling(session: Session, now: datetime, count: int = WEEKS) -> list[Settling]:
    """Of the last weeks, oldest first, the present one last."""
    starts = list_starts(now, count)
    found = {row[0]: row[1:] for row in session.execute(_select_settling(starts))}
    weeks = []
    for place, start in enumerate(starts):
        settled, unsettled, asked = map(int, found.get(place, (0, 0, 0)))
        is_open = place >= count - 2
        weeks.append(Settling(start.date(), settled, unsettled, asked - settled - unsettled, is_open))
    return weeks


def _select_settling(starts: Sequence[datetime]) -> Any:
    """(place of the week, settled, unsettled, all) of the conversations with a question in that week."""
    told = _select_told(starts)
    week, after = told.alias("week"), told.alias("after")
    is_next = (after.c.week == week.c.week + 1) & (after.c.conversation_id == week.c.conversation_id)
    is_bad = (week.c.bad == 1) | (func.coalesce(after.c.bad, 0) == 1)
    is_good = ~is_bad & ((week.c.up == 1) | (func.coalesce(after.c.up, 0) == 1))
    counts = (func.sum(_one(is_good)), func.sum(_one(is_bad)), func.count())
    return (
        select(week.c.week, *counts)
        .select_from(week.outerjoin(after, is_next))
        .where(week.c.asked == 1)
        .group_by(week.c.week)
    )


def _select_told(starts: Sequence[datetime]) -> CTE:
    """By week and conversation: whether it `asked`, an answer helped (`up`), or one did not or a person was asked for
    (`bad`)."""
    since, rating, (no, yes) = starts[0], col(FaqAnswer.rating), (literal(0), literal(1))
    by_week = number_of(starts, col(FaqAnswer.at)), number_of(starts, col(TrackerEventRow.at))
    wanted = number_of(starts, col(OperatorRequest.requested_at))
    good, bad = _one(rating == Rating.UP), _one(rating == Rating.DOWN)
    answers = _name(by_week[0], FaqAnswer.conversation_id, yes, good, bad).where(col(FaqAnswer.at) >= since)
    missed = _name(by_week[1], TrackerEventRow.conversation_id, yes, no, no).where(*is_missed(since))
    asked_for = _name(wanted, OperatorRequest.conversation_id, no, no, yes).where(*asked_for_a_person(since))
    each = union_all(answers, missed, asked_for).subquery()
    most = (func.max(each.c[name]).label(name) for name in ("asked", "up", "bad"))
    return select(each.c.week, each.c.conversation_id, *most).group_by(each.c.week, each.c.conversation_id).cte("told")


def _name(*columns: Any) -> Any:
    names = ("week", "conversation_id", "asked", "up", "bad")
    return select(*(type_coerce(one, Integer).label(name) for one, name in zip(columns, names, strict=True)))


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
