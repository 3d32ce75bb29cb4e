"""What the bot would answer now, and why."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from admin.answers.common import Pages, Route
from admin.page import Words
from bot.services.faq.excluded import list_excluded
from bot.texts import LANGUAGES
from knowledge.explaining import explain
from knowledge.search import ANSWER_FROM, CANDIDATES_FROM
from nlu.interpreter import CONFIDENT

_LONGEST = 500
_RANKED = 5  # intents


class Why(Pages):
    def routes(self) -> tuple[Route, ...]:
        return (("GET", "/why", self.show_why),)

    def show_why(self) -> ResponseReturnValue:
        """The question stands in the address, so that it can be sent to a colleague; it is kept nowhere else."""
        asked = request.args.get("q", "").strip()[:_LONGEST]
        language = request.args.get("language", "ja")
        language = language if language in LANGUAGES else "ja"
        values: dict[str, Any] = {"asked": asked, "tongue": language, "tongues": self.name_languages(), "found": None}
        if asked:
            values |= self._explain(asked, language)
        return self.render("why.html", **values)

    def _explain(self, asked: str, language: str) -> dict[str, object]:
        answering, words = self.house.get_answering(), Words(self.house)
        found, understood = explain(answering.knowledge, asked, language), answering.interpret(asked)
        with self.house.database.read() as session:
            excluded = list_excluded(session, found.query)

        def say_excluded(why: str) -> str:
            return words.text(f"answers.excluded_{why}")

        return {
            "found": found,
            "understood": understood,
            "ranking": understood.ranking[:_RANKED],
            "confident": CONFIDENT,
            "thresholds": {"answer": ANSWER_FROM, "candidates": CANDIDATES_FROM},
            "excluded": excluded,
            "say_excluded": say_excluded,
        }
