"""The chat in pages of the city's own site: one script, a token instead of a cookie, the panel's markup."""

from __future__ import annotations

import json
import re

from flask import Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from bot.channels.web.assets import Asset
from bot.channels.web.bundle import STATIC, bundle_script, bundle_styles
from bot.channels.web.counter import WebCounter
from bot.channels.web.languages import spoken_language
from bot.channels.web.origins import may_ask
from bot.channels.web.page_files import SHEETS
from bot.channels.web.presentation import Words
from bot.channels.web.room import describe_room, render_banner
from bot.channels.web.visitors import TOKEN_SECONDS, has_token, make_token, read_token
from bot.texts import Texts

HOUR_SECONDS = 3600  # how late a city's site may be with a new version
# What the script says before the panel is there.
LABELS = ("widget_open", "widget_news", "widget_close", "widget_loading", "widget_failed", "widget_whole")
_ROOT_UNIT = re.compile(r"(?<![\w.])(-?\d*\.?\d+)rem\b")


class WidgetViews:
    """`GET /widget.js`, `POST /chat/sessions`, `GET /chat/panel` and `GET /chat/banner`."""

    def __init__(self, counter: WebCounter) -> None:
        self._counter = counter
        self._script = Asset.of(build_widget(counter.texts), "text/javascript")

    def show_widget(self) -> ResponseReturnValue:
        return self._script.answer(request, HOUR_SECONDS)

    def start_session(self) -> ResponseReturnValue:
        """A token for a page of one of the city's sites: `{"token": …, "seconds": …}`; 403 for other sites.

        Who shows a token that is still good gets a fresh one and stays who they are.
        """
        if not may_ask(request, self._counter.widget_origins):
            words = Words(self._counter.texts, spoken_language(request, self._counter.texts.languages))
            return jsonify(error=words("error_site")), 403
        token = make_token(self._find_visitor())
        response = jsonify(token=token, seconds=TOKEN_SECONDS)
        response.headers["Cache-Control"] = "no-store"
        return response

    def show_panel(self) -> ResponseReturnValue:
        """The panel with the talk so far of whoever shows a good token."""
        room = describe_room(
            self._counter, self._find_visitor(), spoken_language(request, self._counter.texts.languages)
        )
        response: Response = make_response(render_template("web/panel.html", **room, talk_tag="div"))
        response.headers["Cache-Control"] = "no-store"
        return response

    def show_banner(self) -> ResponseReturnValue:
        """`{"version": …, "html": …}` of the city's banner, for who has no session yet and so no stream."""
        banner, language = self._counter.find_banner(), spoken_language(request, self._counter.texts.languages)
        html = render_banner(self._counter, language)(banner)
        response = jsonify(version=banner.version if banner else 0, html=html)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _find_visitor(self) -> str:
        try:
            return read_token(request) if has_token(request) else ""
        except Unauthorized:
            return ""


def build_widget(texts: Texts) -> str:
    """The script with its styles and its few words in every language."""
    styles = _ROOT_UNIT.sub(r"calc(\1*var(--rem))", bundle_styles(STATIC / name for name in (*SHEETS, "widget.css")))
    labels = {language: {key: texts.get(language, f"web.{key}") for key in LABELS} for language in texts.languages}
    setup = json.dumps({"labels": labels, "styles": styles}, ensure_ascii=False, separators=(",", ":"))
    return bundle_script(STATIC / "widget.js", f"const SETUP = {setup};\n")
