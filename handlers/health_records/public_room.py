"""What every page of health records has: its words, who is here, and where one goes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlmodel import Session

from bot.clients.accounts import Linking
from bot.clock import TOKYO
from bot.db import Database
from bot.dialogue.dates import say_date, say_moment
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.models.audit import ActorKind
from bot.models.vault import Vault
from bot.pages import html_lang, present_banner, wanted_language
from bot.services.audit import Actor
from handlers.health_records.service import visits
from handlers.health_records.service.facts import SERVICE, HealthFacts, find_health_facts
from handlers.health_records.service.seeing import Seen, list_seen
from handlers.health_records.service.visits import Visit

COOKIE = "health"
LONGEST = 300


@dataclass(frozen=True)
class Room:
    database: Database
    house: House
    clock: Callable[[], datetime]

    def check_open(self) -> None:
        """404 for whoever asks for records in a city that shows none here."""
        if self.house.linking is None or find_health_facts(self.house.city) is None:
            abort(404)

    @property
    def linking(self) -> Linking:
        return self.house.linking or abort(404)

    @property
    def facts(self) -> HealthFacts:
        return find_health_facts(self.house.city) or abort(404)

    @property
    def vault(self) -> Vault:
        return self.database.vault

    @property
    def today(self) -> date:
        return self.clock().astimezone(TOKYO).date()

    @property
    def words(self) -> RoomWords:
        asked, languages = request.values.get("lang", ""), self.house.texts.languages
        language = asked if asked in languages else request.cookies.get(f"{COOKIE}-lang", "")
        language = language if language in languages else wanted_language(request, languages)
        return RoomWords(self.house.texts, language, self.house.city, SERVICE)

    # Who is here

    @property
    def cookie_name(self) -> str:
        """With the prefix a browser takes it from this very host alone, by https alone."""
        return f"__Host-{COOKIE}" if self._is_secure else COOKIE

    @property
    def key(self) -> str:
        return request.cookies.get(self.cookie_name, "")

    def find_visit(self, session: Session) -> Visit | None:
        return visits.find_visit(session, self.key, self.clock())

    def get_visit(self, session: Session) -> Visit:
        """401 for a stranger, with the page to sign in on."""
        found = self.find_visit(session)
        return found or abort(self.render("sign_in", 401, fault="over", shown=self.linking.accounts.shown))

    def get_fresh(self, session: Session) -> Visit:
        """Whoever has shown their second step just now; others are led to it."""
        visit = self.get_visit(session)
        if not visit.is_fresh:
            abort(self.go_home())
        return visit

    def list_seen(self, session: Session, visit: Visit) -> list[Seen]:
        return list_seen(session, visit.account_id, self.today, self.facts.child_until_age)

    def choose(self, seen: list[Seen]) -> tuple[int, Seen]:
        """Whom of them the address means, by place: oneself where it means nobody."""
        asked = request.values.get("who", "")
        at = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
        at = at if at < len(seen) else 0
        return at, seen[at] if seen else abort(self.go_home())

    def act_as(self, visit: Visit) -> Actor:
        return Actor(ActorKind.CITIZEN, f"account {visit.account_id}", address=request.remote_addr or "")

    # What is answered

    def give_key(self, response: Response, key: str) -> Response:
        """For as long as the browser is open; the visit itself ends sooner."""
        response.set_cookie(self.cookie_name, key, path="/", secure=self._is_secure, httponly=True, samesite="Lax")
        return response

    def take_key(self, response: Response) -> Response:
        response.delete_cookie(self.cookie_name, path="/", secure=self._is_secure, httponly=True, samesite="Lax")
        return response

    def go_home(self, **query: Any) -> Response:
        return self.go("show", **query)

    def go(self, view: str, **query: Any) -> Response:
        return make_response(redirect(url_for(f"{SERVICE}.{view}", lang=self.words.language, **query), 303))

    def render(self, name: str, status: int = 200, **values: Any) -> Response:
        words = self.words
        context = {
            "t": words,
            "language": words.language,
            "html_lang": html_lang(words.language),
            "languages": [
                (one, html_lang(one), self.house.texts.name_language(one)) for one in self.house.texts.languages
            ],
            "banner": present_banner(self.house.city.find_banner(self.clock()), self.house.texts, words.language),
            "say_day": lambda day: say_date(words, day),
            "say_moment": lambda moment: say_moment(words, moment),
            "office": self._name_office(words.language),
            "fault": "",
        }
        return make_response(render_template(f"health_records/{name}.html", **{**context, **values}), status)

    def _name_office(self, language: str) -> str:
        department = self.house.city.find_department(self.facts.department)
        telephone = (department.telephone if department else "") or self.house.city.telephone
        return f"{department.name_in(language) if department else ''} {telephone}".strip()

    @property
    def _is_secure(self) -> bool:
        return self.house.public_url.startswith("https://")
