"""The way to an identity provider and back: another proof, once, of whose the account is."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from bot.clients.identity.protocol import IdentityProvider, VerificationRefused, VerifiedPerson
from bot.errors import TemporaryFault
from handlers.health_records.public_front import FrontPages
from handlers.health_records.public_room import Room
from handlers.health_records.service import codes, visits
from handlers.health_records.service.matching import find_match
from handlers.health_records.service.visits import Visit

log = logging.getLogger(__name__)

HOW = "provider"


@dataclass(frozen=True)
class IdentityPages:
    room: Room

    def leave(self) -> ResponseReturnValue:
        """What the provider wants kept is kept with the visit, so that only this browser comes back."""
        room = self.room
        with room.database.read() as session:
            visit = room.get_visit(session)
        try:
            departure = self._provider.send_away(self._back_url)
        except TemporaryFault as fault:
            log.error("%s", fault)
            return self._again(visit, "provider_silent")
        with room.database.write() as session:
            visits.keep(session, visit.id, dict(departure.kept))
        return redirect(departure.url, 303)

    def come_back(self) -> ResponseReturnValue:
        """With the provider's answer, once."""
        room = self.room
        with room.database.write() as session:
            visit = room.get_visit(session)
            kept = visits.take_kept(session, visit.id)
        if kept is None:
            return room.go_home()
        try:
            said = self._provider.receive(self._back_url, request.args, kept)
        except VerificationRefused as refused:
            log.warning("a verification was refused: %s", refused)
            return self._again(visit, "provider_refused")
        except TemporaryFault as fault:
            log.error("%s", fault)
            return self._again(visit, "provider_silent")
        return self._take(visit, said)

    def _take(self, visit: Visit, said: VerifiedPerson) -> ResponseReturnValue:
        """Exactly one person, or nobody."""
        room = self.room
        with room.database.write() as session:
            person = find_match(session, room.vault, said)
            if person is not None:
                visits.let_register(session, visit.id)
                codes.become(session, visit.account_id, person.id or 0, HOW, room.clock())
        return room.go_home() if person is not None else self._again(visit, "provider_refused")

    def _again(self, visit: Visit, fault: str) -> ResponseReturnValue:
        with self.room.database.read() as session:
            return FrontPages(self.room).ask_proof(session, visit, 422, fault=fault)

    @property
    def _provider(self) -> IdentityProvider:
        make = self.room.house.open_identity
        return make() if make else abort(404)

    @property
    def _back_url(self) -> str:
        return f"{self.room.house.public_url.rstrip('/')}/health/identity/back"
