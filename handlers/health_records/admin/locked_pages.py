"""An account whose codes are locked: whose it is, as far as it is known, before it is unlocked."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Errors, tell
from bot.services.audit import Purpose, record
from handlers.health_records.admin.desk import Desk
from handlers.health_records.service import codes
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.askers import find_holder

OBJECT = "health_account"


@dataclass(frozen=True)
class LockedPages:
    desk: Desk

    def open_locked(self, account_id: int) -> ResponseReturnValue:
        with self.desk.house.database.write() as session:
            return self._show(session, account_id)

    def unlock(self, account_id: int) -> ResponseReturnValue:
        """After staff have made sure who it is."""
        desk, reason = self.desk, self.desk.read("unlock_reason")
        with desk.house.database.write() as session:
            if not reason:
                return self._show(session, account_id, 422, {"unlock_reason": ("health_records.admin_wanted", {})})
            self._check(session, account_id)
            codes.unlock(session, account_id, desk.actor, reason, desk.house.clock())
        tell(desk.house, "health_records.admin_unlocked")
        return redirect(url_for(".show_home"), 303)

    def _check(self, session: Session, account_id: int) -> None:
        if account_id not in [one.id for one in codes.list_locked(session)]:
            abort(404)

    def _show(self, session: Session, account_id: int, status: int = 200, errors: Errors | None = None) -> Response:
        """Each look is an entry of the audit log."""
        self._check(session, account_id)
        holder = find_holder(session, account_id)
        page = self.desk.render("locked", status, errors=errors or {}, asker=holder, account_id=account_id)
        record(
            session,
            self.desk.actor,
            HealthAction.LOOKED_UP,
            object_kind=PERSON if holder.person else OBJECT,
            object_id=str(holder.person.id if holder.person else account_id),
            purpose=Purpose.SECURITY,
            reason=OBJECT,
            fields=["account"],
            now=self.desk.house.clock(),
        )
        return page
