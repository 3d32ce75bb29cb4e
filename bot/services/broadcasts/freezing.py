"""Who gets a broadcast is settled once: whoever joins, leaves or changes their wishes later changes nothing in it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, case, func, insert, literal, outerjoin, select
from sqlmodel import Session, col

from bot.messages import Channel
from bot.models.broadcasts import Broadcast, BroadcastBatch, BroadcastRecipient, RecipientStatus
from bot.models.conversation import Conversation
from bot.models.subscriptions import Subscription
from bot.services import segments
from bot.services.broadcasts.content import choose_language
from bot.services.broadcasts.quiet import defer_quiet
from bot.services.broadcasts.reserving import reserve
from bot.texts import LANGUAGES

BATCH_SIZE = 500  # LINE's multicast takes no more
CHANNELS = (Channel.LINE, Channel.WEB)
NUMBERS = 10_000  # of the batches of one channel and language
SPLIT_FROM = 1_000_000_000  # of batches that were made of others, see `bot.broadcasting.settling`
URGENT, ORDINARY = 0, 1


def freeze(session: Session, broadcast: Broadcast, chosen: Select[Any], now: datetime) -> int:
    """Write down recipients and their batches, beside those that there are; how many are new.

    `chosen` are ids of conversations. Done in the database, since a whole city has to pass in seconds.
    """
    session.flush()
    assert broadcast.id is not None
    there, first = tuple(broadcast.content), _find_free_number(session, broadcast.id)
    session.execute(_copy_recipients(broadcast.id, chosen, there, first))
    sizes = _count_batches(session, broadcast.id, first)
    rank = URGENT if broadcast.is_urgent else ORDINARY
    rows: list[dict[str, Any]] = [
        {
            "broadcast_id": broadcast.id,
            "number": number,
            "channel": _groups(there)[(number - first) // NUMBERS][0],
            "language": language,
            "size": size,
            "rank": rank,
            "status": "waiting",
            "retry_key": str(uuid.uuid4()),
            "tries": 0,
            "is_uncertain": False,
            "not_before": broadcast.send_at,
            "leased_by": "",
            "request_ids": [],
            "reason": "",
            "reached": 0,
        }
        for number, language, size in sizes
    ]
    if rows:
        session.execute(insert(BroadcastBatch), rows)
    if not broadcast.is_urgent:
        defer_quiet(session, broadcast, first, _find_free_number(session, broadcast.id), BATCH_SIZE, now)
    found: int = sum(row["size"] for row in rows)
    in_line = sum(row["size"] for row in rows if row["channel"] == Channel.LINE)
    reserve(session, broadcast.id, in_line, broadcast.send_at or now)
    _count_in(session, broadcast, found, now)
    return found


def _count_in(session: Session, broadcast: Broadcast, found: int, now: datetime) -> None:
    """After the reservation, as the sender locks them, and last: what is still being settled is being sent already."""
    broadcast.frozen_at = broadcast.frozen_at or now
    broadcast.total = col(Broadcast.total) + found  # type: ignore[assignment]
    session.add(broadcast)
    session.flush()
    session.refresh(broadcast)


def _find_free_number(session: Session, broadcast_id: int) -> int:
    own = (col(BroadcastBatch.broadcast_id) == broadcast_id) & (col(BroadcastBatch.number) < SPLIT_FROM)
    last = session.execute(select(func.max(BroadcastBatch.number)).where(own)).scalar_one()
    return 0 if last is None else int(last) + 1


def _copy_recipients(broadcast_id: int, chosen: Select[Any], there: Sequence[str], first: int) -> Insert:
    """INSERT … SELECT: numbered through within a channel and language, so that 500 of them make a batch."""
    person = _select_people(chosen).subquery()
    language = _language_for(person.c.spoken, there)
    group = case(
        *(
            ((person.c.channel == channel) & (language == given), number)
            for number, (channel, given) in enumerate(_groups(there))
        ),
        else_=0,
    )
    place = func.row_number().over(partition_by=group, order_by=person.c.id) - 1
    source = select(
        literal(broadcast_id),
        person.c.id,
        first + group * NUMBERS + place // BATCH_SIZE,
        language,
        literal(RecipientStatus.PLANNED.value),
    )
    names = ["broadcast_id", "conversation_id", "batch_number", "language", "status"]
    return insert(BroadcastRecipient).from_select(names, source)


def _select_people(chosen: Select[Any]) -> Select[Any]:
    """Those among the chosen who can be told, with their channel and the language in which they are written to."""
    with_choices = outerjoin(Conversation, Subscription, col(Subscription.conversation_id) == col(Conversation.id))
    columns: list[Any] = [col(Conversation.id), col(Conversation.channel), segments.language_of().label("spoken")]
    people: Select[Any] = (
        select(*columns)
        .select_from(with_choices)
        .where(
            col(Conversation.id).in_(chosen),
            col(Conversation.channel).in_(CHANNELS),
            col(Conversation.is_blocked).is_(False),
            col(Conversation.erased_at).is_(None),
        )
    )
    return people


def _groups(there: Sequence[str]) -> list[tuple[str, str]]:
    return [(channel, language) for channel in CHANNELS for language in there]


def _language_for(spoken: ColumnElement[str], there: Sequence[str]) -> ColumnElement[str]:
    """In which language of the content who speaks this one gets it."""
    otherwise = choose_language("ja", there)
    said = {language: choose_language(language, there) for language in (*LANGUAGES, *there)}
    differing = [(spoken == wanted, literal(given)) for wanted, given in said.items() if given != otherwise]
    return case(*differing, else_=literal(otherwise)) if differing else literal(otherwise)


def _count_batches(session: Session, broadcast_id: int, first: int) -> list[tuple[int, str, int]]:
    number, language = col(BroadcastRecipient.batch_number), col(BroadcastRecipient.language)
    counted = (
        select(number, func.min(language), func.count())
        .where(col(BroadcastRecipient.broadcast_id) == broadcast_id, number >= first, number < SPLIT_FROM)
        .group_by(number)
        .order_by(number)
    )
    return [(int(found), given, int(size)) for found, given, size in session.execute(counted)]
