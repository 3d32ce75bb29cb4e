"""The web channel's pages and endpoints: a chat page that works without script, messages in, events out."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from time import monotonic
from typing import Any

from flask import (
    Request,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from bot.channels.web.counter import WebCounter, visitor_topic
from bot.channels.web.inbound import MAX_BODY_BYTES, Said, make_inbound, parse_body, parse_form
from bot.channels.web.languages import choose_language, html_lang
from bot.channels.web.links import is_elsewhere, render_words, safe_url
from bot.channels.web.page_files import PageFiles
from bot.channels.web.presentation import EntryView, Words, present_entry
from bot.channels.web.stream import stream_entries, wait_for_entries
from bot.errors import TemporaryFault, UserError
from bot.messages import Channel
from bot.services.transcript import Entry, find_conversation, list_entries
from bot.texts import LANGUAGES

HISTORY = 200  # what the page shows at most
EXAMPLES = ("example_1", "example_2", "example_3", "example_4")
_LINKS = {"render_words": render_words, "safe_url": safe_url, "is_elsewhere": is_elsewhere}


class ChatViews:
    """The endpoints over one counter."""

    def __init__(self, counter: WebCounter, files: PageFiles) -> None:
        self._counter = counter
        self._files = files

    def show_page(self) -> ResponseReturnValue:
        """`GET /`: the whole conversation so far and the field to go on."""
        return self._render_page()

    def post_form(self) -> ResponseReturnValue:
        """`POST /`: the page without script; comes back to the page when the answer is there, or soon after."""
        try:
            said = parse_form(request.form)
            self._accept(said)
        except UserError as error:
            return self._render_page(error=self._explain(error), status=400)
        except TemporaryFault:
            return self._render_page(error=self._words("error_busy"), status=503)
        self._wait_for_answer(request.form.get("after", 0, type=int))
        return redirect(url_for("web.show_page", _anchor="latest"), 303)

    def post_message(self) -> ResponseReturnValue:
        """`POST /chat/messages`: 202 `{"id": …}` when stored, 400, 413 or 503 `{"error": sentence}` when not.

        Only `application/json` is taken: a foreign site can't send that with our cookie without being asked for
        permission first, which is never given.
        """
        if not request.is_json:
            return self._refuse(self._words("error_unreadable"), 400)
        try:
            event_id = self._accept(parse_body(_read_body(request)))
        except UserError as error:
            return self._refuse(self._explain(error), 400)
        except TemporaryFault:
            response = self._refuse(self._words("error_busy"), 503)
            response.headers["Retry-After"] = "5"
            return response
        return jsonify(id=event_id), 202

    def stream(self) -> ResponseReturnValue:
        """`GET /chat/events`: server-sent events after `Last-Event-ID` (or `?after=`)."""
        after = max(_parse_entry_id(request.headers.get("Last-Event-ID")), _parse_entry_id(request.args.get("after")))
        response = Response(self._stream(after), mimetype="text/event-stream")
        response.headers["Cache-Control"] = "no-cache, no-transform"
        response.headers["X-Accel-Buffering"] = "no"
        return response

    def show_error(self, error: HTTPException) -> ResponseReturnValue:
        """A refused request (too large, expired form) in the citizen's words, as page or JSON."""
        status = error.code or 400
        sentence = self._words("error_too_large" if status == 413 else "error_expired")
        if request.path != url_for("web.show_page"):
            return self._refuse(sentence, status)
        return self._render_page(error=sentence, status=status)

    def _accept(self, said: Said) -> str:
        visitor = _get_visitor()
        inbound = make_inbound(said, visitor, choose_language(request))
        self._counter.accept([inbound])
        self._counter.bell.ring(visitor_topic(visitor))
        return inbound.event_id

    def _wait_for_answer(self, after: int) -> None:
        end = monotonic() + self._counter.answer_seconds
        while (left := end - monotonic()) > 0:
            entries = wait_for_entries(self._counter, _get_visitor(), after, min(left, 1.0))
            if any(entry.who != "citizen" for entry in entries):
                return
            after = entries[-1].id if entries else after

    def _stream(self, after: int) -> Iterator[str]:
        words = Words(self._counter.texts, choose_language(request))
        template = current_app.jinja_env.get_template("web/entry.html")

        def render(entry: Entry) -> str:
            return template.render(entry=present_entry(entry, words), t=words, **_LINKS)

        return stream_entries(self._counter, _get_visitor(), after, render)

    def _render_page(self, error: str = "", status: int = 200) -> Response:
        language = choose_language(request)
        words = Words(self._counter.texts, language)
        entries = self._list_history(words)
        context: dict[str, Any] = {
            "t": words,
            "language": language,
            "html_lang": html_lang(language),
            "languages": [(name, html_lang(name), self._name_language(name)) for name in LANGUAGES],
            "city": self._counter.get_city_name(language),
            "phone": self._counter.phone,
            "entries": entries,
            "last_id": entries[-1].id if entries else 0,
            "examples": EXAMPLES,
            "form_id": secrets.token_hex(16),
            "error": error,
            **self._files.list_addresses(),
            "draft": request.form.get("text", "") if status not in (200, 413) else "",
        }
        response = make_response(render_template("web/page.html", **context, **_LINKS), status)
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Accept-Language")
        return response

    def _list_history(self, words: Words) -> list[EntryView]:
        conversation_id = find_conversation(self._counter.database, Channel.WEB, _get_visitor())
        if conversation_id is None:
            return []
        entries = list_entries(self._counter.database, conversation_id, limit=HISTORY)
        return [present_entry(entry, words) for entry in entries]

    def _name_language(self, language: str) -> str:
        return Words(self._counter.texts, language)("language_name")

    def _words(self, key: str) -> str:
        return Words(self._counter.texts, choose_language(request))(key)

    def _explain(self, error: UserError) -> str:
        return self._counter.texts.get(choose_language(request), error.text_key, **error.values)

    def _refuse(self, sentence: str, status: int) -> Response:
        return make_response(jsonify(error=sentence), status)


def _get_visitor() -> str:
    """The visitor's 128-bit id from the signed session cookie, made when there is none."""
    if "visitor" not in session:
        session["visitor"] = secrets.token_hex(16)
        session.permanent = True  # who waits for an operator comes back tomorrow
    session.modified = True  # and is known for as long again
    return str(session["visitor"])


def _read_body(request: Request) -> bytes:
    # Not request.max_content_length: a CSRF check that ran before may have opened the stream without the limit.
    body = request.stream.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge
    return body


def _parse_entry_id(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else 0
