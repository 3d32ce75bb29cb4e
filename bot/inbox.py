"""The inbox: webhook events become rows before they are answered, and each row becomes one turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bot import turns
from bot.bell import Bell
from bot.clock import utc_now
from bot.db import Database, insert_if_new
from bot.dialogue.engine import DialogueEngine
from bot.errors import TemporaryFault, describe_fault
from bot.messages import Channel, Inbound, InboundKind
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow, InboxStatus
from bot.services import claims
from bot.services.claims import Claim, LeaseLost
from bot.services.desk.requests import QUEUE
from nlu.masking import Publications, mask

log = logging.getLogger(__name__)

TOPIC = "inbox"
MAX_ATTEMPTS = 6


def accept(database: Database, inbounds: Sequence[Inbound], pick_published: Publications = lambda _found: ()) -> int:
    """Store webhook events, all or none; the number of new ones. Raises TemporaryFault when they can't be stored.

    What citizens must not have typed is masked here, before anything is stored; `pick_published` says what stays.
    """
    if not inbounds:
        return 0
    try:
        inbounds = [_mask(inbound, pick_published) for inbound in inbounds]
        with database.write() as session:
            # Always in the same order, so that two deliveries of the same events can't lock each other out.
            ordered = sorted(inbounds, key=lambda inbound: (inbound.channel, inbound.address))
            return sum(add(session, database, inbound) for inbound in ordered)
    except OperationalError as error:
        raise TemporaryFault(f"the inbox can't be written: {type(error.orig).__name__}") from error


def _mask(inbound: Inbound, pick_published: Publications) -> Inbound:
    masked = mask(inbound.text, pick_published)
    label = mask(inbound.params.get("label", ""), pick_published).text
    params = {**inbound.params, "label": label} if label else inbound.params
    return replace(inbound, text=masked.text, params=params, masked=masked.kinds)


def add(session: Session, database: Database, inbound: Inbound) -> bool:
    """Store one event in a transaction of somebody else's; False when it was there already. Nothing is masked here."""
    conversation_id = ensure_conversation(session, database, inbound.channel, inbound.address, inbound.locale)
    ignored = inbound.silent or inbound.kind is InboundKind.OTHER
    values = {
        "channel": inbound.channel,
        "event_id": inbound.event_id,
        "conversation_id": conversation_id,
        "kind": inbound.kind,
        "message_id": inbound.message_id,
        "inbound": inbound.to_json(),
        "status": InboxStatus.IGNORED if ignored else InboxStatus.ACCEPTED,
        "attempts": 0,
        "occurred_at": inbound.occurred_at,
        "received_at": utc_now(),
        "engine": "",
    }
    return insert_if_new(session, InboxRow, values) is not None


def ensure_conversation(session: Session, database: Database, channel: str, address: str, locale: str) -> int:
    """The id of the conversation with this citizen on this channel, made when there is none."""
    fingerprint = database.vault.fingerprint(f"{channel}:{address}")
    known = _find_conversation_id(session, channel, fingerprint)
    if known is not None:
        return known
    values = {
        "channel": channel,
        "address_fingerprint": fingerprint,
        "address": address,
        "locale": locale,
        "is_blocked": False,
        "created_at": utc_now(),
        "leased_by": "",
        "session_from": 0,
    }
    made = insert_if_new(session, Conversation, values)
    found = made if made is not None else _find_conversation_id(session, channel, fingerprint)
    assert found is not None
    return found


def _find_conversation_id(session: Session, channel: str, fingerprint: str) -> int | None:
    statement = select(Conversation.id).where(
        Conversation.channel == channel, Conversation.address_fingerprint == fingerprint
    )
    return session.exec(statement).first()


def work_one(
    database: Database,
    engine: DialogueEngine,
    bell: Bell,
    while_working: Callable[[Inbound], AbstractContextManager[object]] = lambda _inbound: nullcontext(),
) -> bool:
    """Take up one waiting row and finish it; False when there was none. `while_working` surrounds the turn."""
    claimed = claims.claim(database)
    if claimed is None:
        return False
    topics = [f"conversation:{claimed.conversation_id}"]
    if claimed.inbound.channel is Channel.LINE:
        topics.append("outbox")  # the web's pages read what they are told: nobody wakes to send it
    try:
        with while_working(claimed.inbound):
            if process(database, engine, claimed):
                topics.append(QUEUE)
    except LeaseLost:
        log.warning("inbox %s: another worker took over", claimed.inbox_id)
    except OperationalError as error:
        log.warning("inbox %s: put off, the database said %s", claimed.inbox_id, type(error.orig).__name__)
        claims.postpone(database, claimed)
    except Exception as error:  # noqa: BLE001  # the row stays, and after its attempts the citizen is told
        log.error("inbox %s: put off: %s", claimed.inbox_id, describe_fault(error))
        claims.postpone(database, claimed)
    for topic in topics:
        bell.ring(topic)
    return True


def process(database: Database, engine: DialogueEngine, claimed: Claim) -> bool:
    """One row, one transaction: tracker events, outbox row and "done" together, or nothing of it. Whether the queue at
    the desk has changed."""
    kind = claimed.inbound.kind
    if claimed.attempts > MAX_ATTEMPTS:
        turns.give_up(database, engine, claimed)
    elif kind is InboundKind.UNFOLLOW:
        turns.stop_sending(database, claimed)
    elif kind is InboundKind.UNSEND:
        turns.forget(database, claimed)
    else:
        return turns.take_turn(database, engine, claimed)
    return False
