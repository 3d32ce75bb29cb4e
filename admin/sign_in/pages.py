"""`/admin/sign-in` and `/admin/sign-out`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import Errors, choose_language, tell
from admin.section import add_routes
from admin.sign_in.entering import end_former, find_next, let_in
from admin.sign_in.form import render_form
from admin.sign_in.passkey import PasskeyPages
from admin.visit import act, find_staff, read_browser, take_key
from bot.errors import UserError
from bot.services.staff.signing_in import Typed, sign_in

if TYPE_CHECKING:
    from bot.clients.staff_oidc import StaffIdentityProvider


def create_blueprint(house: AdminHouse) -> Blueprint:
    pages, passkey = _Pages(house), PasskeyPages(house)
    blueprint = Blueprint("sign_in", __name__, template_folder="templates")
    add_routes(
        blueprint,
        (
            ("GET", "/sign-in", pages.show),
            ("POST", "/sign-in", pages.enter),
            ("POST", "/sign-out", pages.leave),
            ("POST", "/sign-in/passkey/options", passkey.offer_passkey),
            ("POST", "/sign-in/passkey", passkey.take_passkey),
        ),
    )
    if house.identity_provider is not None:
        _add_provider(blueprint, house, house.identity_provider)
    return blueprint


def _add_provider(blueprint: Blueprint, house: AdminHouse, provider: StaffIdentityProvider) -> None:
    from admin.sign_in.provider import ProviderPages  # takes time and memory, which only this needs

    pages = ProviderPages(house, provider)
    blueprint.add_url_rule("/sign-in/provider", "send_away", pages.send_away, methods=["GET"])
    blueprint.add_url_rule("/sign-in/provider/back", "come_back", pages.come_back, methods=["GET"])

    def open_provider(state: BlueprintSetupState) -> None:
        provider.open(state.app)  # type: ignore[arg-type]  # it is a Flask one

    blueprint.record_once(open_provider)


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        """The form; whoever is signed in already goes on."""
        choose_language(request.args.get("lang", ""))
        if find_staff() is not None:
            return redirect(find_next(), 303)
        return render_form(self.house)

    def enter(self) -> ResponseReturnValue:
        """Try the login and the password."""
        typed = Typed(request.form.get("login", ""), request.form.get("password", ""))
        missing = {"login": typed.login.strip(), "password": typed.password}
        errors: Errors = {name: (f"sign_in.{name}_missing", {}) for name, value in missing.items() if not value}
        if errors:
            return render_form(self.house, errors, 422)
        try:
            key = sign_in(self.house.database, typed, read_browser(), act(self.house))
        except UserError as error:
            status = 429 if error.text_key == "admin.wait" else 422
            return render_form(self.house, {"login": (error.text_key, error.values)}, status)
        return let_in(redirect(find_next(), 303), key, self.house)

    def leave(self) -> ResponseReturnValue:
        """The session ends, not only this browser's memory of it."""
        end_former(self.house)
        tell(self.house, "sign_in.signed_out")
        return take_key(redirect(url_for("admin.sign_in.show"), 303), self.house)
