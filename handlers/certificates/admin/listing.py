"""The queue as its page shows it, and what its address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from admin.page import Words
from handlers.certificates.admin.context import is_overdue
from handlers.certificates.admin.desk import Desk
from handlers.certificates.service.queue import Filter, Position, View, count_views, list_page, read_number

LONGEST = 64  # characters of a filter


def describe(desk: Desk, session: Session, asked: Mapping[str, str]) -> dict[str, Any]:
    reach, now, words = desk.reach, desk.house.clock(), Words(desk.house)
    wanted = read_filter(asked)
    page = list_page(session, reach, wanted, read_position(asked.get("after", "")))
    departments = dict.fromkeys(kind.department for kind in reach.kinds)
    return {
        "page": page,
        "wanted": wanted,
        "views": list(View),
        "counts": count_views(session, reach),
        "kinds": [(kind.id, desk.name_kind(kind.id)) for kind in reach.kinds],
        "departments": [(one, words.name_department(one)) for one in departments],
        "next": write_position(page.next) if page.next else "",
        "is_first": "after" not in asked,
        "name_kind": desk.name_kind,
        "is_overdue": lambda application: is_overdue(application, now),
        "now": now,
        "number": asked.get("number", "")[:LONGEST],
    }


def read_filter(asked: Mapping[str, str]) -> Filter:
    """What is no view is the one that waits."""
    view = asked.get("view", "")
    return Filter(
        view=View(view) if view in set(View) else View.WAITING,
        kind=asked.get("kind", "")[:LONGEST],
        department=asked.get("department", "")[:LONGEST],
        is_mine=asked.get("mine") == "1",
        number=read_number(asked.get("number", "")[:LONGEST]),
    )


def write_position(position: Position) -> str:
    return f"{position.id} {position.due_at.isoformat() if position.due_at else ''}".strip()


def read_position(written: str) -> Position | None:
    """None for anything that is none of ours."""
    id, _, due_at = written.partition(" ")
    if not (id.isascii() and id.isdigit() and len(id) < 16):
        return None
    try:
        moment = datetime.fromisoformat(due_at) if due_at else None
    except ValueError:
        return None
    return None if moment and moment.tzinfo is None else Position(int(id), moment)
