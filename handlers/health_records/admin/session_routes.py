"""What staff do with times of the health centre."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from handlers.health_records.admin.attendance_pages import AttendancePages
from handlers.health_records.admin.desk import Desk
from handlers.health_records.admin.session_pages import SessionPages


def list_session_routes(house: AdminHouse) -> tuple[tuple[str, str, Callable[..., ResponseReturnValue]], ...]:
    desk = Desk(house)
    times, lists = SessionPages(desk), AttendancePages(desk)
    return (
        ("GET", "/sessions", times.show_sessions),
        ("POST", "/sessions", times.add_session),
        ("POST", "/sessions/import", times.import_sessions),
        ("GET", "/sessions/<int:timeframe_id>", lists.show_attenders),
        ("POST", "/sessions/<int:timeframe_id>/names", lists.list_attenders),
        ("POST", "/sessions/<int:timeframe_id>/attendance", lists.note_attendance),
        ("POST", "/sessions/<int:timeframe_id>/call-off", lists.call_off_session),
    )
