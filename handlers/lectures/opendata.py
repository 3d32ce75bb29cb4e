"""`/opendata/lectures.*` and `/opendata/lotteries/*`: what one can apply for, and what was drawn, for everybody.

Public: no person is in it. Of a lottery the numbers are public that only whoever got one can tell; the seed is shown
after the draw, and the link to join an online lecture never.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify
from sqlmodel import col, select

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.opendata import answer, answer_csv, open_to_everybody
from handlers.lectures.calendars import write_lectures
from handlers.lectures.cells import COLUMNS
from handlers.lectures.models import Lecture, LectureHall, Lottery
from handlers.lectures.service.catalogue import Offer, list_coming, load_offers
from handlers.lectures.service.sheet import WORDS
from handlers.lectures.service.verifying import draw

LANGUAGE = "ja"  # of the data set
MAX_AGE = 300


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 for a lecture or a lottery that is not there."""
    blueprint, feeds = Blueprint("lectures_opendata", __name__), _Feeds(database, house)
    rules: tuple[tuple[str, Callable[..., Response]], ...] = (
        ("lectures.json", feeds.show_json),
        ("lectures.csv", feeds.show_csv),
        ("lectures.ics", feeds.show_calendar),
        ("lectures/<code>.ics", feeds.show_one),
        ("lotteries.json", feeds.list_lotteries),
        ("lotteries/<code>-<int:hall_id>.json", feeds.show_lottery),
    )
    for path, view in rules:
        blueprint.add_url_rule(f"/opendata/{path}", view.__name__, view)
    open_to_everybody(blueprint, MAX_AGE)
    return blueprint


@dataclass(frozen=True)
class _Feeds:
    database: Database
    house: House

    def show_json(self) -> Response:
        return jsonify(
            {"city": self.house.city.name_in(LANGUAGE), "lectures": [_describe(one) for one in self._list()]}
        )

    def show_csv(self) -> Response:
        """What `madoguchi lectures import` takes, but for the link to join."""
        columns = (WORDS["columns"][name][0] for name in COLUMNS)
        return answer_csv(columns, ([str(make(offer)) for make in COLUMNS.values()] for offer in self._list()))

    def show_calendar(self) -> Response:
        return self._write_calendar(self._list())

    def show_one(self, code: str) -> Response:
        with self.database.read() as session:
            found = session.exec(select(Lecture).where(Lecture.code == code)).first() or abort(404)
            offers = load_offers(session, [found])
            session.expunge_all()
        return self._write_calendar(offers)

    def list_lotteries(self) -> Response:
        """All of them, the latest first, with the commitments."""
        with self.database.read() as session:
            statement = _select_lotteries().order_by(col(Lecture.closes_at).desc(), col(Lottery.id))
            found = [_summarise(*row) for row in session.exec(statement)]
        return jsonify({"lotteries": found})

    def show_lottery(self, code: str, hall_id: int) -> Response:
        """What `madoguchi lottery verify` reads."""
        with self.database.read() as session:
            own = _select_lotteries().where(Lecture.code == code, LectureHall.id == hall_id)
            lottery, hall, lecture = session.exec(own).first() or abort(404)
            return jsonify({**_summarise(lottery, hall, lecture), **_reveal(lottery)})

    def _list(self) -> list[Offer]:
        with self.database.read() as session:
            offers = list_coming(session, utc_now())
            session.expunge_all()
        return offers

    def _write_calendar(self, offers: list[Offer]) -> Response:
        host = urlsplit(self.house.public_url).hostname or "localhost"
        return answer(
            write_lectures(RoomWords(self.house.texts, LANGUAGE, self.house.city, "lectures"), offers, host),
            "text/calendar",
        )


def _select_lotteries() -> Any:
    joined = select(Lottery, LectureHall, Lecture).join(LectureHall, col(LectureHall.id) == col(Lottery.hall_id))
    return joined.join(Lecture, col(Lecture.id) == col(LectureHall.lecture_id))


def _summarise(lottery: Lottery, hall: LectureHall, lecture: Lecture) -> dict[str, Any]:
    state = "drawn" if lottery.drawn_at else "closed" if lottery.closed_at else "open"
    return {
        "lottery": f"{lecture.code}-{hall.id}",
        "title": lecture.title,
        "place": hall.name,
        "opens_at": _write(lecture.opens_at),
        "closes_at": _write(lecture.closes_at),
        "state": state,
        "commitment": lottery.commitment,
        "public_source": lecture.public_source,
    }


def _reveal(lottery: Lottery) -> dict[str, Any]:
    """The list from the close on; the seed and what it gave after the draw."""
    if lottery.closed_at is None:
        return {}
    if lottery.drawn_at is None:
        return {"entries": lottery.entries}
    order, winners = draw(lottery.seed, lottery.public_value, lottery.entries, lottery.places)
    drawn: dict[str, Any] = {"seed": lottery.seed, "public_value": lottery.public_value, "places": lottery.places}
    drawn["drawn_at"] = _write(lottery.drawn_at)
    return {"entries": lottery.entries, **drawn, "order": order, "winners": winners}


def _describe(offer: Offer) -> dict[str, Any]:
    lecture = offer.lecture
    names = ("code", "title", "title_en", "summary", "topic", "form", "target", "for_women", "with_children")
    more = ("fee_yen", "giving", "page_url", "contact", "telephone")
    return {
        **{name: getattr(lecture, name) for name in (*names, *more)},
        "opens_at": _write(lecture.opens_at),
        "closes_at": _write(lecture.closes_at),
        "dates": [{"starts_at": _write(one.starts_at), "ends_at": _write(one.ends_at)} for one in offer.dates],
        "places": [
            {"name": one.hall.name, "online": one.hall.is_online, "capacity": one.timeframe.capacity, "left": one.left}
            for one in offer.places
        ],
    }


def _write(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat(timespec="minutes")
