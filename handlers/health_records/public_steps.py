"""Second steps: a code to a registered address, and which steps an account has."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from bot.clients.mail import Letter
from bot.errors import TemporaryFault
from handlers.health_records.models import HealthAccount
from handlers.health_records.public_front import FrontPages, hide_address, list_ways
from handlers.health_records.public_room import Room
from handlers.health_records.service import mail_codes, visits
from handlers.health_records.service.mail_codes import MailOutcome
from handlers.health_records.service.passkeys import list_passkeys, remove_passkey
from handlers.health_records.service.visits import Visit

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StepPages:
    room: Room

    def send_code(self) -> ResponseReturnValue:
        """To the account's address; to a new one where a second step may be set up."""
        room, now = self.room, self.room.clock()
        typed = request.form.get("mail", "")
        with room.database.write() as session:
            visit = room.get_visit(session)
            mail = self._choose_address(session, visit, typed)
            if not mail:
                return FrontPages(room).ask_step(session, visit, 422, error=room.words("no_address"))
            code = mail_codes.make_mail_code(session, room.vault, visit.account_id, mail, now)
        if not code:
            return self._ask_again(visit, 429, "mail_too_many")
        if not self._send(mail, code):
            return self._ask_again(visit, 503, "mail_not_now")
        return self._ask_code(mail)

    def check_code(self) -> ResponseReturnValue:
        room, now = self.room, self.room.clock()
        with room.database.write() as session:
            visit = room.get_visit(session)
            typed = request.form.get("code", "")
            outcome, code = mail_codes.use_mail_code(session, room.vault, visit.account_id, typed, now)
            if outcome == MailOutcome.RIGHT:
                visits.freshen(session, visit.id, now)
        if outcome == MailOutcome.RIGHT:
            return room.go_home()
        if outcome == MailOutcome.WRONG and code is not None:
            return self._ask_code(code.mail, 422, error=room.words("mail_wrong"))
        return self._ask_again(visit, 422, "mail_over")

    def show_steps(self) -> ResponseReturnValue:
        """Which second steps the account has, to add or take away."""
        room = self.room
        with room.database.read() as session:
            visit = room.get_fresh(session)
            account = session.get_one(HealthAccount, visit.account_id)
            return room.render(
                "steps",
                mail=hide_address(account.mail) if account.mail else "",
                passkeys=list_passkeys(session, visit.account_id),
                **list_ways(room),
            )

    def remove_mail(self) -> ResponseReturnValue:
        room = self.room
        with room.database.write() as session:
            visit = room.get_fresh(session)
            account = session.get_one(HealthAccount, visit.account_id)
            account.mail = None
            session.add(account)
        return room.go("show_steps")

    def remove_passkey(self) -> ResponseReturnValue:
        room, asked = self.room, request.form.get("passkey", "")
        with room.database.write() as session:
            visit = room.get_fresh(session)
            id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
            remove_passkey(session, visit.account_id, id)
        return room.go("show_steps")

    def _choose_address(self, session: Session, visit: Visit, typed: str) -> str:
        """A new address is taken from whoever may register one, and from nobody else."""
        if typed and visit.may_register:
            return mail_codes.read_address(typed)
        return session.get_one(HealthAccount, visit.account_id).mail or ""

    def _send(self, mail: str, code: str) -> bool:
        """Outside of any transaction; the letter says nothing of health."""
        room = self.room
        if room.house.mail is None:
            return False
        minutes = int(mail_codes.LIFE.total_seconds() // 60)
        subject, text = room.words("mail_subject"), room.words("mail_text", code=code, minutes=minutes)
        try:
            room.house.mail.send(Letter(mail, subject, text))
        except TemporaryFault as fault:
            log.error("no letter was sent: %s", fault)
            return False
        return True

    def _ask_code(self, mail: str, status: int = 200, **values: object) -> ResponseReturnValue:
        room = self.room
        letters = room.house.mail.shown if room.house.mail else ()
        shown = [one for one in letters if one.to == mail][:1]
        return room.render("mail_code", status, mail=hide_address(mail), letters=shown, **values)

    def _ask_again(self, visit: Visit, status: int, fault: str) -> ResponseReturnValue:
        with self.room.database.read() as session:
            return FrontPages(self.room).ask_step(session, visit, status, error=self.room.words(fault))
