"""Choices as LINE actions, for quick replies and for buttons in Flex bubbles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from bot.channels.line.limits import (
    ACTION_URI,
    BUTTON_LABEL,
    DISPLAY_TEXT,
    ELLIPSIS,
    IMAGE_URL,
    MESSAGE_ACTION_TEXT,
    POSTBACK_DATA,
    QUICK_REPLIES,
    QUICK_REPLY_LABEL,
    Limit,
    count_units,
    cut,
    drop_unsendable,
    is_visible,
)
from bot.channels.line.pickers import render_picker
from bot.messages import Asks, Choice

_URL_SAFE = "%/:?#[]@!$&'()*+,;=~-._"
_OPENABLE = re.compile(r"(https?://|line://|tel:)[^/?#]")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def render_quick_reply(choices: Iterable[Choice]) -> dict[str, Any] | None:
    """LINE's `quickReply` object of at most 13 distinct choices, the last one always kept; None without any.

    A choice whose address LINE can't open gives no button (see `has_usable_url`).
    """
    usable = [choice for choice in choices if has_usable_url(choice)]
    items = [{"type": "action", "action": render_quick_action(choice)} for choice in pick_choices(usable)]
    return {"items": items} if items else None


def render_quick_action(choice: Choice) -> dict[str, Any]:
    """The action of a quick reply, the only place where LINE can ask for a location."""
    if choice.asks is Asks.LOCATION:
        return {"type": "location", "label": cut(_find_words(choice), QUICK_REPLY_LABEL)}
    return render_action(choice, QUICK_REPLY_LABEL)


def pick_choices(choices: Sequence[Choice], maximum: int = QUICK_REPLIES.maximum) -> list[Choice]:
    """Each choice once, cut to `maximum`; the last one is the way out, so it stays and stays last."""
    if not choices:
        return []
    way_out = choices[-1]
    others = list(dict.fromkeys(choice for choice in choices if choice != way_out))
    return [*others[: maximum - 1], way_out]


def render_button_action(choice: Choice) -> dict[str, Any]:
    """The action of a Flex button."""
    return render_action(choice, BUTTON_LABEL)


def render_action(choice: Choice, label_limit: Limit) -> dict[str, Any]:
    """A postback, picker, uri or message action. Postback data over LINE's limit can't be cut without changing its
    meaning, so the press then says the label, as if typed; and so does a button that asks for a location.
    """
    words = _find_words(choice)
    label = cut(words, label_limit)
    if choice.url and has_usable_url(choice):
        return {"type": "uri", "label": label, "uri": encode_url(choice.url)}
    if 0 < count_units(choice.postback) <= POSTBACK_DATA.maximum and (data := drop_unsendable(choice.postback)):
        if choice.asks and choice.asks is not Asks.LOCATION:
            return render_picker(choice, label, data)
        return {"type": "postback", "label": label, "data": data, "displayText": cut(words, DISPLAY_TEXT)}
    said = choice.text if is_visible(choice.text) else words
    return {"type": "message", "label": label, "text": cut(said, MESSAGE_ACTION_TEXT)}


def _find_words(choice: Choice) -> str:
    return next((text for text in (choice.label, choice.text) if is_visible(text)), ELLIPSIS)


def has_usable_url(choice: Choice) -> bool:
    """True when LINE can open the choice's address, or when it has none. Others are written out as text instead."""
    if not choice.url:
        return True
    if len(choice.url) > ACTION_URI.maximum:
        return False
    url = encode_url(choice.url)
    return count_units(url) <= ACTION_URI.maximum and _OPENABLE.match(url) is not None


def encode_url(url: str) -> str:
    """Percent-encoded as LINE demands, host in IDNA; "" for what can't be read as a URL."""
    url = _STRAY_PERCENT.sub("%25", drop_unsendable(url).strip())
    try:
        parts = urlsplit(url)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
        url = urlunsplit((parts.scheme.lower(), host, parts.path, parts.query, parts.fragment))
    except ValueError:
        return ""
    return quote(url, safe=_URL_SAFE)


def write_out_links(choices: Iterable[Choice]) -> str:
    """Lines "label address" for the choices whose address LINE can't open from a button; "" when all can."""
    unusable = [choice for choice in choices if not has_usable_url(choice)]
    lines = (f"{cut(choice.label, BUTTON_LABEL)} {cut(choice.url, IMAGE_URL)}".strip() for choice in unusable)
    return "\n".join(lines)
