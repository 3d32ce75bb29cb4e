"""`POST /shelters/telephone`: what the telephone's provider brings of shelters' keepers, signed under a key of ours."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from bot.clients.duty_phone import SIGNATURE
from bot.clients.keeper_phone import KEY, read_said
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.services.audit import Actor, record
from handlers.shelters.actions import ShelterAction
from handlers.shelters.links import PATH
from handlers.shelters.service.telephone import CLOSE, OPEN, Answer, find_call, hear
from handlers.shelters.signed import exempt

MOST_BYTES = 4_096
LANGUAGE = "ja"  # keepers'


def add_routes(blueprint: Blueprint, database: Database, house: House) -> None:
    telephone = _Telephone(database, house)

    def take_call() -> ResponseReturnValue:
        return telephone.take()

    exempt(blueprint, take_call)  # signed by the provider
    blueprint.add_url_rule(f"{PATH}/telephone", view_func=take_call, methods=["POST"])


@dataclass(frozen=True)
class _Telephone:
    database: Database
    house: House

    def take(self) -> ResponseReturnValue:
        """401 for what is not signed, whatever it is."""
        if (request.content_length or 0) > MOST_BYTES:
            abort(413)
        keys = self.database.vault.derive_keys(KEY)
        said = read_said(keys, request.get_data(), request.headers.get(SIGNATURE, "")) or abort(401)
        now = utc_now()
        with self.database.write() as session:
            call = find_call(session, self.database.vault, said, now)
            if said.turn != call.turn:
                answer = hear(session, self.database.vault, call, said.said, now)
                call.turn, call.last_said = said.turn, self._say(answer)
                if answer.done:
                    actor = Actor("system", "telephone")
                    record(
                        session,
                        actor,
                        _ACTIONS.get(answer.done, ShelterAction.REPORTED),
                        object_kind="shelter",
                        object_id=str(call.shelter_id),
                        new={"count": 1},
                        now=now,
                    )
            return jsonify({"say": call.last_said, "is_over": call.is_over})

    def _say(self, answer: Answer) -> str:
        texts, name = self.house.texts, answer.shelter.name if answer.shelter else ""
        what = texts.get(LANGUAGE, f"shelters.admin_phone_code_{answer.code}") if answer.code else ""
        if answer.persons is not None:
            what = texts.get(LANGUAGE, "shelters.admin_phone_count", count=answer.persons)
        return texts.get(LANGUAGE, f"shelters.admin_phone_{answer.key}", name=name, what=what)


_ACTIONS = {OPEN: ShelterAction.OPENED, CLOSE: ShelterAction.CLOSED}
