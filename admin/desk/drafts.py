"""Answers of the bot that wait for a look: how they would arrive, and what is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound as PageNotFound

from admin.desk.acts import LONGEST_REASON, LONGEST_WORDS, Acts
from admin.desk.context import get_request
from admin.visit import current_staff
from bot.desk.approvals import Outdated
from bot.models.draft import AnswerDraft
from bot.models.staff import Role
from bot.services.audit import Actor
from nlu.normalize import clean


@dataclass(frozen=True)
class DraftActs:
    """What comes of it is told as by `acts`."""

    acts: Acts

    def approve(self, request_id: int, draft_id: int) -> ResponseReturnValue:
        """Send it, as it is or with other words."""
        words = clean(request.form.get("words", "")).strip()
        if "words" in request.form and not 0 < len(words) <= LONGEST_WORDS:
            return self.acts.refuse(request_id, "desk.words_wrong", 422, longest=LONGEST_WORDS)
        seen = request.form.get("seen", "")
        send = self.acts.house.approvals.send
        return self._decide(
            request_id, draft_id, lambda by: send(request_id, draft_id, by, seen, words), "desk.told_approved"
        )

    def close_draft(self, request_id: int, draft_id: int) -> ResponseReturnValue:
        """Don't send it, and say why."""
        why = request.form.get("why", "").strip()[:LONGEST_REASON]
        if not why:
            return self.acts.refuse(request_id, "desk.draft_why_missing", 422)
        close = self.acts.house.approvals.close
        return self._decide(
            request_id, draft_id, lambda by: close(request_id, draft_id, by, why), "desk.told_draft_closed"
        )

    def _decide(self, request_id: int, draft_id: int, act: Callable[[Actor], None], told: str) -> ResponseReturnValue:
        staff = current_staff()
        with self.acts.house.database.read() as session:
            asked = get_request(session, staff, request_id)
            draft = session.get(AnswerDraft, draft_id)
            if draft is not None and draft.conversation_id != asked.conversation_id:
                raise PageNotFound
            if draft is not None and not staff.may(Role.OPERATOR, draft.department):
                return self.acts.refuse(request_id, "desk.draft_not_yours", 403)
        try:
            return self.acts.do(request_id, act, told)
        except Outdated:
            return self.acts.refuse(request_id, "desk.draft_outdated", 409)
