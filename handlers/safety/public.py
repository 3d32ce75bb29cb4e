"""`/safety/word/<token>`: name, date of birth and a word, so that relatives who know them are told how somebody is.

The token comes from the conversation and is good for half an hour. Nothing of it is said in the chat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.headers import keep_private, make_policy
from bot.models.conversation import Conversation
from bot.pages import html_lang, present_banner, wanted_language
from bot.services.relatives import find_word, forget_word, hash_word, keep_word, note_condition, write_key
from handlers.safety.links import PATH, read_token
from handlers.safety.service.answering import find_last_answer

ROOM = "safety"
LONGEST, SHORTEST_WORD = 60, 4
HEADERS = keep_private(make_policy())


def create_blueprint(database: Database, house: House) -> Blueprint:
    blueprint = Blueprint("safety_word", __name__, template_folder="templates")
    pages = WordPage(database, house)
    blueprint.add_url_rule(f"{PATH}/<token>", "show", pages.show)
    blueprint.add_url_rule(f"{PATH}/<token>", "save", pages.save, methods=["POST"])

    @blueprint.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return blueprint


@dataclass(frozen=True)
class WordPage:
    database: Database
    house: House
    clock: Callable[[], datetime] = utc_now

    def show(self, token: str) -> ResponseReturnValue:
        return self._render(token)

    def save(self, token: str) -> ResponseReturnValue:
        """A word in place of one before, or none any more."""
        conversation_id = read_token(self.house.secret_key, token)
        if conversation_id is None:
            return self._render(token)
        if request.form.get("forget"):
            with self.database.write() as session:
                forget_word(session, conversation_id)
            return self._done(token, "word_forgotten")
        name, word = (request.form.get(key, "").strip()[:LONGEST] for key in ("name", "word"))
        birth = _read_date(request.form.get("birth", ""))
        if not name or birth is None or len(word) < SHORTEST_WORD or request.form.get("consent") != "yes":
            return self._render(token, 422, problem="word_wanted")
        key, word_hash, now = write_key(name, birth), hash_word(word), self.clock()
        with self.database.write() as session:
            conversation = session.get(Conversation, conversation_id)
            if conversation is None or conversation.erased_at is not None:
                return self._render("")
            keep_word(session, self.database.vault, conversation_id, key, word_hash, now)
            if last := find_last_answer(session, conversation_id, now):
                note_condition(session, conversation_id, last.condition, last.answered_at)
        return self._done(token, "word_kept")

    def _done(self, token: str, what: str) -> ResponseReturnValue:
        return redirect(url_for(".show", token=token, lang=request.args.get("lang"), done=what), 303)

    def _render(self, token: str, status: int = 200, **more: object) -> ResponseReturnValue:
        conversation_id, texts = read_token(self.house.secret_key, token), self.house.texts
        asked = request.args.get("lang", "")
        language = asked if asked in texts.languages else wanted_language(request, texts.languages)
        words = RoomWords(texts, language, self.house.city, ROOM)
        with self.database.read() as session:
            has_word = conversation_id is not None and find_word(session, conversation_id) is not None
        done = request.args.get("done", "")
        page = render_template(
            "safety/word.html",
            t=words,
            language=words.language,
            html_lang=html_lang(words.language),
            languages=[(one, html_lang(one), texts.name_language(one)) for one in texts.languages],
            banner=present_banner(self.house.city.find_banner(utc_now()), texts, words.language),
            is_expired=conversation_id is None,
            has_word=has_word,
            done=done if done in ("word_kept", "word_forgotten") else "",
            shortest=SHORTEST_WORD,
            **more,
        )
        return make_response(page, 410 if conversation_id is None else status)


def _read_date(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
