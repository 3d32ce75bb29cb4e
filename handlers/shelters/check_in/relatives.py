"""`/shelters/family`: "am I registered", "is my family safe": by name, date of birth and the word they agreed on.

It tells at which shelter they are and what they answered to the city's "are you safe?". Whoever is not known, has no
word, or another one, looks the same. Guesses are slowed, and who was told is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.errors import UserError
from bot.models.relatives import SafeWord
from bot.services.audit import Actor, record
from bot.services.relatives import list_words, look_for
from handlers.shelters.actions import ShelterAction
from handlers.shelters.check_in.pages import frame, speak
from handlers.shelters.links import FAMILY, map_url
from handlers.shelters.service.parties import Whereabouts, choose_latest, list_parties

LONGEST = 60


def add_routes(blueprint: Blueprint, database: Database, house: House) -> None:
    pages = _Relatives(database, house)
    blueprint.add_url_rule(FAMILY, "show_family", pages.show)
    blueprint.add_url_rule(FAMILY, "ask_family", pages.ask, methods=["POST"])


@dataclass(frozen=True)
class _Relatives:
    database: Database
    house: House

    def show(self) -> ResponseReturnValue:
        return self._render()

    def ask(self) -> ResponseReturnValue:
        name, word = (request.form.get(key, "").strip()[:LONGEST] for key in ("name", "word"))
        try:
            birth = date.fromisoformat(request.form.get("birth", ""))
        except ValueError:
            birth = None
        if not name or not word or birth is None:
            return self._render(422, problem="family_wanted")
        now = utc_now()
        try:
            address, finds = request.remote_addr or "", (list_parties, list_words)
            right = look_for(self.database, name, birth, word, address, now, finds)
        except UserError as error:
            return self._render(429, problem="family_wait", minutes=error.values["minutes"])
        found = choose_latest([one for one in right if isinstance(one, Whereabouts)])
        answered = max((one for one in right if isinstance(one, SafeWord)), key=_moment, default=None)
        told = [("shelter_party", found.party_id)] if found else []
        told += [("safe_word", answered.id or 0)] if answered else []
        if told:
            actor, action = Actor("citizen", "", address=address), ShelterAction.RELATIVE_TOLD
            with self.database.write() as session:
                for kind, id in told:
                    record(session, actor, action, object_kind=kind, object_id=str(id), now=now)
        return self._render(is_answer=True, found=found, answered=answered)

    def _render(
        self,
        status: int = 200,
        *,
        found: Whereabouts | None = None,
        answered: SafeWord | None = None,
        is_answer: bool = False,
        **more: object,
    ) -> ResponseReturnValue:
        words = speak(self.house)
        said = {"answered": say_moment(words, answered.said_at)} if answered and answered.said_at else {}
        if found is not None:
            moments = {"arrived": found.arrived_at, "left": found.left_at}
            said |= {name: say_moment(words, at) for name, at in moments.items() if at}
            said["map"] = map_url(found.shelter.latitude, found.shelter.longitude)
        page = render_template(
            "check_in/family.html",
            found=found,
            answered=answered,
            is_answer=is_answer,
            said=said,
            **frame(self.house, words),
            **more,
        )
        return Response(page, status)


def _moment(answered: SafeWord) -> datetime:
    return answered.said_at or answered.agreed_at
