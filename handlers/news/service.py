"""Broadcasts as everybody may read them: what was sent, to whom it was said to go, and what corrected it.

What went to people by what they need, or by a list, is theirs and not published. A correction is published with what
it corrects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from bot.messages import Card, Carousel, Choice, Image, Message, Place, Text
from bot.models.broadcasts import Broadcast, BroadcastKind, BroadcastStatus
from bot.services.broadcasts.content import choose_language
from bot.services.broadcasts.saying import say
from bot.services.segments import RuleError, parse
from bot.services.segments.rules import STANDING, Need, Not, OnList, Rule, Topic, list_leaves
from bot.texts import Texts

PUBLISHED = (BroadcastKind.MESSAGE, BroadcastKind.ALERT, BroadcastKind.DRILL, BroadcastKind.SURVEY)
LEFT = (BroadcastStatus.SENDING, BroadcastStatus.SENT, BroadcastStatus.STOPPED)
URGENT = (BroadcastKind.ALERT, BroadcastKind.DRILL)
LONGEST_TITLE = 80
MOST = 200  # broadcasts that are looked through


@dataclass(frozen=True)
class Piece:
    """A part of what was said: a heading, paragraphs, and addresses to open."""

    title: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Published:
    """One broadcast. `corrections` are its own, the newest last; `has_stopped`: it reached only some."""

    id: int
    kind: str
    topics: tuple[str, ...]
    sent_at: datetime
    languages: tuple[str, ...]
    is_drill: bool
    has_stopped: bool
    broadcast: Broadcast
    corrections: tuple[Published, ...] = ()

    @property
    def updated_at(self) -> datetime:
        return max((self.sent_at, *(one.sent_at for one in self.corrections)))

    def language_for(self, wanted: str) -> str:
        """In which language who reads this one gets it."""
        return choose_language(wanted, self.languages)


def list_published(session: Session, topic: str = "", most: int = 50) -> list[Published]:
    """The newest first; of one topic, where one is named."""
    sent = (col(Broadcast.status).in_(LEFT), col(Broadcast.started_at).is_not(None))
    newest = select(Broadcast).where(*sent, col(Broadcast.kind).in_(PUBLISHED))
    rows = session.exec(newest.order_by(col(Broadcast.started_at).desc(), col(Broadcast.id).desc()).limit(MOST)).all()
    shown = [one for row in rows if (one := _publish(row)) and (not topic or topic in one.topics)][:most]
    corrected = (col(Broadcast.corrects_id).in_([one.id for one in shown]), *sent)
    corrections = session.exec(select(Broadcast).where(*corrected).order_by(col(Broadcast.id))).all()
    return [_with_corrections(one, corrections) for one in shown]


def list_pieces(published: Published, language: str, texts: Texts) -> list[Piece]:
    """What it said in a language that it has, a drill's mark with it."""
    return [piece for message in say(published.broadcast, language, texts) for piece in _read(message)]


def find_title(pieces: Sequence[Piece]) -> str:
    """Its first heading, or the first line of its words."""
    named = (one.title for one in pieces if one.title)
    said = (one.text.strip().partition("\n")[0] for one in pieces if one.text.strip())
    return next(named, next(said, ""))[:LONGEST_TITLE]


def _publish(row: Broadcast) -> Published | None:
    """None for what isn't everybody's."""
    try:
        rule = parse(row.rule)
    except RuleError:
        return None
    if row.id is None or row.started_at is None or any(isinstance(one, Need | OnList) for one in list_leaves(rule)):
        return None
    topics = tuple(dict.fromkeys(_list_topics(rule))) or ((STANDING,) if row.kind in URGENT else ())
    return _make(row, row.id, row.started_at, topics)


def _with_corrections(one: Published, corrections: Sequence[Broadcast]) -> Published:
    own = [row for row in corrections if row.corrects_id == one.id and row.id and row.started_at]
    return replace(one, corrections=tuple(_make(row, row.id, row.started_at, one.topics) for row in own))


def _make(row: Broadcast, id: int | None, sent_at: datetime | None, topics: tuple[str, ...]) -> Published:
    assert id is not None and sent_at is not None
    content: Mapping[str, object] = row.content
    has_stopped = row.status == BroadcastStatus.STOPPED
    return Published(id, row.kind, topics, sent_at, tuple(content), row.is_drill, has_stopped, row)


def _list_topics(rule: Rule) -> Iterator[str]:
    """Those that are wanted; "not of this topic" is none."""
    if isinstance(rule, Topic):
        yield rule.id
    elif not isinstance(rule, Not):
        for one in getattr(rule, "rules", ()):
            yield from _list_topics(one)


def _read(message: Message) -> Iterator[Piece]:
    match message:
        case Text(text=text):
            yield Piece("", text)
        case Card():
            yield _read_card(message)
        case Carousel(cards=cards):
            yield from map(_read_card, cards)
        case Image(alt=alt, url=url):
            yield Piece("", alt, ((alt, url),) if url.startswith("https://") else ())
        case Place(title=title, address=address):
            yield Piece(title, address)


def _read_card(card: Card) -> Piece:
    facts = "\n".join(f"{name}: {value}" for name, value in card.facts)
    text = "\n\n".join(filter(None, (card.text, facts, card.note)))
    return Piece(card.title, text, tuple(_list_links(card.buttons)))


def _list_links(buttons: Sequence[Choice]) -> Iterator[tuple[str, str]]:
    yield from ((one.label, one.url) for one in buttons if one.url.startswith(("https://", "http://", "tel:")))
