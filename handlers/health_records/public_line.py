"""Coming from LINE: who has linked it with their account need not sign in with number and password. What follows, proof
and second step, stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from handlers.health_records.links import PageLink, read_page_link
from handlers.health_records.public_room import Room
from handlers.health_records.service import visits

LONGEST = 1000


@dataclass(frozen=True)
class LinePages:
    room: Room

    def come_from_line(self) -> ResponseReturnValue:
        """By the button alone, so that whatever fetches addresses ahead uses up no link."""
        room = self.room
        with room.database.write() as session:
            found = self.find_account(session, request.form.get("token", ""))
            if found is not None:
                account, link = found
                if visits.use_link(session, room.vault, account, link.made_at, room.clock()):
                    return room.give_key(room.go_home(), visits.begin(session, room.vault, account, room.clock()))
        shown = room.linking.accounts.shown
        return room.render("sign_in", 422, error=room.words("link_over"), shown=shown)

    def find_account(self, session: Session, token: str) -> tuple[str, PageLink] | None:
        """The account that is linked with the conversation, if it is still the one for which the link was made."""
        house, find = self.room.house, self.room.house.find_account
        link = read_page_link(house.secret_key, token[:LONGEST], self.room.clock()) if token else None
        account = find(session, link.conversation_id) if link and find else ""
        return (account, link) if link and link.is_of(house.secret_key, account) else None
