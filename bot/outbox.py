"""The outbox: stored messages are sent, in order, and the row says what became of them.

Only LINE needs sending; the web page and the terminal read their rows. A row is leased while it is sent, and its tries
are counted before each request, so that a killed process is seen as "may have been accepted".
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.channels.line.delivery import Delivery, DeliveryResult, DeliveryStatus, Method, deliver
from bot.channels.line.render import render_messages
from bot.channels.line.sender import LineSender
from bot.clock import utc_now
from bot.db import Database
from bot.errors import describe_fault
from bot.messages import message_from_json
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow, OutboxStatus
from bot.services.ledger import count_sent
from bot.services.quota import may_push

log = logging.getLogger(__name__)

TOPIC = "outbox"
UNKNOWN_SERVICE = "unknown"  # of rows that waited while the ledger was added
LEASE = timedelta(seconds=10)  # a slow sender may overlap the next one; LINE's rules keep them from doubling


def send_one(database: Database, sender: LineSender) -> bool:
    """Send one waiting row; False when there was none."""
    claimed = _claim(database)
    if claimed is None:
        return False
    row_id, lease, delivery = claimed
    if delivery is None:
        return True  # nobody is there any more
    result = deliver(
        sender,
        delivery,
        utc_now(),
        before_try=lambda method: _count_try(database, row_id, method),
        may_push=lambda: _may_push(database, row_id),
    )
    _settle(database, row_id, lease, result)
    return True


def _claim(database: Database) -> tuple[int, str, Delivery | None] | None:
    now = utc_now()
    with database.write() as session:
        row = _find_waiting(session, now)
        if row is None or row.id is None:
            return None
        conversation = session.get(Conversation, row.conversation_id)
        if conversation is None or conversation.is_blocked:
            row.status, row.reason = OutboxStatus.DROPPED, "blocked"
            return row.id, "", None
        try:
            delivery = _delivery(row, conversation.address)
        except Exception as error:  # noqa: BLE001  # trying again can't help, and the rows behind it must not wait
            log.error("outbox %s: can't be rendered: %s", row.id, describe_fault(error))
            row.status, row.reason = OutboxStatus.FAILED, "unrenderable"
            return row.id, "", None
        row.leased_by, row.leased_until = secrets.token_hex(8), now + LEASE
        return row.id, row.leased_by, delivery


def _find_waiting(session: Session, now: datetime) -> OutboxRow | None:
    """The oldest row that is due and has no earlier one waiting in its conversation."""
    earlier = aliased(OutboxRow)
    is_first = ~exists().where(
        col(earlier.conversation_id) == col(OutboxRow.conversation_id),
        col(earlier.status) == OutboxStatus.CREATED,
        col(earlier.id) < col(OutboxRow.id),
    )
    statement = (
        select(OutboxRow)
        .where(
            text("outbox.status = 'created'"),  # a literal, so that both databases use the partial index
            or_(col(OutboxRow.leased_until).is_(None), col(OutboxRow.leased_until) < now),
            or_(col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before) <= now),
            is_first,
        )
        # A sum, so that SQLite sorts what is waiting and does not walk along all rows there ever were, by their ids.
        .order_by(col(OutboxRow.id) + 0)
        .limit(1)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )
    return session.exec(statement).first()


def _delivery(row: OutboxRow, address: str) -> Delivery:
    return Delivery(
        messages=render_messages([message_from_json(message) for message in row.messages], row.sender_name),
        address=address,
        retry_key=row.retry_key,
        reply_token=row.reply_token,
        token_received_at=row.token_occurred_at,
        redelivered=row.is_redelivered,
        reply_attempts=row.reply_attempts,
        push_attempts=row.push_attempts,
        first_try_uncertain=row.is_reply_uncertain,
    )


def _count_try(database: Database, row_id: int, method: Method) -> None:
    with database.write() as session:
        row = session.get(OutboxRow, row_id)
        assert row is not None
        if method is Method.REPLY:
            row.reply_attempts += 1
            row.is_reply_uncertain = True
        else:
            row.push_attempts += 1


def _may_push(database: Database, row_id: int) -> bool:
    with database.read() as session:
        row = session.get(OutboxRow, row_id)
        return may_push(session, utc_now(), must_arrive=row is not None and row.must_arrive)


def lock_row(statement: SelectOfScalar[OutboxRow]) -> SelectOfScalar[OutboxRow]:
    """Keep the row until the transaction ends, so that of two senders one sees what the other did."""
    return statement.with_for_update()


def _settle(database: Database, row_id: int, lease: str, result: DeliveryResult) -> None:
    """Say what became of a row; what was sent is counted here, once."""
    now = utc_now()
    with database.write() as session:
        row = session.exec(lock_row(select(OutboxRow).where(OutboxRow.id == row_id))).first()
        if row is None or row.leased_by != lease:
            return  # deleted, or taken over after the lease ran out: LINE's rules keep the other from doubling it
        row.leased_by, row.leased_until = "", None
        row.method, row.request_id, row.reason = result.method, result.request_id, result.reason
        row.is_reply_uncertain = result.uncertain
        if result.status is DeliveryStatus.SENT:
            row.status, row.sent_at = OutboxStatus.SENT, now
            count_sent(session, row.service or UNKNOWN_SERVICE, result.method, now)
        elif result.status is DeliveryStatus.HELD:
            row.status = OutboxStatus.HELD
            level = logging.ERROR if row.must_arrive else logging.WARNING
            log.log(level, "outbox %s: held, the quota leaves no room: request %s", row_id, result.request_id or "-")
        elif result.status is DeliveryStatus.FAILED:
            row.status = OutboxStatus.FAILED
            log.error("outbox %s: not sent: %s, request %s", row_id, result.reason, result.request_id)
        else:
            row.not_before = now + timedelta(seconds=result.next_attempt_in_seconds or 1)
