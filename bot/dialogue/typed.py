"""A button of the last answer whose words are typed instead of pressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.messages import Card, Carousel, Choice, Inbound, InboundKind, Message
from nlu.normalize import normalize


def press_typed(inbound: Inbound, answer: Sequence[Message]) -> Inbound:
    """The button's postback where its whole label was typed; else the inbound as it is.

    A label that several buttons have is left to the understanding.
    """
    if inbound.kind is not InboundKind.TEXT:
        return inbound
    said = _fold(inbound.text)
    whole = (choice for choice in _list_choices(answer) if choice.postback and not choice.asks)
    meant = {choice.postback for choice in whole if _fold(choice.label) == said}
    if len(meant) != 1:
        return inbound
    params = {**inbound.params, "label": inbound.text}
    return replace(inbound, kind=InboundKind.POSTBACK, postback=meant.pop(), params=params)


def _fold(text: str) -> str:
    return normalize(text).casefold()


def _list_choices(answer: Iterable[Message]) -> Iterator[Choice]:
    for message in answer:
        yield from message.choices
        cards = message.cards if isinstance(message, Carousel) else (message,) if isinstance(message, Card) else ()
        for card in cards:
            yield from (*card.buttons, *card.choices)
