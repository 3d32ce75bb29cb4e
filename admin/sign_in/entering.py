"""Where somebody who has just proved who they are is let in, whichever way they came."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from admin.house import AdminHouse
from admin.visit import HOME, act, find_staff, give_key, is_safe_next
from bot.models.staff import EndReason
from bot.services.staff import sessions


def find_next(wanted: str = "") -> str:
    """Where they wanted to go, if it is ours."""
    wanted = wanted or request.values.get("next", "")
    return wanted if is_safe_next(wanted) else HOME


def let_in(response: Response, key: str, house: AdminHouse) -> Response:
    """The browser has the new session, and the one it had before is over."""
    end_former(house)
    return give_key(response, key, house)


def end_former(house: AdminHouse) -> None:
    """The session that this browser came with ends."""
    staff = find_staff()
    if staff is None:
        return
    acting = act(house)
    with house.database.write() as session:
        sessions.end(session, staff.session_id, staff.staff_id, EndReason.SIGNED_OUT, acting.now)
        acting.note(session, "signed_out", staff.staff_id)
