"""Sending a test to oneself."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import tell, warn
from admin.visit import act, current_staff
from bot import outbox
from bot.broadcasting.testing import send_test
from bot.channels.web.counter import conversation_topic
from bot.errors import NotFound
from bot.models.broadcasts import Broadcast
from bot.models.staff import Role
from bot.services.broadcasts.acting import BroadcastAction, note
from bot.services.broadcasts.own_conversation import find_own, look_for_word, show_word


@dataclass(frozen=True)
class TestPages:
    """Each leads back to the broadcast's page."""

    house: AdminHouse

    def test(self, broadcast_id: int) -> ResponseReturnValue:
        """In the language that was chosen, to the member's own conversation."""
        staff, acting = self._check(), act(self.house)
        with self.house.database.write() as session:
            broadcast = session.get(Broadcast, broadcast_id)
            if broadcast is None:
                raise NotFound(f"there is no broadcast {broadcast_id}")
            own = find_own(session, staff)
            if own is not None:
                language = request.form.get("language", "ja")
                send_test(session, broadcast, language, own, self.house.texts, acting.now)
                note(session, acting, BroadcastAction.TESTED, broadcast)
        if own is not None:
            self.house.bell.ring(outbox.TOPIC)
            self.house.bell.ring(conversation_topic(own.id or 0))
            tell(self.house, "broadcasts.told_tested")
        return self._go_back(broadcast_id)

    def show_word(self, broadcast_id: int) -> ResponseReturnValue:
        """Begin to look for the member's own conversation."""
        staff = self._check()
        with self.house.database.write() as session:
            show_word(session, staff, self.house.clock())
        return self._go_back(broadcast_id)

    def find_word(self, broadcast_id: int) -> ResponseReturnValue:
        """They say that they have written it."""
        staff = self._check()
        with self.house.database.write() as session:
            is_found = look_for_word(session, staff, self.house.clock())
        say = tell if is_found else warn
        say(self.house, "broadcasts.told_linked" if is_found else "broadcasts.not_linked")
        return self._go_back(broadcast_id)

    def _check(self) -> int:
        staff = current_staff()
        if not any(map(staff.may, (Role.BROADCASTER, Role.APPROVER))):
            abort(403)
        return staff.staff_id

    def _go_back(self, broadcast_id: int) -> ResponseReturnValue:
        return redirect(url_for("admin.broadcasts.show", broadcast_id=broadcast_id, _anchor="test"), 303)
