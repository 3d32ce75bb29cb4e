"""Making any number of messages fit into the five that LINE takes, losing as few words as can be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import regex

from bot.channels.line.actions import write_out_links
from bot.channels.line.flex import describe_card
from bot.channels.line.limits import MESSAGES, TEXT, count_units, cut, drop_unsendable, find_unit_boundary, is_visible
from bot.messages import Card, Carousel, Image, Message, Place, Text

_SENTENCE_END = regex.compile("[\u3002\uff01\uff1f!?\n]+[\u300d\u300f\uff09)\"']*|\\.(?=\\s)")
_WORD_END = regex.compile(r"\s+")
MAX_TEXT = 2 * MESSAGES.maximum * TEXT.maximum  # no five messages hold more
MIN_FILL = 0.5  # a boundary in the first half would waste a message


def fit_messages(messages: Sequence[Message]) -> list[Message]:
    """At most five messages whose texts are within 5,000 units, in the same order; choices are not looked at.

    Long texts are split at the ends of sentences. When it is too much, neighbouring texts are joined, then
    neighbouring cards stand side by side, then the middle is told as text, and last the longest texts are cut.
    """
    fitted = [message for message in messages if is_visible(describe_message(message))]
    for shorten in (_join_texts, _join_cards, _tell_middle):
        if sum(map(_count_pieces, fitted)) <= MESSAGES.maximum:
            break
        fitted = shorten(fitted)
    return _split_texts(fitted)


def describe_message(message: Message) -> str:
    """The message in plain words, "" for one with nothing to show."""
    match message:
        case Text():
            parts = [message.text[:MAX_TEXT], write_out_links(message.choices)]
        case Card():
            has_content = any(map(is_visible, (message.title, message.text, message.note)))
            parts = (
                [describe_card(message)] if has_content or message.facts or message.tables or message.buttons else []
            )
        case Carousel():
            parts = [describe_message(card) for card in message.cards]
        case Image():
            parts = [message.alt[:MAX_TEXT], message.url[:MAX_TEXT]]
        case Place():
            parts = [message.title[:MAX_TEXT], message.address[:MAX_TEXT]]
    return "\n".join(part for part in parts if is_visible(part))


def split_text(text: str, max_units: int = TEXT.maximum) -> list[str]:
    """Pieces of at most `max_units` UTF-16 units, broken after a sentence, else a word, else a grapheme."""
    pieces = []
    rest = drop_unsendable(text).strip()
    while count_units(rest) > max_units:
        end = find_unit_boundary(rest, max_units)
        end = _find_break(rest[:end]) or end
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [piece for piece in (*pieces, rest) if is_visible(piece)]


def _find_break(text: str) -> int:
    start = int(len(text) * MIN_FILL)
    for pattern in (_SENTENCE_END, _WORD_END):
        ends: list[int] = [match.end() for match in pattern.finditer(text, start)]
        if ends:
            return ends[-1]
    return 0


def _count_pieces(message: Message) -> int:
    return len(split_text(describe_message(message))) if isinstance(message, Text) else 1


def _join_texts(messages: Sequence[Message]) -> list[Message]:
    joined: list[Message] = []
    for is_text, group in groupby(messages, key=lambda message: isinstance(message, Text)):
        members = list(group)
        joined += [Text("\n\n".join(map(describe_message, members)))] if is_text else members
    return joined


def _join_cards(messages: Sequence[Message]) -> list[Message]:
    joined: list[Message] = []
    for is_card, group in groupby(messages, key=lambda message: isinstance(message, Card | Carousel)):
        members = list(group)
        joined += [_side_by_side(members)] if is_card and len(members) > 1 else members
    return joined


def _side_by_side(messages: Sequence[Message]) -> Carousel:
    cards: list[Card] = []
    for message in messages:
        cards += message.cards if isinstance(message, Carousel) else [message] if isinstance(message, Card) else []
    return Carousel(tuple(cards))


def _tell_middle(messages: Sequence[Message]) -> list[Message]:
    """The first three and the last stay what they are: the answer begins there, and the question is last."""
    if len(messages) <= MESSAGES.maximum:
        return list(messages)
    told = "\n\n".join(describe_message(message) for message in messages[3:-1])
    return [*messages[:3], Text(told), messages[-1]]


def _split_texts(messages: Sequence[Message]) -> list[Message]:
    """Texts as pieces that LINE takes; each later message keeps one place."""
    out: list[Message] = []
    for index, message in enumerate(messages):
        if not isinstance(message, Text):
            out.append(message)
            continue
        places = MESSAGES.maximum - len(out) - (len(messages) - index - 1)
        pieces = split_text(describe_message(message))
        kept = [*pieces[: places - 1], "\n".join(pieces[places - 1 :])] if len(pieces) > places else pieces
        out += [Text(cut(piece, TEXT)) for piece in kept]
    return out
