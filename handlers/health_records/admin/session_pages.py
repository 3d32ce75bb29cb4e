"""`/admin/health_records/sessions`: the times that citizens book, entered one by one or by a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Errors, Words, tell
from bot.dialogue.words import RoomWords
from bot.errors import InputFileError
from bot.services.audit import record
from handlers.health_records.admin.desk import Desk
from handlers.health_records.names import name_code
from handlers.health_records.service.acts import SESSION, HealthAction
from handlers.health_records.service.facts import SERVICE
from handlers.health_records.service.importing.mapping import read_mapping, read_own
from handlers.health_records.service.importing.session_rows import (
    COLUMNS,
    KINDS,
    Fault,
    NotStored,
    read_session,
    read_sessions,
    store_sessions,
)
from handlers.health_records.service.sessions import SessionRow, list_places, list_sessions, read_kind

BEHIND, AHEAD = timedelta(days=31), timedelta(days=366)
SHOWN = 200  # faults of a file


@dataclass(frozen=True)
class SessionPages:
    desk: Desk

    def show_sessions(self) -> ResponseReturnValue:
        """Those ahead, and those of the last month."""
        return self._render()

    def add_session(self) -> ResponseReturnValue:
        row = read_session(0, request.form, read_mapping(), self.desk.house.clock())
        if not isinstance(row, SessionRow):
            return self._render(422, _complain(row))
        try:
            return self._store([(0, row)])
        except NotStored as refused:
            return self._render(422, _complain(refused.faults))

    def import_sessions(self) -> ResponseReturnValue:
        """All of it or nothing, and then every row that is wrong."""
        given = request.files.get("file")
        if given is None or not given.filename:
            return self._render(422, {"file": ("appointments.admin_file_wanted", {})})
        try:
            return self._store(read_sessions("file", given.read(), read_mapping(), self.desk.house.clock()))
        except NotStored as refused:
            errors: Errors = {"file": ("appointments.admin_file_faults", {"count": len(refused.faults)})}
            return self._render(422, errors, refused.faults[:SHOWN])
        except InputFileError as error:
            why = str(error).partition(": ")[2] or str(error)
            return self._render(422, {"file": ("appointments.admin_file_unreadable", {"why": why})})

    def _store(self, rows: Sequence[tuple[int, SessionRow]]) -> ResponseReturnValue:
        desk, now = self.desk, self.desk.house.clock()
        with desk.house.database.write() as session:
            counts = store_sessions(session, rows, now)
            record(session, desk.actor, HealthAction.SESSION_STORED, object_kind=SESSION, new=counts, now=now)
        tell(desk.house, "appointments.admin_stored", **counts)
        return redirect(url_for(".show_sessions"), 303)

    def _render(self, status: int = 200, errors: Errors | None = None, faults: Sequence[Fault] = ()) -> Response:
        with self.desk.house.database.read() as session:
            return self._fill(session, status, errors or {}, faults)

    def _fill(self, session: Session, status: int, errors: Errors, faults: Sequence[Fault]) -> Response:
        desk, now = self.desk, self.desk.house.clock()
        kinds = list_kinds(desk)
        found = list_sessions(session, now - BEHIND, now + AHEAD)
        names = dict(kinds)
        return desk.render(
            "sessions",
            status,
            errors=errors,
            ahead=[one for one in found if one.timeframe.ends_at > now],
            behind=[one for one in reversed(found) if one.timeframe.ends_at <= now],
            name_kind=lambda one: names.get(read_kind(one.resource), read_kind(one.resource)),
            kinds=[("", Words(desk.house).text("health_records.admin_choose")), *kinds],
            places=list_places(session),
            given={name: desk.read(name) for name in COLUMNS},
            faults=faults,
            columns={name: names[0] for name, names in COLUMNS.items()},
        )


def list_kinds(desk: Desk) -> list[tuple[str, str]]:
    """Check-ups and screenings, as (code, name)."""
    words = RoomWords(desk.house.texts, Words(desk.house).language, desk.house.city, SERVICE)
    return [(code, name_code(words, kind, code)) for kind in KINDS for code in read_own().codes[kind]]


def _complain(faults: Sequence[Fault]) -> Errors:
    """The first of each field, in the order of the form."""
    found = {one.column: one.what for one in reversed(faults)}
    return {name: (f"appointments.admin_wrong_{found[name]}", {}) for name in COLUMNS if name in found}
