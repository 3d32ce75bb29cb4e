"""Signing in and out, and the code by which an account proves once whose it is."""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from datetime import date
from math import ceil

from flask import request
from flask.typing import ResponseReturnValue

from bot.errors import TemporaryFault, UserError
from bot.forms.dates import check_birth_date
from bot.forms.faults import Fault
from bot.services.staff.slow_down import Guessing
from handlers.health_records.public_front import FrontPages
from handlers.health_records.public_room import Room
from handlers.health_records.service import codes, visits
from handlers.health_records.service.codes import Outcome, Tried

log = logging.getLogger(__name__)

LONGEST_NUMBER, LONGEST_PASSWORD = 64, 256


@dataclass(frozen=True)
class EnteringPages:
    room: Room

    def sign_in(self) -> ResponseReturnValue:
        """Each try counts before it is made."""
        room = self.room
        number = _read_number(request.form.get("number", ""))
        password = request.form.get("password", "")[:LONGEST_PASSWORD]
        guessing = Guessing(room.vault.fingerprint, f"city account {number}", request.remote_addr or "")
        try:
            with room.database.write() as session:
                guessing.count(session, room.clock())
            # Slow on purpose, and so outside of any transaction.
            account = room.linking.accounts.sign_in(number, password)
        except UserError as wait:
            return self._again(429, "too_many", minutes=wait.values["minutes"])
        except TemporaryFault as fault:
            log.error("the city's accounts do not answer: %s", fault)
            return self._again(503, "not_now")
        if account is None:
            return self._again(422, "wrong_password")
        with room.database.write() as session:
            guessing.forgive(session, room.clock())
            key = visits.begin(session, room.vault, account, room.clock())
        return room.give_key(room.go_home(), key)

    def sign_out(self) -> ResponseReturnValue:
        with self.room.database.write() as session:
            visits.end(session, self.room.key)
        return self.room.take_key(self.room.render("signed_out"))

    def use_code(self) -> ResponseReturnValue:
        """A right one leads on to the second step."""
        room, now = self.room, self.room.clock()
        born = _read_birth_date()
        with room.database.write() as session:
            visit = room.get_visit(session)
            typed = request.form.get("code", "")
            if not typed.strip() or born is None:
                return FrontPages(room).ask_proof(session, visit, 422, fault="code_incomplete")
            tried = codes.use_code(session, room.vault, visit.account_id, typed, born, now)
            if tried.outcome == Outcome.RIGHT:
                visits.let_register(session, visit.id)
        if tried.outcome == Outcome.RIGHT:
            return room.go_home()
        log.warning("a code was refused: health account %s, %s", visit.account_id, tried.outcome)
        with room.database.read() as session:
            return FrontPages(room).ask_proof(session, visit, 422, error=self._say(tried))

    def _say(self, tried: Tried) -> str:
        room = self.room
        if tried.outcome == Outcome.LOCKED:
            return ""  # the page says it
        wait = tried.until - room.clock() if tried.until else None
        minutes = ceil(wait.total_seconds() / 60) if wait else 0
        if tried.outcome == Outcome.WAIT:
            return room.words("code_wait", minutes=minutes)
        said = room.words("code_wrong", left=tried.left)
        return f"{said} {room.words('code_wait', minutes=minutes)}" if minutes else said

    def _again(self, status: int, fault: str, **values: object) -> ResponseReturnValue:
        room = self.room
        shown = room.linking.accounts.shown
        return room.render("sign_in", status, error=room.words(fault, **values), shown=shown)


def _read_number(typed: str) -> str:
    """A number as it is stored, however it was typed: full width, with spaces or hyphens."""
    return unicodedata.normalize("NFKC", typed[:LONGEST_NUMBER]).replace("-", "").replace(" ", "")


def _read_birth_date() -> date | None:
    parts = {name: request.form.get(name, "")[:10] for name in ("era", "year", "month", "day")}
    try:
        return date.fromisoformat(check_birth_date(parts))
    except (Fault, ValueError):
        return None
