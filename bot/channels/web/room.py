"""What the templates show: the talk so far and the words around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app

from bot.banner import Banner
from bot.channels.web.counter import WebCounter
from bot.channels.web.furigana import choose_writer
from bot.channels.web.languages import speech_lang
from bot.channels.web.links import is_elsewhere, render_words, safe_url
from bot.channels.web.presentation import EntryView, Words, present_entry
from bot.messages import Channel, Choice
from bot.pages import html_lang, present_banner
from bot.services.transcript import Entry, find_conversation, list_entries

HISTORY = 200  # what is shown at most
EXAMPLES = ("example_1", "example_2", "example_3", "example_4")


def describe_room(counter: WebCounter, visitor: str, language: str, *, has_furigana: bool = False) -> dict[str, Any]:
    """The context of `room.html`; an empty visitor has no talk yet."""
    words = Words(counter.texts, language)
    entries = _list_history(counter, visitor, words) if visitor else []
    return {
        "t": words,
        "language": language,
        "html_lang": html_lang(language),
        "speech_lang": speech_lang(language),
        "languages": [(one, html_lang(one), counter.texts.name_language(one)) for one in counter.texts.languages],
        "city": counter.get_city_name(language),
        "phone": counter.phone,
        "entries": entries,
        "last_id": entries[-1].id if entries else 0,
        "examples": EXAMPLES,
        "urgent": [_describe(choice) for choice in counter.list_urgent(language)],
        "has_furigana": has_furigana,
        "banner": present_banner(counter.find_banner(), counter.texts, language),
        **_list_writers(language, has_furigana),
    }


def render_entries(counter: WebCounter, language: str, *, has_furigana: bool = False) -> Callable[[Entry], str]:
    """A function that gives the HTML of an entry; it works when the request is over, too."""
    writers = _list_writers(language, has_furigana)
    words = Words(counter.texts, language)
    template = current_app.jinja_env.get_template("web/entry.html")
    return lambda entry: template.render(entry=present_entry(entry, words), t=words, **writers)


def render_banner(counter: WebCounter, language: str) -> Callable[[Banner | None], str]:
    """A function that gives the HTML inside of the banner, empty for none; it works when the request is over, too."""
    template = current_app.jinja_env.get_template("web/banner_words.html")
    return lambda banner: template.render(banner=present_banner(banner, counter.texts, language)) if banner else ""


def _describe(choice: Choice) -> dict[str, str]:
    """As the composer sends it."""
    return {name: value for name in ("label", "text", "postback", "url") if (value := getattr(choice, name))}


def _list_writers(language: str, has_furigana: bool) -> dict[str, Callable[..., Any]]:
    """How the templates write a text: `read` plainly, `render_words` with its links."""
    write = choose_writer(language, has_furigana=has_furigana)
    return {
        "read": write,
        "render_words": lambda text, spoken="": render_words(text, lambda piece: write(piece, spoken)),
        "safe_url": safe_url,
        "is_elsewhere": is_elsewhere,
        "tag_of": html_lang,
    }


def _list_history(counter: WebCounter, visitor: str, words: Words) -> list[EntryView]:
    conversation_id = find_conversation(counter.database, Channel.WEB, visitor)
    if conversation_id is None:
        return []
    return [present_entry(entry, words) for entry in list_entries(counter.database, conversation_id, limit=HISTORY)]
