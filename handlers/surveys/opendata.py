"""`/opendata/surveys.json` and `/opendata/surveys/<id>.csv`: results that the city has published, for everybody.

Public: counts of five people or more, and words that staff have looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, abort, jsonify, request
from sqlmodel import Session

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.opendata import answer_csv, open_to_everybody
from handlers.surveys.models import Survey, SurveyKind
from handlers.surveys.service.opinions import list_shown
from handlers.surveys.service.questions import QuestionKind, say_in
from handlers.surveys.service.results import count_results, list_shown_texts
from handlers.surveys.service.stage import Stage, list_surveys, load_stage

MAX_AGE = 300
COUNTS = ("question_id", "question", "kind", "option_id", "option", "count", "answers", "mean")
OPINIONS = ("number", "received_on", "language", "gist", "reply")


def create_blueprint(database: Database, house: House) -> Blueprint:
    blueprint, feeds = Blueprint("surveys_opendata", __name__), _Feeds(database, house)
    blueprint.add_url_rule("/opendata/surveys.json", "show_json", feeds.show_json)
    blueprint.add_url_rule("/opendata/surveys/<int:survey_id>.csv", "show_csv", feeds.show_csv)
    open_to_everybody(blueprint, MAX_AGE)
    return blueprint


@dataclass(frozen=True)
class _Feeds:
    database: Database
    house: House

    def show_json(self) -> Response:
        """What there is."""
        with self.database.read() as session:
            found = [one for one, stage in list_surveys(session, utc_now()) if _is_public(one, stage)]
            listed = [self._describe(one) for one in found]
        return jsonify({"city": self.house.city.name_in("ja"), "surveys": listed})

    def show_csv(self, survey_id: int) -> Response:
        asked = request.args.get("lang", "ja")
        language = asked if asked in self.house.texts.languages else "ja"
        with self.database.read() as session:
            survey = session.get(Survey, survey_id)
            if survey is None or not _is_public(survey, load_stage(session, survey, utc_now())):
                abort(404)
            if survey.kind == SurveyKind.COMMENT:
                rows = [[getattr(one, name) for name in OPINIONS] for one in list_shown(session, survey)]
                return answer_csv(OPINIONS, rows)
            return answer_csv(COUNTS, list(self._list_counts(session, survey, language)))

    def _list_counts(self, session: Session, survey: Survey, language: str) -> Iterator[list[object]]:
        """A row for each option; one for each text, whose words stand in the place of the option."""
        results = count_results(session, survey)
        for one in results.questions if results.are_enough else ():
            question = one.question
            about = [question.id, question.ask(language), str(question.kind)]
            mean = None if one.mean is None else round(one.mean, 2)
            for bar in one.bars:
                option = question.say(bar.option, self.house.texts, language)
                yield [*about, bar.option, option, bar.count, one.answers, mean]
            if question.kind == QuestionKind.TEXT:
                for words in list_shown_texts(session, survey, question.id):
                    yield [*about, None, words, 1, one.answers, None]

    def _describe(self, survey: Survey) -> dict[str, object]:
        return {
            "id": survey.id,
            "kind": survey.kind,
            "title": say_in(survey.titles, "ja"),
            "closed_at": survey.closes_at.astimezone(TOKYO).isoformat(timespec="minutes"),
            "csv": f"{self.house.public_url.rstrip('/')}/opendata/surveys/{survey.id}.csv",
        }


def _is_public(survey: Survey, stage: Stage) -> bool:
    return survey.is_published and stage is Stage.CLOSED
