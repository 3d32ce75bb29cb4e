"""Addresses in what people wrote lead over one of ours, which counts how often and not by whom."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from bot.messages import Card, Carousel, Choice, Message, Text
from bot.models.broadcasts import Broadcast, BroadcastLink
from bot.services.broadcasts.content import read_content

PATH = "/r/"
STAFF = "staff"  # the origin of what people wrote; an alert's addresses stay as they are, whatever becomes of us
# In ASCII, as a browser's address bar gives it, and without the full stop of the sentence it ends.
_URL = re.compile(r"https?://[-0-9A-Za-z._~:/?#\[\]@!$&'()*+,;=%]*[-0-9A-Za-z_~/#=&%]")
_KEY_BYTES = 6


def make_links(session: Session, broadcast: Broadcast) -> None:
    """For each address in each language; to be called once, when its recipients are settled."""
    if broadcast.origin != STAFF or broadcast.id is None:
        return
    for language in broadcast.content:
        for url in dict.fromkeys(_list_urls(read_content(broadcast.content, language))):
            key = secrets.token_urlsafe(_KEY_BYTES)
            session.add(BroadcastLink(key=key, broadcast_id=broadcast.id, language=language, url=url))
    session.flush()


def find_links(session: Session, broadcast_id: int, language: str) -> dict[str, str]:
    """Keys by address."""
    own = col(BroadcastLink.broadcast_id) == broadcast_id, col(BroadcastLink.language) == language
    return {link.url: link.key for link in session.exec(select(BroadcastLink).where(*own))}


def put_links(messages: Sequence[Message], links: Mapping[str, str], public_url: str) -> list[Message]:
    """The messages with our addresses in place of those."""
    if not links:
        return list(messages)
    ours = {url: f"{public_url.rstrip('/')}{PATH}{key}" for url, key in links.items()}
    return [_put(message, ours) for message in messages]


def press(session: Session, key: str) -> str | None:
    """Count one, and say where it leads; None for an unknown key."""
    same = col(BroadcastLink.key) == key
    counted = update(BroadcastLink).where(same).values(presses=col(BroadcastLink.presses) + 1)
    found = session.execute(counted.returning(col(BroadcastLink.url))).first()
    return None if found is None else str(found[0])


def find_url(session: Session, key: str) -> str | None:
    """Where it leads, without counting."""
    return session.exec(select(BroadcastLink.url).where(col(BroadcastLink.key) == key)).first()


def sum_presses(session: Session, broadcast_id: int) -> dict[str, int]:
    """By language; nothing where there is no address."""
    own = col(BroadcastLink.broadcast_id) == broadcast_id
    counted = select(BroadcastLink.language, func.sum(BroadcastLink.presses)).where(own)
    return {language: int(presses) for language, presses in session.exec(counted.group_by(BroadcastLink.language))}


def _list_urls(messages: Iterable[Message]) -> list[str]:
    urls: list[str] = []
    for message in messages:
        if isinstance(message, Text):
            urls += _URL.findall(message.text)
        for choice in _list_choices(message):
            urls += [choice.url] if choice.url.startswith(("http://", "https://")) else []
    return urls


def _list_choices(message: Message) -> list[Choice]:
    cards = message.cards if isinstance(message, Carousel) else (message,) if isinstance(message, Card) else ()
    return [*message.choices, *(button for card in cards for button in card.buttons)]


def _put(message: Message, ours: Mapping[str, str]) -> Message:
    def lead(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple(replace(choice, url=ours.get(choice.url, choice.url)) for choice in choices)

    message = replace(message, choices=lead(message.choices))
    if isinstance(message, Text):
        return replace(message, text=_URL.sub(lambda found: ours.get(found.group(), found.group()), message.text))
    if isinstance(message, Card):
        return replace(message, buttons=lead(message.buttons))
    if isinstance(message, Carousel):
        return replace(message, cards=tuple(replace(card, buttons=lead(card.buttons)) for card in message.cards))
    return message
