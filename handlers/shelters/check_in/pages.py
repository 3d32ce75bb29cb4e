"""`/shelters/check-in/<token>`: a family checks in at the shelter whose QR code it scanned, without any account.

The token is signed and names the shelter; there is no cookie. Without a script the form is an ordinary one; with it the
page works without a network, too, and the device sends later what it has, exactly once by an id that it made itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.headers import keep_private, make_policy
from bot.pages import html_lang, present_banner, wanted_language
from bot.signed_ids import read_id
from handlers.shelters.links import CHECK_IN, DOOR, TABLET
from handlers.shelters.models import Shelter
from handlers.shelters.service.arrivals import MOST_ITEMS, NEEDS, Arrival, parse_item
from handlers.shelters.service.parties import take_arrival, take_leaving
from handlers.shelters.signed import exempt

ROOM = "check_in"
MOST_BYTES = 256 * 1024
ROWS = 12  # members that the form has room for
HEADERS = keep_private(make_policy())


def add_routes(blueprint: Blueprint, database: Database, house: House) -> None:
    pages = CheckIn(database, house)

    worker = Path(__file__).parents[1].joinpath("static", "worker.js").read_text("utf-8")

    def send() -> ResponseReturnValue:
        return Response(worker, mimetype="text/javascript")

    def show_check_in(token: str) -> ResponseReturnValue:
        return pages.show(token)

    def take_check_in(token: str) -> ResponseReturnValue:
        return pages.take(token)

    blueprint.add_url_rule(f"{CHECK_IN}/worker.js", "worker", send)
    blueprint.add_url_rule(f"{CHECK_IN}/<token>", view_func=show_check_in)
    blueprint.add_url_rule(f"{CHECK_IN}/<token>", view_func=take_check_in, methods=["POST"])
    exempt(blueprint, take_check_in)  # the address is the proof


@dataclass(frozen=True)
class CheckIn:
    database: Database
    house: House

    def show(self, token: str) -> ResponseReturnValue:
        return self._render(token, typed={})

    def take(self, token: str) -> ResponseReturnValue:
        """JSON of several things that waited on a device, or the form itself."""
        if (request.content_length or 0) > MOST_BYTES:
            abort(413)
        shelter_id, is_tablet = self._read(token)
        if request.is_json:
            given = request.get_json(silent=True)
            items = given.get("items") if isinstance(given, dict) else None
            if not isinstance(items, list) or len(items) > MOST_ITEMS:
                abort(400)
            return jsonify({"results": [self._take_item(shelter_id, one, is_tablet=is_tablet) for one in items]})
        problem = self._take_item(shelter_id, _read_form(), is_tablet=is_tablet).get("problem", "")
        typed = request.form if problem else {}  # so that nothing has to be typed twice
        return self._render(token, 422 if problem else 200, problem=problem, is_done=not problem, typed=typed)

    def _take_item(self, shelter_id: int, item: object, *, is_tablet: bool) -> dict[str, str]:
        """What can't be read will never be: the device is told to keep it no longer."""
        known = str(item.get("id", "")) if isinstance(item, dict) else ""
        now = utc_now()
        try:
            read = parse_item(item)
        except ValueError:
            return {"id": known, "problem": "unreadable"}
        if isinstance(read, Arrival):
            take_arrival(self.database, shelter_id, read, now, by_tablet=is_tablet)
            return {"id": read.id}
        with self.database.write() as session:
            take_leaving(session, read, now)
        return {"id": read.id}

    def _read(self, token: str) -> tuple[int, bool]:
        """The shelter, and whether it is the tablet's link. 404 for a token that is not ours."""
        secret = self.house.secret_key
        if (found := read_id(secret, DOOR, token)) is not None:
            return found, False
        return read_id(secret, TABLET, token) or abort(404), True

    def _render(self, token: str, status: int = 200, **more: object) -> ResponseReturnValue:
        shelter_id, is_tablet = self._read(token)
        with self.database.read() as session:
            shelter = session.get(Shelter, shelter_id) or abort(404)
            session.expunge_all()
        words = speak(self.house)
        shown = {"shelter": shelter, "is_tablet": is_tablet, "needs": NEEDS, "rows": ROWS, "new_id": str(uuid.uuid4())}
        said = {key: words(f"js_{key}") for key in ("sent", "waiting", "problem", "left", "here", "saved")}
        page = render_template("check_in/check_in.html", said=said, **shown, **frame(self.house, words), **more)
        return Response(page, status)


def speak(house: House) -> RoomWords:
    """In the language that is asked for, else the browser's."""
    asked = request.args.get("lang", "")
    language = asked if asked in house.texts.languages else wanted_language(request)
    return RoomWords(house.texts, language, house.city, ROOM)


def frame(house: House, words: RoomWords) -> dict[str, Any]:
    """What every page of ours has."""
    texts = house.texts
    return {
        "t": words,
        "language": words.language,
        "html_lang": html_lang(words.language),
        "languages": [(one, html_lang(one), texts.name_language(one)) for one in texts.languages],
        "banner": present_banner(house.city.find_banner(utc_now()), texts, words.language),
    }


def _read_form() -> dict[str, Any]:
    """The form as a device would say it; rows without a name are nobody."""
    form = request.form
    return {
        "act": "in",
        "id": form.get("id", ""),
        "at": utc_now().isoformat(),
        "members": list(_list_members(form)),
        "phone": form.get("phone", ""),
        "word": form.get("word", ""),
        "note": form.get("note", ""),
    }


def _list_members(form: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in range(ROWS):
        if name := form.get(f"name_{row}", "").strip():
            needs = request.form.getlist(f"needs_{row}")
            yield {"name": name, "birth": form.get(f"birth_{row}") or None, "needs": needs}
