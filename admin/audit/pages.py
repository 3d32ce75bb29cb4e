"""`/admin/audit`: who did what, on whom and why, newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import render
from admin.visit import current_staff
from bot.clock import TOKYO
from bot.models.audit import AuditEntry
from bot.models.staff import Role
from bot.services.audit.actions import list_actions
from bot.services.audit.reading import Filter, Position, list_entries
from bot.services.staff.principal import WHOLE_CITY

LONGEST = 64  # characters of a filter


def create_blueprint(house: AdminHouse) -> Blueprint:
    pages = _Pages(house)
    blueprint = Blueprint("audit", __name__, url_prefix="/audit", template_folder="templates")
    blueprint.add_url_rule("", "show_list", pages.show_list, methods=["GET"])
    blueprint.add_url_rule("/<int:sequence>", "show_entry", pages.show_entry, methods=["GET"])
    return blueprint


@dataclass(frozen=True)
class _Pages:
    """Auditors of the whole city read all of it, others what was done in their departments."""

    house: AdminHouse

    def show_list(self) -> ResponseReturnValue:
        """A page of entries; filters and the place in the list are in the address."""
        wanted = read_filter(self._departments())
        with self.house.database.read() as session:
            page = list_entries(session, wanted, read_position(request.args.get("before", "")))
        older = f"{page.older.at.isoformat()} {page.older.sequence}" if page.older else ""
        return render(
            self.house,
            "audit/list.html",
            entries=page.entries,
            older=older,
            actions=sorted({(str(action), str(action)) for action in list_actions()}),
        )

    def show_entry(self, sequence: int) -> ResponseReturnValue:
        """One entry, with what was and what is."""
        with self.house.database.read() as session:
            entry = session.get(AuditEntry, sequence)
        departments = self._departments()
        if entry is None or (departments is not None and entry.department not in departments):
            abort(404)
        return render(self.house, "audit/entry.html", entry=entry, changes=list_changes(entry.old, entry.new))

    def _departments(self) -> frozenset[str] | None:
        """Those whose entries one may read; None for all."""
        own = current_staff().list_departments(Role.AUDITOR)
        return None if WHOLE_CITY in own else own


def read_filter(departments: frozenset[str] | None) -> Filter:
    """What the address asks for; days are Tokyo's, and both are included."""
    asked = {name: value.strip()[:LONGEST] for name, value in request.args.items()}
    conversation = asked.get("conversation", "")
    return Filter(
        since=start_of(asked.get("since", ""), 0),
        until=start_of(asked.get("until", ""), 1),
        actor=asked.get("actor", ""),
        action=asked.get("action", ""),
        conversation_id=int(conversation) if conversation.isascii() and conversation.isdigit() else None,
        departments=departments,
    )


def read_position(written: str) -> Position | None:
    """Where the list goes on; from the beginning for what can't be read."""
    at, _, sequence = written.rpartition(" ")
    try:
        return Position(datetime.fromisoformat(at), int(sequence)) if at else None
    except ValueError:
        return None


def list_changes(old: Any, new: Any) -> list[tuple[str, str, str]]:
    """(name, what was, what is) of everything that is not the same."""
    if not (isinstance(old, dict) or isinstance(new, dict)):
        return [] if old is None and new is None else [("", _write(old), _write(new))]
    before, after = old if isinstance(old, dict) else {}, new if isinstance(new, dict) else {}
    names = sorted({*before, *after})
    return [
        (name, _write(before.get(name)), _write(after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _write(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def start_of(written: str, days_later: int) -> datetime | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return datetime.combine(day + timedelta(days=days_later), time(), TOKYO)
