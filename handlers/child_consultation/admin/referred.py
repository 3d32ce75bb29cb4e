"""What other departments are asked for: they see what stands in a referral, and nothing else of a case."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from admin.page import tell, warn
from admin.visit import current_staff
from bot.errors import Refused
from bot.models.staff import Role
from handlers.child_consultation.admin.desk import Desk
from handlers.child_consultation.models import ChildCase, ChildReferral, ReferralState
from handlers.child_consultation.service import together


@dataclass(frozen=True)
class ReferralPages:
    desk: Desk

    def show_referrals(self) -> ResponseReturnValue:
        """Those to the member's departments."""
        with self.desk.house.database.read() as session:
            found = together.list_referred(session, self.desk.reader.departments)
            numbers = {one.id: session.get_one(ChildCase, one.case_id).number for one in found}
            return self.desk.render("referrals", referrals=found, numbers=numbers, typed={})

    def accept(self, referral_id: int) -> ResponseReturnValue:
        return self._answer(referral_id, ReferralState.ACCEPTED, "")

    def give_back(self, referral_id: int) -> ResponseReturnValue:
        """With what came of it."""
        words = self.desk.read("answer")
        if not words:
            warn(self.desk.house, "child_consultation.admin_wanted_words")
            return redirect(url_for(".show_referrals"), 303)
        return self._answer(referral_id, ReferralState.RETURNED, words)

    def _answer(self, referral_id: int, state: ReferralState, words: str) -> ResponseReturnValue:
        departments = self.desk.reader.departments
        try:
            with self.desk.house.database.write() as session:
                referral = session.get(ChildReferral, referral_id, with_for_update=True)
                if referral is None or referral.department not in departments:
                    abort(404)
                actor = current_staff().act_as(referral.department, Role.SERVICE)
                together.answer_referral(session, referral, state, words, actor, self.desk.now)
        except Refused:
            warn(self.desk.house, "child_consultation.admin_refused")
        else:
            tell(self.desk.house, "child_consultation.admin_saved")
        return redirect(url_for(".show_referrals"), 303)
