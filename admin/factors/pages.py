"""`/admin/factors`: a member's own second factors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import segno
from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.wrappers import Response

from admin.factors import challenge
from admin.factors.check import CheckPages
from admin.factors.fresh import ask_for_proof
from admin.house import AdminHouse
from admin.page import Errors, Words, render, tell
from admin.section import add_routes
from admin.visit import act, current_staff, give_key
from bot.errors import UserError
from bot.services.staff import factors, passkeys, recovery, sessions, totp
from bot.services.staff.members import get_member
from bot.services.staff.principal import Awaited


def create_blueprint(house: AdminHouse) -> Blueprint:
    own, check = _Pages(house), CheckPages(house)
    blueprint = Blueprint("factors", __name__, template_folder="templates")
    blueprint.before_request(partial(ask_for_proof, house))
    add_routes(
        blueprint,
        (
            ("GET", "/second-factor", check.show_check),
            ("POST", "/second-factor", check.take_code),
            ("POST", "/second-factor/password", check.take_password),
            ("POST", "/second-factor/passkey/options", check.offer_passkey),
            ("POST", "/second-factor/passkey", check.take_passkey),
            ("GET", "/factors", own.show),
            ("GET", "/factors/app", own.show_app),
            ("POST", "/factors/app", own.set_up_app),
            ("POST", "/factors/app/remove", own.remove_app),
            ("POST", "/factors/codes", own.make_codes),
            ("POST", "/factors/passkeys/options", own.begin_passkey),
            ("POST", "/factors/passkeys", own.add_passkey),
            ("POST", "/factors/passkeys/<int:passkey_id>/remove", own.remove_passkey),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        """What is set up, and what one may set up."""
        member = current_staff()
        with self.house.database.read() as session:
            staff = get_member(session, member.staff_id)
            values: dict[str, Any] = {
                "has_app": staff.totp_secret is not None,
                "passkeys": passkeys.list_passkeys(session, member.staff_id),
                "codes_left": recovery.count_unused(session, member.staff_id),
            }
        must = member.awaits == Awaited.SECOND_FACTOR_SETUP
        values |= {"must": must, "knows_passkeys": self.house.relying_party is not None}
        return render(self.house, "factors/factors.html", **values)

    def show_app(self) -> ResponseReturnValue:
        """A new secret, which the app takes from a picture or from words."""
        return self._render_app(totp.make_secret())

    def set_up_app(self) -> ResponseReturnValue:
        """The first code proves that the app has the secret."""
        member, acting = current_staff(), act(self.house)
        secret = request.form.get("secret", "")
        try:
            with self.house.database.write() as session:
                key = sessions.rotate(session, member.session_id, acting.now, is_second=True)
                factors.set_up_app(session, member.staff_id, secret, request.form.get("code", ""), acting)
        except UserError as error:
            known = secret if totp.is_secret(secret) else totp.make_secret()
            return self._render_app(known, {"code": (error.text_key, error.values)}, 422)
        return give_key(self._done("factors.app_done"), key, self.house)

    def remove_app(self) -> ResponseReturnValue:
        with self.house.database.write() as session:
            factors.remove_app(session, current_staff().staff_id, act(self.house))
        return self._done("factors.app_removed")

    def make_codes(self) -> ResponseReturnValue:
        """New recovery codes, shown this once."""
        member, acting = current_staff(), act(self.house)
        if not member.has_second_factor:
            return redirect(url_for("admin.factors.show"), 303)
        with self.house.database.write() as session:
            codes = recovery.make_codes(session, member.staff_id, self.house.database.vault.fingerprint)
            acting.note(session, "recovery_codes_made", member.staff_id)
        return render(self.house, "factors/codes.html", codes=codes)

    def begin_passkey(self) -> ResponseReturnValue:
        party = self.house.get_relying_party()
        with self.house.database.read() as session:
            try:
                options = party.begin_registration(session, get_member(session, current_staff().staff_id))
            except UserError as error:
                return challenge.refuse(self._say(error))
        return challenge.offer(options, self.house.clock())

    def add_passkey(self) -> ResponseReturnValue:
        """The browser made one."""
        member, acting, answer = current_staff(), act(self.house), challenge.read_answer()
        name = str(answer.get("name") or "").strip() or Words(self.house).text("factors.passkey_unnamed")
        try:
            asked = challenge.take()
            with self.house.database.write() as session:
                made = self.house.get_relying_party().register(
                    session, member.staff_id, name, answer.get("credential"), asked, acting.now
                )
                key = sessions.rotate(session, member.session_id, acting.now, is_second=True)
                acting.note(session, "passkey_added", member.staff_id, new={"passkey": made.id})
        except UserError as error:
            return challenge.refuse(self._say(error))
        tell(self.house, "factors.passkey_done")
        return give_key(jsonify({"next": url_for("admin.factors.show")}), key, self.house)

    def remove_passkey(self, passkey_id: int) -> ResponseReturnValue:
        member, acting = current_staff(), act(self.house)
        with self.house.database.write() as session:
            if passkeys.remove_passkey(session, member.staff_id, passkey_id):
                factors.forget_last(session, get_member(session, member.staff_id))
                acting.note(session, "passkey_removed", member.staff_id, old={"passkey": passkey_id})
        return self._done("factors.passkey_removed")

    def _render_app(self, secret: str, errors: Errors | None = None, status: int = 200) -> ResponseReturnValue:
        words = Words(self.house)
        issuer = words.text("admin.title", city=self.house.city.name_in(words.language))
        picture = segno.make(totp.make_uri(secret, current_staff().login, issuer), error="m")
        shown = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        svg = Markup(picture.svg_inline(scale=5, light="#fff"))  # noqa: S704  # drawn by us from modules
        return render(
            self.house, "factors/app.html", status, errors=errors or {}, secret=secret, shown=shown, picture=svg
        )

    def _done(self, text_key: str) -> Response:
        tell(self.house, text_key)
        return redirect(url_for("admin.factors.show"), 303)

    def _say(self, error: UserError) -> str:
        return Words(self.house).text(error.text_key, **error.values)
