"""`/admin/sign-in` and `/admin/sign-out`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import Errors, choose_language, render, tell
from admin.visit import HOME, act, find_staff, give_key, is_safe_next, read_browser, take_key
from bot.errors import UserError
from bot.models.staff import EndReason
from bot.services.staff import sessions
from bot.services.staff.signing_in import Typed, sign_in


def create_blueprint(house: AdminHouse) -> Blueprint:
    pages = _Pages(house)
    blueprint = Blueprint("sign_in", __name__, template_folder="templates")
    blueprint.add_url_rule("/sign-in", "show", pages.show, methods=["GET"])
    blueprint.add_url_rule("/sign-in", "enter", pages.enter, methods=["POST"])
    blueprint.add_url_rule("/sign-out", "leave", pages.leave, methods=["POST"])
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        """The form; whoever is signed in already goes on."""
        choose_language(request.args.get("lang", ""))
        if find_staff() is not None:
            return redirect(self._find_next(), 303)
        return self._render()

    def enter(self) -> ResponseReturnValue:
        """Try the login and the password."""
        typed = Typed(request.form.get("login", ""), request.form.get("password", ""))
        missing = {"login": typed.login.strip(), "password": typed.password}
        errors: Errors = {name: (f"sign_in.{name}_missing", {}) for name, value in missing.items() if not value}
        if errors:
            return self._render(errors, 422)
        try:
            key = sign_in(self.house.database, typed, read_browser(), act(self.house))
        except UserError as error:
            status = 429 if error.text_key == "admin.wait" else 422
            return self._render({"login": (error.text_key, error.values)}, status)
        self._end_former()
        return give_key(redirect(self._find_next(), 303), key, self.house)  # type: ignore[arg-type]

    def leave(self) -> ResponseReturnValue:
        """The session ends, not only this browser's memory of it."""
        self._end_former()
        tell(self.house, "sign_in.signed_out")
        return take_key(redirect(url_for("admin.sign_in.show"), 303), self.house)  # type: ignore[arg-type]

    def _end_former(self) -> None:
        staff = find_staff()
        if staff is None:
            return
        acting = act(self.house)
        with self.house.database.write() as session:
            sessions.end(session, staff.session_id, staff.staff_id, EndReason.SIGNED_OUT, acting.now)
            acting.note(session, "signed_out", staff.staff_id)

    def _find_next(self) -> str:
        wanted = request.values.get("next", "")
        return wanted if is_safe_next(wanted) else HOME

    def _render(self, errors: Errors | None = None, status: int = 200) -> ResponseReturnValue:
        return render(
            self.house,
            "sign_in/sign_in.html",
            status,
            errors=errors or {},
            login=request.form.get("login", ""),
            next=request.values.get("next", ""),
        )
