"""`/surveys`: what is open, for everybody; one survey to answer, without script; results that the city publishes.

Who comes by their own link from a chat, or by themselves, answers once. No name is kept with an answer: of a chat only
a one-way mark comes along in the link, and of a browser one that its cookie stands for.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlmodel import Session

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.dates import say_date
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.errors import UserError
from bot.headers import keep_private, make_policy
from bot.pages import html_lang, present_banner, wanted_language
from bot.signed_ids import read_id, sign_id
from handlers.surveys.links import PATH, RECEIPT
from handlers.surveys.models import Survey, SurveyKind, SurveyOpinion, Via
from handlers.surveys.public_results import show_results
from handlers.surveys.service.answering import Opinion, has_answered, is_doubtful, take_answers, take_opinion
from handlers.surveys.service.marks import Answerer, mark_browser, read_answerer
from handlers.surveys.service.places import find_areas
from handlers.surveys.service.questions import LONGEST_OPINION, LONGEST_TEXT, ROOM, read_answers, read_questions, say_in
from handlers.surveys.service.stage import ASKED, Stage, find_open, list_surveys, load_stage

COOKIE = "madoguchi_survey"
YEAR = 365 * 24 * 3600
LONGEST = {"name": 100, "address": 200}
_HEADERS = keep_private(make_policy())


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 for what was never asked."""
    blueprint = Blueprint(
        ROOM, __name__, template_folder="templates", static_folder="static", static_url_path="/surveys-static"
    )
    pages, one = _Pages(database, house), f"{PATH}/<int:survey_id>"
    blueprint.add_url_rule(PATH, "show_list", pages.show_list)
    blueprint.add_url_rule(one, "show", pages.show)
    blueprint.add_url_rule(one, "take", pages.take, methods=["POST"])
    blueprint.add_url_rule(f"{one}/thanks", "thank", pages.thank)
    blueprint.add_url_rule(f"{one}/opinions/<token>", "show_opinion", pages.show_opinion)
    blueprint.add_url_rule(f"{one}/opinions/<token>", "take_back", pages.take_back, methods=["POST"])
    blueprint.register_error_handler(CSRFError, pages.show_stale)
    blueprint.after_request(_add_headers)
    return blueprint


