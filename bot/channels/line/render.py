"""Messages as LINE's JSON. Pure, and it never fails: what LINE would refuse is split, shortened or told as text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from bot.channels.line.actions import encode_url, render_quick_reply
from bot.channels.line.fitting import describe_message, fit_messages, split_text
from bot.channels.line.flex import render_card, render_carousel
from bot.channels.line.limits import (
    ELLIPSIS,
    IMAGE_URL,
    LOCATION_ADDRESS,
    LOCATION_TITLE,
    SENDER_NAME,
    TEXT,
    Limit,
    count_units,
    cut,
    is_visible,
)
from bot.messages import Card, Carousel, Choice, Image, Message, Place, Text

_IMAGE_URL = re.compile("https://[^/?#]")


def render_messages(messages: Sequence[Message], sender_name: str = "") -> list[dict[str, Any]]:
    """One to five message objects for a reply or push; [] only when there is nothing at all to show. `sender_name` is
    shown instead of the account's, at most 20 characters of it.

    LINE shows quick replies under the last message alone, so the choices of all messages are gathered there.
    """
    choices = [choice for message in messages for choice in message.choices]
    rendered = _render_all(fit_messages(messages)) or _render_all(_list_labels(choices))
    quick_reply = render_quick_reply(choices)
    if rendered and quick_reply:
        rendered[-1]["quickReply"] = quick_reply
    if sender_name:
        for item in rendered:
            item["sender"] = {"name": cut(sender_name, SENDER_NAME)}
    return rendered


def _render_all(messages: Sequence[Message]) -> list[dict[str, Any]]:
    return [item for message in messages if (item := _render(message)) is not None]


def _list_labels(choices: Sequence[Choice]) -> list[Message]:
    """Choices can't hang in the air; without any message, their labels are the message."""
    labels = split_text("\n".join(choice.label for choice in choices))
    return [Text(label) for label in labels[:1]]


def _render(message: Message) -> dict[str, Any] | None:
    match message:
        case Text():
            return _render_text(message.text)
        case Card():
            return render_card(message)
        case Carousel():
            return render_carousel(message.cards, message.alt)
        case Image():
            return _render_image(message)
        case Place():
            return _render_place(message)


def _render_text(text: str) -> dict[str, Any] | None:
    return {"type": "text", "text": cut(text, TEXT)} if is_visible(text) else None


def _render_image(image: Image) -> dict[str, Any] | None:
    url, preview_url = (encode_url(address[: IMAGE_URL.maximum + 1]) for address in (image.url, image.preview_url))
    if not _is_image_url(url):
        return _render_text(describe_message(image))
    preview = preview_url if _is_image_url(preview_url) else url
    return {"type": "image", "originalContentUrl": url, "previewImageUrl": preview}


def _is_image_url(url: str) -> bool:
    return _IMAGE_URL.match(url) is not None and count_units(url) <= IMAGE_URL.maximum


def _render_place(place: Place) -> dict[str, Any] | None:
    if not (_is_within(place.latitude, 90) and _is_within(place.longitude, 180)):
        return _render_text(describe_message(place))
    return {
        "type": "location",
        "title": _cut_filled(LOCATION_TITLE, place.title, place.address),
        "address": _cut_filled(LOCATION_ADDRESS, place.address, place.title),
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _is_within(degrees: float, limit: float) -> bool:
    return math.isfinite(degrees) and abs(degrees) <= limit


def _cut_filled(limit: Limit, *texts: str) -> str:
    """The first text with anything to see, cut; LINE takes no empty title or address."""
    return cut(next(filter(is_visible, texts), ELLIPSIS), limit)
