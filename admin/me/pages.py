"""`/admin/me`: a member's own account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from admin.house import AdminHouse
from admin.page import Errors, render, tell
from admin.section import add_routes
from admin.visit import act, current_staff, give_key
from bot.errors import UserError
from bot.models.staff import EndReason
from bot.services.staff import members, passwords, sessions
from bot.services.staff.identify import list_grants
from bot.services.staff.principal import Awaited
from bot.services.staff.slow_down import Guessing
from bot.texts import STAFF_LANGUAGES


def create_blueprint(house: AdminHouse) -> Blueprint:
    pages = _Pages(house)
    blueprint = Blueprint("me", __name__, url_prefix="/me", template_folder="templates")
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show),
            ("POST", "/language", pages.change_language),
            ("POST", "/sessions/<int:session_id>/end", pages.end_session),
            ("GET", "/password", pages.show_password),
            ("POST", "/password", pages.change_password),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        """Who one is, what one may do, and where one is signed in."""
        staff = current_staff()
        with self.house.database.read() as session:
            grants = list_grants(session, staff.staff_id)
            opened = sessions.list_open(session, staff.staff_id, self.house.clock())
        return render(self.house, "me/me.html", grants=grants, sessions=opened)

    def change_language(self) -> ResponseReturnValue:
        wanted = request.form.get("language", "")
        if wanted in STAFF_LANGUAGES:
            with self.house.database.write() as session:
                members.get_member(session, current_staff().staff_id).language = wanted
        return self._done("me.language_changed")

    def end_session(self, session_id: int) -> ResponseReturnValue:
        """One of one's own; another member's is as if it were not there."""
        acting = act(self.house)
        with self.house.database.write() as session:
            if sessions.end(session, session_id, current_staff().staff_id, EndReason.REVOKED, acting.now):
                acting.note(session, "session_ended", current_staff().staff_id)
        return self._done("me.session_ended")

    def show_password(self) -> ResponseReturnValue:
        return self._render_password()

    def change_password(self) -> ResponseReturnValue:
        """Other sessions end; this one goes on under a new id."""
        current, wanted = request.form.get("current", ""), request.form.get("wanted", "")
        if wanted != request.form.get("again", ""):
            return self._render_password({"again": ("me.again_differs", {})}, 422)
        acting, member = act(self.house), current_staff()
        guessing = Guessing(self.house.database.vault.fingerprint, member.login, member.address)
        try:
            with self.house.database.write() as session:
                guessing.count(session, acting.now)
                staff = members.get_member(session, member.staff_id)
            new_hash = members.check_own_password(staff, current, wanted)
        except UserError as error:
            field = "current" if error.text_key in ("admin.current_wrong", "admin.wait") else "wanted"
            return self._render_password({field: (error.text_key, error.values)}, 422)
        with self.house.database.write() as session:
            guessing.forgive(session, acting.now)
            key = sessions.rotate(session, member.session_id, acting.now, is_proof=True)
            members.change_password(session, member.staff_id, new_hash, member.session_id, acting)
        return give_key(self._done("me.password_changed"), key, self.house)

    def _done(self, text_key: str) -> Response:
        tell(self.house, text_key)
        return redirect(url_for("admin.me.show"), 303)

    def _render_password(self, errors: Errors | None = None, status: int = 200) -> ResponseReturnValue:
        values: dict[str, Any] = {"shortest": passwords.SHORTEST, "phrase": passwords.SHORTEST_PHRASE}
        must = current_staff().awaits == Awaited.NEW_PASSWORD
        return render(self.house, "me/password.html", status, errors=errors or {}, lengths=values, must_change=must)
