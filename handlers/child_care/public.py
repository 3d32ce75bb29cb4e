"""`/child-care/<kind>`: the whole list of clinics, nurseries, consultation hours or events, to narrow down and print.

For everybody, without a script; what is asked for stands in the address and is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.dates import say_date
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.pages import html_lang, present_banner, wanted_language
from handlers.child_care.links import PATH
from handlers.child_care.models import ClinicDuty, Kind
from handlers.child_care.service.catalogue import SERVICE, find_department, get_facts
from handlers.child_care.service.rows import AGE_CLASSES
from handlers.child_care.service.searching import (
    has_any,
    list_districts,
    list_duties,
    list_nurseries,
    list_occasions,
    list_vacancies,
    take_first_days,
)
from handlers.child_care.words import map_url, say_ages, say_as_of, say_departments, say_mark, say_places, say_span

MOST = 400  # on one page, the soonest first
AHEAD = timedelta(days=14)  # of clinics
AGES = tuple(map(str, range(13)))
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 for what the city has never sent a file of."""
    blueprint = Blueprint(
        SERVICE, __name__, template_folder="templates", static_folder="static", static_url_path="/child-care-static"
    )
    pages = _Pages(database, house)
    blueprint.add_url_rule(PATH, "show_first", pages.show_first)
    blueprint.add_url_rule(f"{PATH}/<kind>", "show", pages.show)
    blueprint.after_request(_add_headers)
    return blueprint


@dataclass(frozen=True)
class _Pages:
    database: Database
    house: House

    def show_first(self) -> ResponseReturnValue:
        """The first kind that there is."""
        with self.database.read() as session:
            kind = next((one for one in Kind if has_any(session, one)), None) or abort(404)
        return redirect(url_for(f"{SERVICE}.show", kind=kind, lang=request.args.get("lang")), 302)

    def show(self, kind: str) -> ResponseReturnValue:
        if kind not in list(Kind):
            abort(404)
        asked = request.args.get("lang", "")
        language = asked if asked in self.house.texts.languages else wanted_language(request)
        words = RoomWords(self.house.texts, language, self.house.city, SERVICE)
        with self.database.read() as session:
            kinds = [one for one in Kind if has_any(session, one)]
            if kind not in kinds:
                abort(404)
            listed = self._list(session, Kind(kind))
            session.expunge_all()
        shown = {**self._speak(words), **self._frame(words, asked), **listed}
        return render_template("child_care/list.html", kind=kind, kinds=kinds, **shown)

    def _list(self, session: Session, kind: Kind) -> dict[str, Any]:
        """What there is, and what one may narrow it down by."""
        now, age, district = utc_now(), request.args.get("age", ""), request.args.get("district", "")
        if kind is Kind.CLINICS:
            return {
                "found": list_duties(session, now, [(now, now + AHEAD)]),
                "ages": (),
                "districts": (),
                "age": "",
                "district": "",
            }
        if kind is Kind.NURSERIES:
            districts = list_districts(session)
            age, district = age if age in AGE_CLASSES else "", district if district in districts else ""
            nurseries = list_nurseries(session, district)
            found = [one.nursery for one in list_vacancies(nurseries, age)] if age else nurseries
            return {"found": found, "ages": AGE_CLASSES, "districts": districts, "age": age, "district": district}
        age = age if age in AGES else ""
        months = (int(age) * 12, int(age) * 12 + 11) if age else None
        occasions = take_first_days(list_occasions(session, kind, now, (), months)[:MOST])
        return {"found": occasions, "ages": AGES, "districts": (), "age": age, "district": ""}

    def _speak(self, words: RoomWords) -> dict[str, Any]:
        today, stale_days = utc_now().astimezone(TOKYO).date(), get_facts(self.house.city).stale_days
        return {
            "t": words,
            "classes": AGE_CLASSES,
            "map_url": map_url,
            "say_mark": say_mark,
            "say_span": lambda one: say_span(words, one.starts_at, one.ends_at),
            "say_day": lambda one: say_date(words, one.starts_at.astimezone(TOKYO).date(), with_weekday=True),
            "say_ages": lambda one: say_ages(words, one),
            "say_departments": lambda one: say_departments(words, one),
            "say_places": lambda name, places: say_places(words, name, places),
            "say_as_of": lambda one: say_as_of(words, one, today, stale_days),
            "is_open": _is_open,
        }

    def _frame(self, words: RoomWords, asked: str) -> dict[str, Any]:
        """What every page of ours has."""
        city, texts, now = self.house.city, self.house.texts, utc_now()
        department = find_department(city)
        return {
            "language": words.language,
            "html_lang": html_lang(words.language),
            "languages": [(one, html_lang(one), texts.name_language(one)) for one in texts.languages],
            "lang": asked,
            "banner": present_banner(city.find_banner(now), texts, words.language),
            "office": department.name_in(words.language) if department else city.name_in(words.language),
            "telephone": (department.telephone if department else "") or city.telephone,
        }


def _is_open(duty: ClinicDuty) -> bool:
    return duty.starts_at <= utc_now() < duty.ends_at


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response
