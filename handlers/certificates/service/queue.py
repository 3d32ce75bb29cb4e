"""The applications that staff list: what is due first, a page at a time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, tuple_
from sqlmodel import Session, col, func, select

from bot.models.staff import Staff
from handlers.certificates.models import OVER, Application, ApplicationState
from handlers.certificates.service.reach import Reach

PAGE = 50
S = ApplicationState


class View(StrEnum):
    MINE = "mine"  # taken up by oneself, or sent back by oneself
    WAITING = "waiting"  # nobody has taken it up
    REVIEW = "review"  # somebody has
    RETURNED = "returned"
    ISSUED = "issued"  # to be sent or collected
    REFUND = "refund"  # money is on its way back, or did not arrive
    UNPAID = "unpaid"
    DONE = "done"


STATES: dict[View, tuple[ApplicationState, ...]] = {
    View.MINE: (S.IN_REVIEW, S.RETURNED),
    View.WAITING: (S.PAID,),
    View.REVIEW: (S.IN_REVIEW,),
    View.RETURNED: (S.RETURNED,),
    View.ISSUED: (S.ISSUED,),
    View.REFUND: (S.REFUND_FAILED, S.REFUND_PENDING),
    View.UNPAID: (S.AWAITING_PAYMENT,),
    View.DONE: OVER,
}
BY_DUE = (View.MINE, View.WAITING, View.REVIEW, View.RETURNED, View.ISSUED)  # a day is promised for these


@dataclass(frozen=True)
class Filter:
    """What is empty does not matter. With a number it alone counts."""

    view: View = View.WAITING
    kind: str = ""
    department: str = ""
    is_mine: bool = False
    number: str = ""


@dataclass(frozen=True)
class Position:
    """A place in the list; `due_at` where it is in the order of the promised days."""

    id: int
    due_at: datetime | None = None


@dataclass(frozen=True)
class Queued:
    """`holder` is the name of who has it."""

    application: Application
    holder: str


@dataclass(frozen=True)
class Page:
    """`next` is None on the last page."""

    rows: Sequence[Queued]
    next: Position | None


def list_page(session: Session, reach: Reach, wanted: Filter, after: Position | None = None, size: int = PAGE) -> Page:
    """What is due first, first; what needs nothing any more, newest first. As fast on the last page as on the first."""
    statement = (
        select(Application, Staff.name)
        .join(Staff, col(Staff.id) == col(Application.staff_id), isouter=True)
        .where(reach.to_condition(), *_list_conditions(reach, wanted))
    )
    is_by_due = wanted.view in BY_DUE and not wanted.number
    order: tuple[UnaryExpression[Any], ...]
    if is_by_due:
        due, id = col(Application.due_at), col(Application.id)
        order = (due.asc(), id.asc())
        if after and after.due_at:
            statement = statement.where(tuple_(due, id) > (after.due_at, after.id))
    else:
        order = (col(Application.id).desc(),)
        if after:
            statement = statement.where(col(Application.id) < after.id)
    found = session.exec(statement.order_by(*order).limit(size + 1)).all()
    rows = [Queued(application, name or "") for application, name in found[:size]]
    if len(found) == len(rows):
        return Page(rows, None)
    last = rows[-1].application
    return Page(rows, Position(last.id or 0, last.due_at if is_by_due else None))


def count_views(session: Session, reach: Reach) -> dict[View, int]:
    """How many there are in each view but that of what is done."""
    states = {state for view, states in STATES.items() if view != View.DONE for state in states}
    counted = select(Application.state, func.count()).where(col(Application.state).in_(states), reach.to_condition())
    by_state = dict(session.exec(counted.group_by(col(Application.state))).all())
    mine = select(func.count()).where(_is_mine(reach), col(Application.state).in_(STATES[View.MINE]))
    counts = {view: sum(by_state.get(state, 0) for state in states) for view, states in STATES.items()}
    del counts[View.DONE]
    return {**counts, View.MINE: session.exec(mine).one()}


def read_number(typed: str) -> str:
    """The number that is meant, however it was typed: `42`, `k-42`, `Ｋ－０００４２`. Else what was typed."""
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    found = re.fullmatch(r"(?:K\s*[\-\u2010-\u2015\u2212\u30fc]?\s*)?(\d{1,12})", text)
    return f"K-{int(found[1]):06d}" if found else text


def _list_conditions(reach: Reach, wanted: Filter) -> list[ColumnElement[bool]]:
    if wanted.number:
        return [col(Application.number) == wanted.number]
    states = STATES[wanted.view]
    state = col(Application.state)
    conditions = [state == states[0] if len(states) == 1 else state.in_(states)]
    if wanted.view == View.MINE or wanted.is_mine:
        conditions.append(_is_mine(reach))
    if wanted.kind:
        conditions.append(col(Application.kind) == wanted.kind)
    if wanted.department:
        kinds = [kind.id for kind in reach.catalogue.kinds if kind.department == wanted.department]
        conditions.append(col(Application.kind).in_(kinds))
    return conditions


def _is_mine(reach: Reach) -> ColumnElement[bool]:
    return col(Application.staff_id) == reach.staff.staff_id
