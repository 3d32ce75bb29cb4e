"""`GET /quality`: how often the counter's answers are right, for everybody to see."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue

from bot.clock import tokyo_today
from bot.counter import Counter
from bot.pages import html_lang, wanted_language
from bot.texts import LANGUAGES
from knowledge.measure.pages import STYLES_SOURCE
from knowledge.measure.quality import render_quality_page
from knowledge.measure.summaries import summarise

WEEKS = timedelta(weeks=12)
HEADERS = {
    "Cache-Control": "public, max-age=3600",  # it changes when staff judge, a few times a week
    "Content-Security-Policy": f"default-src 'none'; style-src {STYLES_SOURCE}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_blueprint(counter: Counter) -> Blueprint:
    """One page, the same for all: numbers and no words of any citizen. `?lang=` is one of LANGUAGES; others are passed
    over for what the browser asks for. No cookie is read or set, so that any cache may keep it."""
    blueprint = Blueprint("quality", __name__)

    @blueprint.get("/quality")
    def show() -> ResponseReturnValue:
        asked = request.args.get("lang", "")
        language = asked if asked in LANGUAGES else wanted_language(request)
        response = make_response(_render(counter, language))
        response.headers.update(HEADERS)
        response.vary.add("Accept-Language")
        response.add_etag()
        return response.make_conditional(request)

    return blueprint


def _render(counter: Counter, language: str) -> str:
    with counter.database.read() as session:
        summaries = summarise(session, tokyo_today() - WEEKS)
    names = [(name, html_lang(name), counter.texts.get(name, "web.language_name")) for name in LANGUAGES]
    others = [(f"?lang={name}", tag, said) for name, tag, said in names if name != language]
    return render_quality_page(summaries, city=counter.city.name_in(language), language=language, others=others)
