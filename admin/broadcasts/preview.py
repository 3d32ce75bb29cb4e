"""A broadcast as its readers will see it: LINE's own JSON, and the web page's cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.channels.line.render import render_messages
from bot.channels.web.links import render_words
from bot.messages import message_to_json
from bot.models.broadcasts import Broadcast
from bot.pages import html_lang
from bot.services.broadcasts.saying import say
from bot.texts import Texts


@dataclass(frozen=True)
class Shown:
    """One language. `line` is what is sent, `web` what the page shows."""

    language: str
    name: str
    tag: str
    line: list[dict[str, Any]]
    web: list[dict[str, Any]]


def preview_values(broadcast: Broadcast, texts: Texts) -> dict[str, Any]:
    """What `broadcasts/parts.html` needs to show a message."""
    return {"shown": preview(broadcast, texts), "write_words": render_words}


def preview(broadcast: Broadcast, texts: Texts) -> list[Shown]:
    """In each language that is written, with the mark of a drill."""
    return [_show(broadcast, language, texts) for language in texts.languages if language in broadcast.content]


def _show(broadcast: Broadcast, language: str, texts: Texts) -> Shown:
    messages = say(broadcast, language, texts)
    return Shown(
        language,
        texts.name_language(language),
        html_lang(language),
        render_messages(messages),
        [message_to_json(message) for message in messages],
    )
