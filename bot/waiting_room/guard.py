"""The room before a blueprint's pages: a cookie is the ticket, and a page without anything personal the wait."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Callable
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from bot.db import Database
from bot.dialogue.turn import House
from bot.pages import html_lang, wanted_language
from bot.waiting_room.arriving import Door, Ticket

SALT = "waiting-room"
STAY_SECONDS = 900  # how long a ticket is good for, from the moment of entry
TEMPLATES = Path(__file__).with_name("templates")


def _hash(name: str) -> str:
    """As a policy names what stands within the page; the template engine leaves the last line break out."""
    text = (TEMPLATES / "waiting_room" / name).read_text("utf-8").removesuffix("\n")
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


# One answer is the whole page: on such a day each file more is asked for as often as the page.
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": f"default-src 'none'; style-src {_hash('page.css')}; script-src {_hash('page.js')};"
    " base-uri 'none'; frame-ancestors 'none'",
}


@dataclass(frozen=True)
class WaitingRoomGuard:
    """`name` tells the rooms of one counter apart. The house says how many may enter each second."""

    name: str
    database: Database
    house: House
    clock: Callable[[], float] = time

    def protect(self, blueprint: Blueprint, *endpoints: str) -> None:
        """These of its pages. Whoever has no ticket gets one; while there is no crowd they enter in the same moment."""
        door = Door(self.database, self.name, self.house.entries_per_second, self.clock)

        def let_in_or_wait() -> ResponseReturnValue | None:
            if (request.endpoint or "").rpartition(".")[2] not in endpoints:
                return None
            now, ticket = self.clock(), self._read_ticket()
            if ticket is None or now >= ticket.enters_at + STAY_SECONDS:
                ticket = g.waiting_room_ticket = door.arrive()
            return self._show_wait(ticket, now) if ticket.enters_at > now else None

        def hand_out(response: Response) -> Response:
            if ticket := g.pop("waiting_room_ticket", None):
                self._keep(response, ticket)
            return response

        blueprint.before_request(let_in_or_wait)
        blueprint.after_request(hand_out)
        blueprint.register_blueprint(Blueprint("waiting_room", __name__, template_folder="templates"))

    def _show_wait(self, ticket: Ticket, now: float) -> Response:
        language = request.args.get("lang", "")
        if language not in self.house.texts.languages:
            language = wanted_language(request, self.house.texts.languages)
        seconds = math.ceil(ticket.enters_at - now)
        page = make_response(render_template("waiting_room/page.html", **self._describe(ticket, seconds, language)))
        page.headers["Refresh"] = str(seconds)  # the moment is known, so nobody asks before it
        page.headers.update(_HEADERS)
        return page

    def _describe(self, ticket: Ticket, seconds: int, language: str) -> dict[str, Any]:
        def say(key: str, **values: object) -> str:
            return self.house.texts.get(language, f"waiting_room.{key}", **values)

        minutes = math.ceil(seconds / 60)
        wait = say("minutes", minutes=f"{minutes:,}") if minutes > 1 else say("soon")
        return {
            "html_lang": html_lang(language),
            "title": say("title"),
            "lead": say("lead"),
            "number": say("number", number=f"{ticket.number:,}"),
            "wait": wait,
            "keeps": say("keeps"),
            "seconds": seconds,
            "total": max(seconds, math.ceil(ticket.enters_at - ticket.came_at)),
            "languages_name": self.house.texts.get(language, "web.language"),
            "languages": [
                (one, html_lang(one), self.house.texts.name_language(one), one == language)
                for one in self.house.texts.languages
            ],
            "words": {"minutes": self.house.texts.get(language, "waiting_room.minutes"), "soon": say("soon")},
        }

    def _read_ticket(self) -> Ticket | None:
        try:
            number, came_at, enters_at = self._signer.loads(request.cookies.get(self._cookie, ""))
            return Ticket(int(number), float(came_at), float(enters_at))
        except (BadSignature, TypeError, ValueError):
            return None

    def _keep(self, response: Response, ticket: Ticket) -> None:
        response.set_cookie(
            self._cookie,
            str(self._signer.dumps(astuple(ticket))),
            max_age=math.ceil(ticket.enters_at - self.clock()) + STAY_SECONDS,
            secure=self._is_secure,
            httponly=True,
            samesite="Lax",
        )

    @property
    def _is_secure(self) -> bool:
        return self.house.public_url.startswith("https://")

    @property
    def _cookie(self) -> str:
        return f"__Host-waiting-{self.name}" if self._is_secure else f"waiting-{self.name}"

    @property
    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.house.secret_key, salt=f"{SALT} {self.name}")
