"""The web channel's pages and endpoints: a chat page that works without script, messages in, events out."""

from __future__ import annotations

import secrets
from functools import partial
from time import monotonic

from flask import Request, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from bot.channels.web.counter import WebCounter, visitor_topic
from bot.channels.web.inbound import MAX_BODY_BYTES, Said, make_inbound, parse_body, parse_form
from bot.channels.web.page_files import PageFiles
from bot.channels.web.presentation import Words
from bot.channels.web.room import describe_room, render_banner, render_entries
from bot.channels.web.stream import Renderers, list_waiting, stream_entries, wait_for_entries
from bot.channels.web.visitors import Visitor, find_language, find_visitor
from bot.errors import TemporaryFault, UserError
from bot.streams import respond

_ERRORS = {401: "error_session", 413: "error_too_large"}


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
        visitor = find_visitor(request, self._counter.texts.languages)
        try:
            self._accept(parse_form(request.form), visitor)
        except UserError as error:
            return self._render_page(error=self._explain(error), status=400)
        except TemporaryFault:
            return self._render_page(error=self._words("error_busy"), status=503)
        self._wait_for_answer(visitor, request.form.get("after", 0, type=int))
        return redirect(url_for("web.show_page", _anchor="latest"), 303)

    def post_message(self) -> ResponseReturnValue:
        """`POST /chat/messages`: 202 `{"id": …}` when stored, 400, 401, 413 or 503 `{"error": sentence}` when not.

        Only `application/json` is taken: a foreign site can't send that with our cookie without being asked for
        permission first, which is never given.
        """
        if not request.is_json:
            return self._refuse(self._words("error_unreadable"), 400)
        try:
            event_id = self._accept(
                parse_body(_read_body(request)), find_visitor(request, self._counter.texts.languages)
            )
        except UserError as error:
            return self._refuse(self._explain(error), 400)
        except TemporaryFault:
            response = self._refuse(self._words("error_busy"), 503)
            response.headers["Retry-After"] = "5"
            return response
        return jsonify(id=event_id), 202

    def stream(self) -> ResponseReturnValue:
        """`GET /chat/events`: server-sent events after `Last-Event-ID` (or `?after=`).

        `?banner=` is the version of the banner that is shown already. With `?once=1` only those that wait now; no
        thread is held.
        """
        after = max(_parse_entry_id(request.headers.get("Last-Event-ID")), _parse_entry_id(request.args.get("after")))
        visitor = find_visitor(request, self._counter.texts.languages)
        render = Renderers(
            render_entries(self._counter, visitor.language, has_furigana=visitor.has_furigana),
            render_banner(self._counter, visitor.language),
        )
        shown = request.args.get("banner", 0, type=int)
        return respond(
            request,
            self._counter.seats,
            partial(stream_entries, self._counter, visitor.id, after, render, shown),
            partial(list_waiting, self._counter, visitor.id, after, render),
            stays="once" not in request.args,
        )

    def show_error(self, error: HTTPException) -> ResponseReturnValue:
        """A refused request (too large, expired form or token) in the citizen's words, as page or JSON."""
        status = error.code or 400
        sentence = self._words(_ERRORS.get(status, "error_expired"))
        if request.path != url_for("web.show_page"):
            return self._refuse(sentence, status)
        return self._render_page(error=sentence, status=status)

    def _accept(self, said: Said, visitor: Visitor) -> str:
        inbound = make_inbound(said, visitor.id, visitor.language)
        self._counter.accept([inbound])
        self._counter.bell.ring(visitor_topic(visitor.id))
        return inbound.event_id

    def _wait_for_answer(self, visitor: Visitor, after: int) -> None:
        end = monotonic() + self._counter.answer_seconds
        while (left := end - monotonic()) > 0:
            entries = wait_for_entries(self._counter, visitor.id, after, min(left, 1.0))
            if any(entry.who != "citizen" for entry in entries):
                return
            after = entries[-1].id if entries else after

    def _render_page(self, error: str = "", status: int = 200) -> Response:
        visitor = find_visitor(request, self._counter.texts.languages)
        page = render_template(
            "web/page.html",
            **describe_room(self._counter, visitor.id, visitor.language, has_furigana=visitor.has_furigana),
            **self._files.list_addresses(),
            talk_tag="main",
            form_id=secrets.token_hex(16),
            error=error,
            draft=request.form.get("text", "") if status not in (200, 413) else "",
        )
        response = make_response(page, status)
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Accept-Language")
        return response

    def _words(self, key: str) -> str:
        return Words(self._counter.texts, find_language(request, self._counter.texts.languages))(key)

    def _explain(self, error: UserError) -> str:
        return self._counter.texts.get(
            find_language(request, self._counter.texts.languages), error.text_key, **error.values
        )

    def _refuse(self, sentence: str, status: int) -> Response:
        return make_response(jsonify(error=sentence), status)


def _read_body(request: Request) -> bytes:
    # Not request.max_content_length: a CSRF check that ran before may have opened the stream without the limit.
    body = request.stream.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge
    return body


def _parse_entry_id(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else 0
