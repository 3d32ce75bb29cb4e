"""What became of a broadcast in parts of the city and in saved segments, in figures that know nobody.

Who chose several districts counts in each of them, and everybody where they have chosen to be by now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, false, func, join, select
from sqlmodel import Session, col
from sqlmodel import select as find

from bot.models.broadcasts import Broadcast, BroadcastBatch, BroadcastRecipient
from bot.models.subscriptions import Segment, Subscription, SubscriptionTag
from bot.services import segments
from bot.services.broadcasts.results import Tally
from bot.services.segments.acting import is_too_few
from bot.services.segments.tags import area_tag

NO_AREA = ""  # who has chosen none
_PERSON, _BATCH = BroadcastRecipient, BroadcastBatch


@dataclass(frozen=True)
class Parts:
    """By the area's id and by the segment's name. None: so few that somebody could be known by a need or a child."""

    by_area: Mapping[str, Tally | None]
    by_segment: Mapping[str, Tally | None]


def find_parts(session: Session, broadcast: Broadcast, areas: Sequence[str], now: datetime) -> Parts:
    """In these areas and those that its rule names, and in the saved segments of which its rule is made."""
    rule = _find_rule(session, broadcast)
    named = [area for one in _list_rules(rule) for area in one.get("area", ())]
    tags = {area_tag(area): area for area in (*areas, *named)}
    own = broadcast.id or 0
    by_tag = _tally(session, own, col(SubscriptionTag.tag), _with_tags(), col(SubscriptionTag.tag).in_(tags))
    by_area = {area: by_tag[tag] for tag, area in tags.items() if tag in by_tag}
    nowhere = func.coalesce(Subscription.has_area, false()).is_(False)
    by_area |= _tally(session, own, NO_AREA, _with_choices(), nowhere)
    used = [one for one in session.exec(find(Segment).order_by(col(Segment.name))) if one.rule in _list_rules(rule)]
    by_segment = {one.name: _tally_segment(session, own, one, now) for one in used}
    return Parts(_hide_few(by_area, rule), _hide_few(by_segment, rule))


def _find_rule(session: Session, broadcast: Broadcast) -> Mapping[str, Any]:
    """Of a correction that of what it corrects: it goes to the same people."""
    while broadcast.corrects_id is not None:
        broadcast = session.get_one(Broadcast, broadcast.corrects_id)
    rule: Mapping[str, Any] = broadcast.rule
    return rule


def _list_rules(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The rule and all of which it is made."""
    yield rule
    inner = [*rule.get("all", ()), *rule.get("any", ()), *([rule["not"]] if "not" in rule else ())]
    for one in inner:
        yield from _list_rules(one)


def _hide_few(found: Mapping[str, Tally], rule: Mapping[str, Any]) -> dict[str, Tally | None]:
    try:
        parsed = segments.parse(rule)
    except ValueError:  # it names what is no more
        return dict(found)
    return {name: None if is_too_few(parsed, tally.total) else tally for name, tally in found.items()}


def _with_batches() -> FromClause:
    same = and_(col(_BATCH.broadcast_id) == col(_PERSON.broadcast_id), col(_BATCH.number) == col(_PERSON.batch_number))
    return join(_PERSON, _BATCH, same)


def _with_choices() -> FromClause:
    return _with_batches().outerjoin(Subscription, col(Subscription.conversation_id) == col(_PERSON.conversation_id))


def _with_tags() -> FromClause:
    return _with_choices().join(SubscriptionTag, col(SubscriptionTag.subscription_id) == col(Subscription.id))


def _tally_segment(session: Session, broadcast_id: int, segment: Segment, now: datetime) -> Tally:
    chosen = segments.select_recipients(segments.parse(segment.rule), now, is_urgent=True)
    found = _tally(session, broadcast_id, segment.name, _with_batches(), col(_PERSON.conversation_id).in_(chosen))
    return found.get(segment.name, Tally())


def _tally(
    session: Session, broadcast_id: int, part: Any, people: FromClause, which: ColumnElement[bool]
) -> dict[str, Tally]:
    """`part` is a column, or the name of all of them."""
    own = col(_PERSON.broadcast_id) == broadcast_id
    states: tuple[Any, ...] = (col(_BATCH.status), col(_PERSON.status))
    if not isinstance(part, str):
        states = (*states, part)
    counted = select(func.count(), *states).select_from(people).where(own, which).group_by(*states)
    found: dict[str, Tally] = {}
    for number, batch, person, *name in session.execute(counted):
        found.setdefault(name[0] if name else part, Tally()).add_people(batch, person, number)
    return found
