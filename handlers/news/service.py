"""Broadcasts as everybody may read them: what was sent, to whom it was said to go, and what corrected it.

What went to people by what they need, or by a list, is theirs and not published. A correction is published with what
it corrects.
"""

from __future__ import annotations

import re
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
AT_ONCE = 200  # broadcasts that are read at once
MOST_READ = 2_000  # and for one page, which may be of a rare topic
_SENT = (col(Broadcast.status).in_(LEFT), col(Broadcast.started_at).is_not(None))
_STOP = re.compile(r"(?<=[。！？])")


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


@dataclass(frozen=True)
class Listed:
    """Of the newest first. `older` is what to go on from where there may be more."""

    shown: tuple[Published, ...]
    older: int | None = None


def list_published(session: Session, topic: str = "", most: int = 50, before: int | None = None) -> Listed:
    """Of one topic, where one is named; `before` is where another page ended."""
    shown: list[Published] = []
    last = session.get(Broadcast, before) if before else None
    for _ in range(MOST_READ // AT_ONCE):
        rows = _read_sent(session, last)
        for row in rows:
            if (one := _publish(row)) and (not topic or topic in one.topics):
                if len(shown) == most:
                    return Listed(_add_corrections(session, shown), last.id if last else None)
                shown.append(one)
            last = row
        if len(rows) < AT_ONCE:
            return Listed(_add_corrections(session, shown))
    return Listed(_add_corrections(session, shown), last.id if last else None)


def _read_sent(session: Session, last: Broadcast | None) -> Sequence[Broadcast]:
    """The next ones after the last that was read."""
    wanted = select(Broadcast).where(*_SENT, col(Broadcast.kind).in_(PUBLISHED))
    if last is not None and last.started_at is not None:
        moment, id = col(Broadcast.started_at), col(Broadcast.id)
        wanted = wanted.where((moment < last.started_at) | ((moment == last.started_at) & (id < last.id)))
    newest = (col(Broadcast.started_at).desc(), col(Broadcast.id).desc())
    return session.exec(wanted.order_by(*newest).limit(AT_ONCE)).all()


def _add_corrections(session: Session, shown: Sequence[Published]) -> tuple[Published, ...]:
    corrected = (col(Broadcast.corrects_id).in_([one.id for one in shown]), *_SENT)
    corrections = session.exec(select(Broadcast).where(*corrected).order_by(col(Broadcast.id))).all()
    return tuple(_with_corrections(one, corrections) for one in shown)


def list_pieces(published: Published, language: str, texts: Texts) -> list[Piece]:
    """What it said in a language that it has, a drill's mark with it."""
    return [piece for message in say(published.broadcast, language, texts) for piece in _read(message)]


def find_title(pieces: Sequence[Piece]) -> str:
    """Its first heading, or the first sentence of its words' first line."""
    named = (one.title for one in pieces if one.title)
    said = (_STOP.split(one.text.strip().partition("\n")[0])[0] for one in pieces if one.text.strip())
    return next(named, next(said, ""))[:LONGEST_TITLE]


def leave_title(pieces: Sequence[Piece], title: str) -> list[Piece]:
    """What is to be read under a heading that says the title already."""
    if not pieces or not title:
        return list(pieces)
    first, *others = pieces
    if first.title == title:
        first = replace(first, title="")
    elif not first.title and first.text.strip().startswith(title):
        first = replace(first, text=first.text.strip().removeprefix(title).lstrip())
    return [first, *others]


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
    return Piece(card.title, text, tuple(_list_links((*card.buttons, *card.elsewhere))))


def _list_links(buttons: Sequence[Choice]) -> Iterator[tuple[str, str]]:
    yield from ((one.label, one.url) for one in buttons if one.url.startswith(("https://", "http://", "tel:")))
