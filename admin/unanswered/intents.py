"""Utterances that nobody could act on: what they mean, so that the next model knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import render, tell
from admin.visit import current_staff
from bot.errors import NotFound, Refused
from bot.models.staff import Role
from bot.services.audit import Purpose
from bot.services.faq.access import Doing
from bot.services.faq.actions import FaqAction
from bot.services.learning import examples
from bot.services.learning.proposals import list_proposals

_SHOWN = 100
Route = tuple[str, str, Callable[..., ResponseReturnValue]]


@dataclass(frozen=True)
class Intents:
    house: AdminHouse

    def routes(self) -> tuple[Route, ...]:
        return (
            ("GET", "/intents", self.show_intents),
            ("POST", "/intents/<int:proposal_id>/accept", self.accept),
            ("POST", "/intents/<int:proposal_id>/reject", self.reject),
        )

    def show_intents(self) -> ResponseReturnValue:
        """The proposals of `madoguchi nlu proposals`, the most frequent first."""
        with self.house.database.write() as session:
            found = list_proposals(session)
            seen = {"purpose": Purpose.QUALITY, "fields": ["utterance"], "new": {"count": len(found)}}
            self._record(FaqAction.UNANSWERED_VIEWED, "", session, **seen)
        intents = [(name, name) for name in self.house.get_answering().rooms.intents]
        return render(
            self.house, "unanswered/intents.html", errors={}, found=found[:_SHOWN], total=len(found), intents=intents
        )

    def accept(self, proposal_id: int) -> ResponseReturnValue:
        """An example from the next `madoguchi nlu learn` on."""
        intent = request.form.get("intent", "")
        rooms, database = self.house.get_answering().rooms, self.house.database
        return self._decide(proposal_id, lambda **given: examples.accept(database, rooms, proposal_id, intent, **given))

    def reject(self, proposal_id: int) -> ResponseReturnValue:
        database = self.house.database
        return self._decide(proposal_id, lambda **given: examples.reject(database, proposal_id, **given))

    def _decide(self, proposal_id: int, act: Callable[..., object]) -> ResponseReturnValue:
        """The same functions as the commands; somebody else may have been first."""
        new = {"decision": (request.endpoint or "").rpartition(".")[2]}
        record = partial(self._record, FaqAction.EXAMPLE_DECIDED, str(proposal_id), new=new)
        try:
            act(by=current_staff().login, now=self.house.clock(), record=record)
        except (NotFound, Refused):
            tell(self.house, "unanswered.intent_refused")
        else:
            tell(self.house, "unanswered.intent_decided")
        return redirect(url_for("admin.unanswered.show_intents"), 303)

    def _record(self, action: FaqAction, id: str, session: Session, **values: Any) -> None:
        doing = Doing(current_staff(), self.house.clock())
        role = Role.EDITOR if doing.staff.may(Role.EDITOR) else Role.APPROVER
        doing.record(session, action, role, "", "nlu_example", id, **values)
