"""`/opendata/broadcasts.csv` and `.json`: what was told many at once, for everybody.

Public: what was said is everybody's, and nobody who got it is named or counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify

from bot.clock import TOKYO
from bot.db import Database
from bot.dialogue.turn import House
from bot.opendata import answer_csv, open_to_everybody
from handlers.news.feed import say_piece
from handlers.news.service import Published, find_title, list_pieces, list_published

MAX_AGE = 60
MOST = 200
COLUMNS = ("id", "sent_at", "kind", "topics", "language", "title", "text", "is_drill", "has_stopped", "corrects")


def create_blueprint(database: Database, house: House) -> Blueprint:
    blueprint, feeds = Blueprint("news_opendata", __name__), _Feeds(database, house)
    blueprint.add_url_rule("/opendata/broadcasts.json", "show_json", feeds.show_json)
    blueprint.add_url_rule("/opendata/broadcasts.csv", "show_csv", feeds.show_csv)
    open_to_everybody(blueprint, MAX_AGE)
    return blueprint


@dataclass(frozen=True)
class _Feeds:
    database: Database
    house: House

    def show_json(self) -> Response:
        return jsonify({"city": self.house.city.name_in("ja"), "broadcasts": self._list()})

    def show_csv(self) -> Response:
        rows = [{**row, "topics": " ".join(row["topics"])} for row in self._list()]
        return answer_csv(COLUMNS, ([row[column] for column in COLUMNS] for row in rows))

    def _list(self) -> list[dict[str, Any]]:
        """A row for each language; a correction names what it corrects."""
        with self.database.read() as session:
            listed = list_published(session, most=MOST).shown
            return [row for one in listed for row in self._describe_all(one)]

    def _describe_all(self, one: Published) -> list[dict[str, Any]]:
        pairs = [(one, None), *((correction, one.id) for correction in one.corrections)]
        return [self._describe(each, language, of) for each, of in pairs for language in each.languages]

    def _describe(self, one: Published, language: str, corrects: int | None) -> dict[str, Any]:
        pieces = list_pieces(one, language, self.house.texts)
        return {
            "id": one.id,
            "sent_at": one.sent_at.astimezone(TOKYO).isoformat(timespec="seconds"),
            "kind": one.kind,
            "topics": list(one.topics),
            "language": language,
            "title": find_title(pieces),
            "text": "\n\n".join(map(say_piece, pieces)),
            "is_drill": one.is_drill,
            "has_stopped": one.has_stopped,
            "corrects": corrects,
        }
