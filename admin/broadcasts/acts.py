"""What is done with a broadcast: handing in, letting out, stopping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import tell, warn
from admin.visit import act, current_staff
from bot.broadcasting import TOPIC
from bot.errors import UserError
from bot.models.broadcasts import Broadcast
from bot.models.staff import Role
from bot.services.broadcasts import approving, drafting
from bot.services.broadcasts.acting import BroadcastAction, note
from bot.services.broadcasts.stopping import stop
from bot.services.staff.recording import Acting

Act = Callable[[Session, Acting], object]


@dataclass(frozen=True)
class ActPages:
    """Each does one thing and leads back to the page, which says that it was done, or why not."""

    house: AdminHouse

    def submit(self, broadcast_id: int) -> ResponseReturnValue:
        return self._do(broadcast_id, lambda s, acting: drafting.submit(s, broadcast_id, acting), "told_submitted")

    def withdraw(self, broadcast_id: int) -> ResponseReturnValue:
        return self._do(broadcast_id, lambda s, acting: drafting.withdraw(s, broadcast_id, acting), "told_withdrawn")

    def approve(self, broadcast_id: int) -> ResponseReturnValue:
        """For approvers of the whole city alone; who wrote it is refused by the service."""
        if not current_staff().may(Role.APPROVER, ""):
            abort(403)
        seen = request.form.get("seal", "")

        def let_out(session: Session, acting: Acting) -> None:
            approving.approve(session, broadcast_id, seen, acting)

        return self._do(broadcast_id, let_out, "told_approved", Role.APPROVER)

    def stop(self, broadcast_id: int) -> ResponseReturnValue:
        """Whoever may write or let out may stop."""

        def end(session: Session, acting: Acting) -> None:
            if not stop(session, broadcast_id, int(acting.actor.id), acting.now):
                raise UserError("broadcasts.overtaken")
            note(session, acting, BroadcastAction.STOPPED, session.get_one(Broadcast, broadcast_id))

        return self._do(broadcast_id, end, "told_stopped", Role.BROADCASTER, Role.APPROVER)

    def delete(self, broadcast_id: int) -> ResponseReturnValue:
        self._do(broadcast_id, lambda s, acting: drafting.delete_draft(s, broadcast_id, acting), "told_deleted")
        return redirect(url_for("admin.broadcasts.show_list"), 303)

    def _do(self, broadcast_id: int, do: Act, told: str, *roles: Role) -> ResponseReturnValue:
        if not any(map(current_staff().may, roles or (Role.BROADCASTER,))):
            abort(403)
        try:
            with self.house.database.write() as session:
                do(session, act(self.house))
        except UserError as error:
            warn(self.house, error.text_key, **error.values)
        else:
            self.house.bell.ring(TOPIC)
            tell(self.house, f"broadcasts.{told}")
        return redirect(url_for("admin.broadcasts.show", broadcast_id=broadcast_id), 303)
