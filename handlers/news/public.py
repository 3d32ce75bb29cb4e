"""`/news`: what was told many at once, with its corrections, and as an Atom feed for each language and topic.

For everybody, without a script; nobody who got it is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.headers import make_policy
from bot.pages import html_lang, present_banner, wanted_language
from bot.service_facts import words_in
from bot.services.segments.catalogue import find_catalogue
from handlers.news.feed import say_title, write_feed
from handlers.news.links import FEED, PATH, feed_url
from handlers.news.public_mail import add_mail
from handlers.news.service import Published, find_title, leave_title, list_pieces, list_published

ROOM = "news"
IS_SIGNED = True  # a mail program that ends a subscription has no token of ours; what forms send is checked there
MAX_AGE = 60
MOST = 50
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": make_policy(),
    "Referrer-Policy": "no-referrer",
}


def create_blueprint(database: Database, house: House) -> Blueprint:
    blueprint = Blueprint(
        ROOM, __name__, template_folder="templates", static_folder="static", static_url_path="/news-static"
    )
    pages = _Pages(database, house)
    blueprint.add_url_rule(PATH, "show", pages.show)
    blueprint.add_url_rule(FEED, "feed", pages.feed)
    add_mail(blueprint, database, house)
    blueprint.after_request(_add_headers)
    return blueprint


@dataclass(frozen=True)
class _Pages:
    database: Database
    house: House

    def show(self) -> ResponseReturnValue:
        words, topic = self._words(), self._topic()
        with self.database.read() as session:
            listed = list_published(session, topic, MOST, request.args.get("before", type=int))
            articles = [self._describe(words, one) for one in listed.shown]
        house, topics = self.house, self._name_topics(words)
        page = render_template(
            "news/news.html",
            t=words,
            language=words.language,
            html_lang=html_lang(words.language),
            languages=[(one, html_lang(one), house.texts.name_language(one)) for one in house.texts.languages],
            lang=request.args.get("lang", ""),
            banner=present_banner(house.city.find_banner(utc_now()), house.texts, words.language),
            articles=articles,
            older=listed.older,
            is_first="before" not in request.args,
            topics=topics,
            topic=topic,
            feed=feed_url("", words.language, topic),
            has_mail=house.mail is not None,
        )
        return make_response(page)

    def feed(self) -> ResponseReturnValue:
        """The same, for readers; nothing is sent that whoever asks has already."""
        words, topic = self._words(), self._topic()
        name = dict(self._name_topics(words)).get(topic, "")
        title = " – ".join(filter(None, (words.city.name_in(words.language), words.text("title"), name)))
        with self.database.read() as session:
            listed = list_published(session, topic, MOST).shown
            content = write_feed(words, self.house.public_url, topic, title, listed, utc_now().replace(second=0))
        response = Response(content, content_type="application/atom+xml; charset=utf-8")
        response.add_etag()
        response.make_conditional(request)
        return response

    def _describe(self, words: RoomWords, one: Published, of: Published | None = None) -> dict[str, Any]:
        spoken = one.language_for(words.language)
        pieces = list_pieces(one, spoken, words.texts)
        return {
            "id": one.id,
            "title": say_title(words, one, pieces, is_correction=of is not None),
            "at": say_moment(words, one.sent_at),
            "iso": one.sent_at.astimezone(TOKYO).isoformat(timespec="minutes"),
            "lang": html_lang(spoken),
            "pieces": pieces if of else leave_title(pieces, find_title(pieces)),
            "is_drill": one.is_drill,
            "has_stopped": one.has_stopped,
            "topics": one.topics,
            "corrections": [self._describe(words, correction, one) for correction in one.corrections],
        }

    def _words(self) -> RoomWords:
        asked, languages = request.args.get("lang", ""), self.house.texts.languages
        language = asked if asked in languages else wanted_language(request, languages)
        return RoomWords(self.house.texts, language, self.house.city, ROOM)

    def _topic(self) -> str:
        """One of the city's that is asked for, else none."""
        catalogue, asked = find_catalogue(self.house.city), request.args.get("topic", "")
        return asked if catalogue and asked in catalogue.ids else ""

    def _name_topics(self, words: RoomWords) -> list[tuple[str, str]]:
        catalogue = find_catalogue(self.house.city)
        return [(one.id, words_in(one.name, words.language)) for one in (catalogue.topics if catalogue else ())]


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if not response.headers.get("Cache-Control"):
        response.headers.update({"Cache-Control": f"public, max-age={MAX_AGE}", "Vary": "Accept-Language"})
    return response
