"""`/opendata/card-center/free-times.*`: what is free at the card centre, for everybody; nobody is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.documents.calendars import Occasion, write_calendar
from bot.opendata import answer, answer_csv, open_to_everybody
from bot.service_facts import words_in
from bot.yaml_files import parse_yaml
from handlers.card_center.service.catalogue import SERVICE, Office, find_catalogue
from handlers.card_center.service.free_times import FreeTime, join_spans, list_free_times
from handlers.card_center.words import say_office

LANGUAGE = "ja"  # of the data set
MAX_AGE = 60
COLUMNS: dict[str, str] = parse_yaml(Path(__file__).with_name("columns.yml").read_text("utf-8"))


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 where the city has no card centre here."""
    blueprint, feeds = Blueprint("card_center_opendata", __name__), _Feeds(database, house)
    rules: tuple[tuple[str, Callable[[], Response]], ...] = (
        ("json", feeds.show_json),
        ("csv", feeds.show_csv),
        ("ics", feeds.show_calendar),
    )
    for ending, view in rules:
        blueprint.add_url_rule(f"/opendata/card-center/free-times.{ending}", view.__name__, view)
    open_to_everybody(blueprint, MAX_AGE)
    return blueprint


@dataclass(frozen=True)
class _Feeds:
    database: Database
    house: House

    def show_json(self) -> Response:
        places = [
            {**_describe(office), "times": [_write(one) for one in times]}
            for office, times in groupby(self._list(), lambda one: one.office)
        ]
        return jsonify({"city": self.house.city.name_in(LANGUAGE), "url": self._url, "places": places})

    def show_csv(self) -> Response:
        return answer_csv(COLUMNS.values(), (self._make_row(one) for one in self._list()))

    def show_calendar(self) -> Response:
        """Times that follow each other are one event."""
        host, words = urlsplit(self._url).hostname or "localhost", self._words
        today = datetime.combine(utc_now().astimezone(TOKYO).date(), time(), TOKYO)
        occasions = (
            Occasion(
                uid=f"{one.office.id}-{one.starts_at:%Y%m%dT%H%MZ}@card-center.{host}",
                made_at=today,  # the same all day, so that a cache finds nothing new in what is the same
                changed_at=today,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                title=words.text("free_title"),
                place=say_office(words, one.office, with_address=True).replace("\n", " "),
                text=words.text("free_text"),
                url=self._url,
            )
            for one in join_spans(self._list())
        )
        return answer(write_calendar(occasions, f"{host}//JA"), "text/calendar")

    def _list(self) -> list[FreeTime]:
        catalogue = find_catalogue(self.house.city) or abort(404)
        with self.database.read() as session:
            return list_free_times(session, catalogue, utc_now())

    def _make_row(self, one: FreeTime) -> list[object]:
        start, end = one.starts_at.astimezone(TOKYO), one.ends_at.astimezone(TOKYO)
        cells = {
            "code": f"{one.office.id}-{start:%Y%m%d%H%M}",
            "place": words_in(one.office.name, LANGUAGE),
            "address": words_in(one.office.address, LANGUAGE),
            "first_day": f"{start:%Y-%m-%d}",
            "begins": f"{start:%H:%M}",
            "last_day": f"{end:%Y-%m-%d}",
            "ends": f"{end:%H:%M}",
            "capacity": one.capacity,
            "url": self._url,
            "left": one.left,
            "place_en": words_in(one.office.name, "en"),
        }
        return [cells[name] for name in COLUMNS]

    @property
    def _url(self) -> str:
        return f"{self.house.public_url.rstrip('/')}/card-center"

    @property
    def _words(self) -> RoomWords:
        return RoomWords(self.house.texts, LANGUAGE, self.house.city, SERVICE)


def _describe(office: Office) -> dict[str, Any]:
    return {"id": office.id, "name": dict(office.name), "address": dict(office.address)}


def _write(one: FreeTime) -> dict[str, Any]:
    start, end = (moment.astimezone(TOKYO).isoformat(timespec="minutes") for moment in (one.starts_at, one.ends_at))
    return {"starts_at": start, "ends_at": end, "capacity": one.capacity, "left": one.left}
