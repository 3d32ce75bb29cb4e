"""Before every request below `/admin`: who is it, and may they?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from admin.house import AdminHouse
from admin.page import render
from admin.section import Door, Section
from admin.visit import cookie_name
from bot.services.staff import sessions
from bot.services.staff.identify import identify
from bot.services.staff.principal import Awaited, SignedIn

# What can be done while something is awaited; the first is where one is sent.
AWAITED_AT = {
    Awaited.NEW_PASSWORD: ("admin.me.show_password", "admin.me.change_password"),
    Awaited.SECOND_FACTOR: tuple(
        f"admin.factors.{view}" for view in ("show_check", "take_code", "offer_passkey", "take_passkey")
    ),
    Awaited.SECOND_FACTOR_SETUP: tuple(
        f"admin.factors.{view}" for view in ("show", "show_app", "set_up_app", "begin_passkey", "add_passkey")
    ),
}
_TOKEN, _TOKEN_OF = "csrf_token", "csrf_of_staff"  # names in Flask's session
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True)
class Guard:
    """`sections` by the full name of their blueprint; an address of no section is nobody's."""

    house: AdminHouse
    sections: Mapping[str, Section]

    def check(self) -> ResponseReturnValue | None:
        """None to go on. Strangers are sent to sign in, scripts get 401, and the wrong role a page that says so."""
        if not _is_ours():
            return None
        g.staff = staff = self._identify()
        _bind_token(staff)
        if request.endpoint == "admin.static":
            return None
        section = self.sections.get(request.blueprint or "")
        if section is not None and section.door == Door.STRANGERS:
            return None
        if staff is None:
            return _turn_away()
        if staff.awaits is not None and request.endpoint not in AWAITED_AT[staff.awaits]:
            return _send_to(staff.awaits)
        if isinstance(request.routing_exception, NotFound):
            return render(self.house, "admin/missing.html", 404)
        if request.routing_exception is not None or staff.awaits is not None:
            return None
        if section is None or not section.admits(staff):
            return self._refuse(section)
        return None

    def add_headers(self, response: Response) -> Response:
        """Nobody keeps, frames or finds what staff see, and nothing runs in it but our own files."""
        if _is_ours():
            response.headers.update(_HEADERS)
        return response

    def _identify(self) -> SignedIn | None:
        key = request.cookies.get(cookie_name(self.house), "")
        if not key:
            return None
        now = self.house.clock()
        with self.house.database.read() as found:
            staff = identify(found, key, request.remote_addr or "", self.house.city.staff, now)
        if staff is not None and now - staff.seen_at >= sessions.SEEN_EVERY:
            with self.house.database.write() as seen:
                sessions.see(seen, staff.key_hash, now)
        return staff

    def _refuse(self, section: Section | None) -> Response:
        if _wants_page():
            return render(self.house, "admin/refused.html", 403, section=section)
        return _say("forbidden", 403)


def _is_ours() -> bool:
    return request.path == "/admin" or request.path.startswith("/admin/")


def _bind_token(staff: SignedIn | None) -> None:
    """The token against forged forms lives in Flask's cookie. It belongs to one session of one member: with another
    one, a rotated one or none it is thrown away, so that a form of before is refused."""
    whose = staff.key_hash if staff else ""
    if session.get(_TOKEN_OF, "") != whose:
        session.pop(_TOKEN, None)
        session[_TOKEN_OF] = whose


def _turn_away() -> ResponseReturnValue:
    if not _wants_page():
        return _say("sign in first", 401)
    return redirect(url_for("admin.sign_in.show") + _add_next(), 303)


def _send_to(awaited: Awaited) -> ResponseReturnValue:
    if not _wants_page():
        return _say(awaited, 401)
    return redirect(url_for(AWAITED_AT[awaited][0]) + _add_next(), 303)


def _add_next() -> str:
    """Where to go on to, in the address."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    return f"?{urlencode({'next': wanted})}" if wanted not in ("", "/admin", "/admin/") else ""


def _say(why: str, status: int) -> Response:
    answer = jsonify({"error": why})
    answer.status_code = status
    return answer


def _wants_page() -> bool:
    """Scripts and event streams are told by a status; people are shown a page."""
    kinds = ("text/html", "application/json", "text/event-stream")
    return not request.is_json and request.accept_mimetypes.best_match(kinds, "text/html") == "text/html"