@dataclass(frozen=True)
class _Pages:
    database: Database
    house: House

    def show_list(self) -> ResponseReturnValue:
        words, now = self._words(), utc_now()
        with self.database.read() as session:
            found = [(self._name(words, one), stage) for one, stage in list_surveys(session, now) if stage in ASKED]
        opened = [one for one, stage in found if stage is Stage.OPEN]
        closed = [one for one, stage in found if stage is Stage.CLOSED and one["is_published"]]
        return self._render("list", words, opened=opened, closed=closed)

    def show(self, survey_id: int) -> ResponseReturnValue:
        """The form while it is open, then the results."""
        words = self._words()
        with self.database.read() as session:
            survey, stage = self._find(session, survey_id)
            if stage is Stage.CLOSED:
                return self._show_closed(session, words, survey)
            browser = self._find_browser()
            answerer = self._find_answerer(survey, browser, words.language)
            is_done = survey.kind == SurveyKind.SATISFACTION and has_answered(session, survey, answerer.mark)
            session.expunge_all()
        if is_done:
            return self._render("said", words, one=self._name(words, survey), said="already")
        return self._keep_browser(self._show_form(words, survey), browser)

    def take(self, survey_id: int) -> ResponseReturnValue:
        """Kept once; what is wrong stands at its question, and what was entered stays."""
        words = self._words()
        with self.database.read() as session:
            survey, stage = self._find(session, survey_id)
            session.expunge_all()
        if stage is Stage.CLOSED:
            return self._render("said", words, 410, one=self._name(words, survey), said="closed")
        answerer = self._find_answerer(survey, request.cookies.get(COOKIE, "")[:64], words.language)
        if not answerer.mark:
            response = self._show_form(words, survey, UserError("surveys.wrong_cookie"), 400)
            return self._keep_browser(response, self._find_browser())
        try:
            goes_to = self._keep(survey, answerer)
        except UserError as fault:
            if fault.text_key == "admin.wait":
                wait = UserError("surveys.wrong_storm", minutes=fault.values["minutes"])
                return self._show_form(words, survey, wait, 429)
            return self._show_form(words, survey, fault, 422)
        return redirect(goes_to, 303)

    def thank(self, survey_id: int) -> ResponseReturnValue:
        words = self._words()
        with self.database.read() as session:
            survey, _ = self._find(session, survey_id)
            return self._render("said", words, one=self._name(words, survey), said="thanks")

    def show_opinion(self, survey_id: int, token: str) -> ResponseReturnValue:
        """What became of one's own; whoever has the link."""
        words = self._words()
        with self.database.read() as session:
            survey, stage = self._find(session, survey_id)
            opinion = self._find_opinion(session, survey, token)
            shown = self._name(words, survey)
            return self._render("opinion", words, one=shown, opinion=opinion, may_take_back=stage is Stage.OPEN)

    def take_back(self, survey_id: int, token: str) -> ResponseReturnValue:
        """While it is open; it is deleted."""
        words = self._words()
        with self.database.write() as session:
            survey, stage = self._find(session, survey_id)
            opinion, shown = self._find_opinion(session, survey, token), self._name(words, survey)
            if stage is not Stage.OPEN:
                return self._render("said", words, 410, one=shown, said="closed")
            session.delete(opinion)
        return self._render("said", words, one=shown, said="taken_back")

    def show_stale(self, _: CSRFError) -> ResponseReturnValue:
        """What was entered stays; no view was asked yet, so there may be no such survey."""
        words, survey_id = self._words(), int((request.view_args or {}).get("survey_id", 0))
        with self.database.read() as session:
            survey = find_open(session, survey_id, utc_now()) if request.endpoint == f"{ROOM}.take" else None
            session.expunge_all()
        if survey is None:
            return self._render("stale", words, 400)
        response = self._show_form(words, survey, UserError("surveys.wrong_cookie"), 400)
        return self._keep_browser(response, self._find_browser())

    def _keep(self, survey: Survey, answerer: Answerer) -> str:
        """Where it goes on. Raises UserError, and keeps nothing, for what can't be taken."""
        form, now, lang = request.form, utc_now(), request.args.get("lang")
        opinion = answered = None
        if survey.kind == SurveyKind.COMMENT:
            opinion = _read_opinion(survey)
        else:
            answered = read_answers(read_questions(survey), form.getlist)
        address = request.remote_addr or ""
        with self.database.write() as session:
            doubtful = answerer.via == Via.PAGE and is_doubtful(
                session, survey, self.database.vault.fingerprint, address, now
            )
            if opinion is not None:
                row = take_opinion(session, survey, answerer, opinion, now, doubtful=doubtful)
                token = sign_id(self.house.secret_key, RECEIPT, row.id or 0)
                return url_for(".show_opinion", survey_id=survey.id, token=token, lang=lang)
            assert answered is not None
            take_answers(session, survey, answerer, answered, now, doubtful=doubtful)  # the first one stays
        return url_for(".thank", survey_id=survey.id, lang=lang)

    def _show_form(
        self, words: RoomWords, survey: Survey, fault: UserError | None = None, status: int = 200
    ) -> Response:
        values = fault.values if fault else {}
        return self._render(
            "survey",
            words,
            status,
            one=self._name(words, survey),
            questions=read_questions(survey),
            longest={**LONGEST, "text": LONGEST_TEXT, "opinion": LONGEST_OPINION},
            asks_name=survey.asks_name,
            document_url=survey.document_url,
            typed=request.form,
            wrong=words.text(fault.text_key, **values) if fault else "",
            wrong_at=values.get("question", ""),
            token=request.args.get("p", ""),
            texts=self.house.texts,
        )

    def _show_closed(self, session: Session, words: RoomWords, survey: Survey) -> Response:
        one = self._name(words, survey)
        if not survey.is_published:
            return self._render("said", words, one=one, said="closed")
        areas = find_areas(self.house.city.folder)
        return self._render("results", words, one=one, **show_results(session, self.house.texts, words, survey, areas))

    def _find(self, session: Session, survey_id: int) -> tuple[Survey, Stage]:
        survey = session.get(Survey, survey_id) or abort(404)
        stage = load_stage(session, survey, utc_now())
        return (survey, stage) if stage in ASKED else abort(404)

    def _find_answerer(self, survey: Survey, browser: str, language: str) -> Answerer:
        """By their own link, else by the browser; without either there is no mark."""
        known = read_answerer(self.house.secret_key, survey, request.args.get("p", ""))
        if known is None and not browser:
            return Answerer("", Via.PAGE, language)
        return known or mark_browser(self.house.secret_key, survey, browser, language)

    def _find_browser(self) -> str:
        """What its cookie says; something new at its first look."""
        return request.cookies.get(COOKIE, "")[:64] or secrets.token_hex(16)

    def _keep_browser(self, response: Response, browser: str) -> Response:
        secure = self.house.public_url.startswith("https:")
        response.set_cookie(COOKIE, browser, YEAR, path=PATH, secure=secure, httponly=True, samesite="Lax")
        return response

    def _find_opinion(self, session: Session, survey: Survey, token: str) -> SurveyOpinion:
        opinion_id = read_id(self.house.secret_key, RECEIPT, token) or abort(404)
        opinion = session.get(SurveyOpinion, opinion_id)
        return opinion if opinion is not None and opinion.survey_id == survey.id else abort(404)

    def _name(self, words: RoomWords, survey: Survey) -> dict[str, Any]:
        until = say_date(words, survey.closes_at.astimezone(TOKYO).date(), with_weekday=True)
        return {
            "id": survey.id,
            "kind": survey.kind,
            "title": say_in(survey.titles, words.language),
            "intro": say_in(survey.intros, words.language),
            "until": until,
            "is_published": survey.is_published,
        }

    def _words(self) -> RoomWords:
        asked, languages = request.args.get("lang", ""), self.house.texts.languages
        language = asked if asked in languages else wanted_language(request, languages)
        return RoomWords(self.house.texts, language, self.house.city, ROOM)

    def _render(self, page: str, words: RoomWords, status: int = 200, **values: Any) -> Response:
        texts, now = self.house.texts, utc_now()
        frame = {
            "t": words,
            "language": words.language,
            "html_lang": html_lang(words.language),
            "languages": [(one, html_lang(one), texts.name_language(one)) for one in texts.languages],
            "lang": request.args.get("lang") or None,
            "banner": present_banner(self.house.city.find_banner(now), texts, words.language),
        }
        return make_response(render_template(f"surveys/{page}.html", **{**frame, **values}), status)


def _read_opinion(survey: Survey) -> Opinion:
    """Raises UserError with the field as `question`."""
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    if not words:
        raise UserError("surveys.wrong_missing", question="words")
    if len(words) > LONGEST_OPINION:
        raise UserError("surveys.wrong_long", question="words", longest=LONGEST_OPINION)
    given = {name: request.form.get(name, "").strip() if survey.asks_name else "" for name in LONGEST}
    if wrong := next((name for name in LONGEST if len(given[name]) > LONGEST[name]), ""):
        raise UserError("surveys.wrong_long", question=wrong, longest=LONGEST[wrong])
    return Opinion(words, given["name"], given["address"])


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint and request.endpoint.endswith(".static"):
        response.headers["Cache-Control"] = "public, max-age=3600"
    return response
