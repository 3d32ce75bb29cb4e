"""An Atom feed (RFC 4287) of what was told many at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml  # written alone, never read

from bot.dialogue.words import RoomWords
from bot.pages import html_lang
from handlers.news.links import feed_url, page_url
from handlers.news.service import Piece, Published, find_title, list_pieces

ATOM = "http://www.w3.org/2005/Atom"
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


def write_feed(
    words: RoomWords, public_url: str, topic: str, title: str, listed: Sequence[Published], now: datetime
) -> bytes:
    """A correction is an entry of its own, and what it corrects says so and is new again."""
    Xml.register_namespace("", ATOM)
    language = words.language
    feed = Xml.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": html_lang(language)})
    own, page = feed_url(public_url, language, topic), page_url(public_url, language, topic)
    updated = max((one.updated_at for one in listed), default=now)
    _add(feed, "id", own)
    _add(feed, "title", title)
    _add(feed, "updated", _write(updated))
    _link(feed, "self", own)
    _link(feed, "alternate", page)
    _add(_add(feed, "author"), "name", words.city.name_in(language))
    for one in listed:
        for correction in reversed(one.corrections):
            _add_entry(feed, words, public_url, correction, one)
        _add_entry(feed, words, public_url, one, None)
    return bytes(Xml.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add_entry(feed: Xml.Element, words: RoomWords, public_url: str, one: Published, of: Published | None) -> None:
    spoken = one.language_for(words.language)
    pieces = list_pieces(one, spoken, words.texts)
    entry = _add(feed, "entry")
    _add(entry, "id", page_url(public_url, words.language, id=one.id))
    _add(entry, "title", say_title(words, one, pieces, is_correction=of is not None))
    _add(entry, "published", _write(one.sent_at))
    _add(entry, "updated", _write(one.updated_at))
    _link(entry, "alternate", page_url(public_url, words.language, id=of.id if of else one.id))
    for topic in one.topics:
        Xml.SubElement(entry, f"{{{ATOM}}}category", {"term": topic})
    content = _add(entry, "content", "\n\n".join([*map(say_piece, pieces), *_notes(words, one)]))
    content.set("type", "text")
    content.set("{http://www.w3.org/XML/1998/namespace}lang", html_lang(spoken))


def say_title(words: RoomWords, one: Published, pieces: Sequence[Piece], *, is_correction: bool) -> str:
    """With the mark of a correction, or of what was corrected."""
    key = "correction_of" if is_correction else "corrected" if one.corrections else ""
    title = find_title(pieces) or words.text("untitled")
    return words.text(key, title=title) if key else title


def _notes(words: RoomWords, one: Published) -> list[str]:
    return ([words.text("was_corrected")] if one.corrections else []) + (
        [words.text("was_stopped")] if one.has_stopped else []
    )


def say_piece(piece: Piece) -> str:
    """As plain text."""
    links = (f"{label}: {url}" for label, url in piece.links)
    return "\n".join(filter(None, (piece.title, piece.text, *links)))


def _add(parent: Xml.Element, name: str, text: str = "") -> Xml.Element:
    child = Xml.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = _ILLEGAL.sub("", text) or None
    return child


def _link(parent: Xml.Element, rel: str, address: str) -> None:
    Xml.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": address})


def _write(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
