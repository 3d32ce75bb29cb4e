"""Signing in with a passkey alone: the device has it, and has verified who uses it, so it is both factors."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import jsonify
from flask.typing import ResponseReturnValue

from admin.factors import challenge
from admin.house import AdminHouse
from admin.page import Words
from admin.sign_in.entering import find_next, let_in
from admin.visit import act, read_browser
from bot.errors import UserError
from bot.models.staff import SignInMethod, Staff
from bot.services.staff.signing_in import enter

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PasskeyPages:
    house: AdminHouse

    def offer_passkey(self) -> ResponseReturnValue:
        """Nothing is said of anybody's passkeys: the browser offers those it has."""
        with self.house.database.read() as session:
            options = self.house.get_relying_party().begin_check(session, None)
        return challenge.offer(options, self.house.clock())

    def take_passkey(self) -> ResponseReturnValue:
        acting, browser, answer = act(self.house), read_browser(), challenge.read_answer()
        try:
            asked = challenge.take()
            with self.house.database.write() as session:
                passkey = self.house.get_relying_party().check(
                    session, answer.get("credential"), asked, acting.now, is_alone=True
                )
                staff = session.get_one(Staff, passkey.staff_id)
                if not staff.is_active:
                    raise UserError("factors.passkey_unknown")
                key = enter(session, staff, SignInMethod.PASSKEY, browser, acting, is_second=True)
        except UserError as error:
            log.warning("a sign-in by passkey was refused: %s", error.text_key)
            return challenge.refuse(Words(self.house).text(error.text_key, **error.values))
        return let_in(jsonify({"next": find_next()}), key, self.house)
