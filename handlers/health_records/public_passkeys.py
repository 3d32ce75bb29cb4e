"""Passkeys of citizens' devices, asked for by the page's script as JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from bot.errors import Refused
from bot.services.staff.passkeys import RelyingParty, find_relying_party
from handlers.health_records.public_room import Room
from handlers.health_records.service import passkeys, visits
from handlers.health_records.service.facts import SERVICE
from handlers.health_records.service.visits import Visit

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PasskeyPages:
    room: Room

    def begin_check(self) -> ResponseReturnValue:
        return self._do(lambda session, us, visit, now: json.loads(passkeys.begin_check(session, us, visit.id, now)))

    def check(self) -> ResponseReturnValue:
        """The second step, shown."""

        def do(session: Session, us: RelyingParty, visit: Visit, now: datetime) -> dict[str, Any]:
            passkeys.check(session, us, visit.id, self._credential, now)
            visits.freshen(session, visit.id, now)
            return {"next": url_for(f"{SERVICE}.show", lang=self.room.words.language)}

        return self._do(do)

    def begin_registration(self) -> ResponseReturnValue:
        def do(session: Session, us: RelyingParty, visit: Visit, now: datetime) -> Any:
            self._check_may_register(visit)
            name = self.room.words("passkey_owner")
            return json.loads(passkeys.begin_registration(session, us, visit.id, name, now))

        return self._do(do)

    def register(self) -> ResponseReturnValue:
        """Whoever sets one up has shown it."""

        def do(session: Session, us: RelyingParty, visit: Visit, now: datetime) -> dict[str, Any]:
            self._check_may_register(visit)
            name = str(self._body.get("name") or "") or self.room.words("passkey_name")
            passkeys.register(session, us, visit.id, name, self._credential, now)
            visits.freshen(session, visit.id, now)
            return {"next": url_for(f"{SERVICE}.show", lang=self.room.words.language)}

        return self._do(do)

    def _do(self, act: Callable[[Session, RelyingParty, Visit, datetime], Any]) -> ResponseReturnValue:
        room = self.room
        us = find_relying_party(room.house.public_url, room.house.city.name["ja"]) or abort(404)
        try:
            with room.database.write() as session:
                visit = room.find_visit(session)
                if visit is None:
                    return {"error": room.words("over")}, 401
                body: dict[str, Any] = act(session, us, visit, room.clock())
                return body
        except Refused as refused:
            log.warning("a passkey was refused: %s", refused)
            return {"error": room.words("passkey_failed")}, 422

    def _check_may_register(self, visit: Visit) -> None:
        if not visit.may_register:
            raise Refused("neither a code nor the second step was shown")

    @property
    def _body(self) -> dict[str, Any]:
        body = request.get_json(silent=True)
        return body if isinstance(body, dict) else {}

    @property
    def _credential(self) -> Any:
        return self._body.get("credential")
