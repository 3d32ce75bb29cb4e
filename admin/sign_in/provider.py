"""Signing in at the city's own identity provider: only members that there are already are let in."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.sign_in.entering import find_next, let_in
from admin.sign_in.form import render_form
from admin.visit import act, read_browser
from bot.clients.staff_oidc import Arrival, ArrivalRefused, StaffIdentityProvider
from bot.errors import TemporaryFault
from bot.models.staff import SignInMethod
from bot.services.staff.signing_in import enter, find_by_login

log = logging.getLogger(__name__)

_NEXT = "staff_next"  # in Flask's session, while somebody is away


@dataclass(frozen=True)
class ProviderPages:
    house: AdminHouse
    provider: StaffIdentityProvider

    def send_away(self) -> ResponseReturnValue:
        session[_NEXT] = request.args.get("next", "")
        back = self.house.public_url.rstrip("/") + url_for("admin.sign_in.come_back")
        try:
            return self.provider.send_away(back)
        except TemporaryFault as fault:
            log.error("%s", fault)
            return render_form(self.house, status=503, refused="sign_in.provider_silent")

    def come_back(self) -> ResponseReturnValue:
        try:
            arrival = self.provider.receive()
        except TemporaryFault as fault:
            log.error("%s", fault)
            return render_form(self.house, status=503, refused="sign_in.provider_silent")
        except ArrivalRefused as error:
            log.warning("a sign-in by the identity provider was refused: %s", error)
            return render_form(self.house, status=403, refused="sign_in.provider_refused")
        key = self._enter(arrival)
        if key is None:
            return render_form(self.house, status=403, refused="sign_in.not_a_member")
        return let_in(redirect(find_next(session.pop(_NEXT, "")), 303), key, self.house)

    def _enter(self, arrival: Arrival) -> str | None:
        acting = act(self.house)
        with self.house.database.write() as found:
            staff = find_by_login(found, arrival.login)
            if staff is None or not staff.is_active:
                acting.note(found, "sign_in_failed", staff.id or 0 if staff else 0)
                return None
            return enter(found, staff, SignInMethod.OIDC, read_browser(), acting, arrival.has_second_factor)
