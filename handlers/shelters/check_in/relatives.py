"""`/shelters/family`: "am I registered", "is my family safe": by name, date of birth and the word they agreed on.

Whoever is not there, or has no word, or another one, looks the same. Guesses are slowed, and who was told is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.errors import UserError
from bot.services.audit import Actor, record
from handlers.shelters.actions import ShelterAction
from handlers.shelters.check_in.pages import frame, speak
from handlers.shelters.links import FAMILY, map_url
from handlers.shelters.service.parties import Whereabouts, find_relative

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
            found = find_relative(self.database, name, birth, word, request.remote_addr or "", now)
        except UserError as error:
            return self._render(429, problem="family_wait", minutes=error.values["minutes"])
        if found is not None:
            with self.database.write() as session:
                actor = Actor("citizen", "", address=request.remote_addr or "")
                id = str(found.party_id)
                record(session, actor, ShelterAction.RELATIVE_TOLD, object_kind="shelter_party", object_id=id, now=now)
        return self._render(is_answer=True, found=found)

    def _render(
        self, status: int = 200, *, found: Whereabouts | None = None, is_answer: bool = False, **more: object
    ) -> ResponseReturnValue:
        words = speak(self.house)
        said = {}
        if found is not None:
            moments = {"arrived": found.arrived_at, "left": found.left_at}
            said = {name: say_moment(words, at) for name, at in moments.items() if at}
            said["map"] = map_url(found.shelter.latitude, found.shelter.longitude)
        page = render_template(
            "check_in/family.html", found=found, is_answer=is_answer, said=said, **frame(self.house, words), **more
        )
        return Response(page, status)
