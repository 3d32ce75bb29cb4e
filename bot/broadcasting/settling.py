"""What was sent is written down and counted, in one transaction for all that came back meanwhile."""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.broadcasting.claiming import Claim
from bot.broadcasting.judging import Judgement, Verdict
from bot.broadcasting.people import People, note_left_out
from bot.models.broadcasts import BatchStatus, Broadcast, BroadcastBatch, BroadcastRecipient, RecipientStatus
from bot.models.ledger import MessageKind
from bot.services.broadcasts.batches import Endings
from bot.services.broadcasts.counting import name_in_ledger
from bot.services.broadcasts.freezing import SPLIT_FROM
from bot.services.ledger import count_sent

log = logging.getLogger(__name__)

_ENDS = {
    Verdict.SENT: BatchStatus.SENT,
    Verdict.FAILED: BatchStatus.FAILED,
    Verdict.UNKNOWN: BatchStatus.UNKNOWN,
    Verdict.STOPPED: BatchStatus.STOPPED,
}


@dataclass(frozen=True)
class Done:
    """One try that is over. `is_content_refused`: LINE takes these messages from nobody."""

    claim: Claim
    judgement: Judgement
    people: People
    request_id: str = ""
    is_content_refused: bool = False


def settle_all(session: Session, done: Sequence[Done], now: datetime) -> None:
    """In the order of the batches' ids, and the counts last, so that two processes can't lock each other out."""
    batches = _lock_batches(session, done)
    endings, reached = Endings(session, now), Counter[int]()
    for one in done:
        batch = batches.get(one.claim.batch_id)
        if batch is None or batch.leased_by != one.claim.lease:
            continue  # taken over after the lease ran out: the retry key keeps the other from doubling it
        _settle(session, batch, one, endings, now)
        reached[batch.broadcast_id] += batch.reached
    endings.write()
    _count(session, reached, now)


def _lock_batches(session: Session, done: Sequence[Done]) -> dict[int, BroadcastBatch]:
    if not done:
        return {}
    own = col(BroadcastBatch.id).in_([one.claim.batch_id for one in done])
    statement = select(BroadcastBatch).where(own).order_by(col(BroadcastBatch.id)).with_for_update()
    return {
        batch.id: batch for batch in session.exec(statement, execution_options={"populate_existing": True}) if batch.id
    }


def _count(session: Session, reached: Counter[int], now: datetime) -> None:
    sent: Counter[str] = Counter()
    if reached.total():
        kinds = session.exec(select(Broadcast.id, Broadcast.kind).where(col(Broadcast.id).in_(reached))).all()
        for broadcast_id, kind in kinds:
            sent[name_in_ledger(kind)] += reached[broadcast_id or 0]
    for service, recipients in sorted(sent.items()):
        count_sent(session, service, MessageKind.PUSH, now, recipients)


def _settle(session: Session, batch: BroadcastBatch, done: Done, endings: Endings, now: datetime) -> None:
    if done.request_id:
        batch.request_ids = [*batch.request_ids, done.request_id]
    note_left_out(session, done.people.refused, RecipientStatus.REFUSED)
    if not done.claim.was_uncertain:  # else an earlier try may have had them
        note_left_out(session, done.people.blocked, RecipientStatus.BLOCKED)
    verdict = done.judgement.verdict
    if verdict is Verdict.AGAIN:
        _put_back(session, batch, done.judgement, now)
    elif verdict is Verdict.NARROW:
        _narrow(session, batch, done, endings)
    else:
        batch.reached = len(done.people.ids) if verdict is Verdict.SENT else 0
        endings.end(batch, _ENDS[verdict], done.judgement.reason)


def _put_back(session: Session, batch: BroadcastBatch, judgement: Judgement, now: datetime) -> None:
    batch.leased_by, batch.leased_until = "", None
    batch.is_uncertain, batch.reason = judgement.is_uncertain, judgement.reason
    batch.not_before = now + timedelta(seconds=judgement.after_seconds)
    session.add(batch)
    level = logging.ERROR if judgement.reason in ("quota", "refused") else logging.WARNING
    log.log(level, "broadcast %s: batch %s waits: %s", batch.broadcast_id, batch.id, judgement.reason)


def _narrow(session: Session, batch: BroadcastBatch, done: Done, endings: Endings) -> None:
    """LINE refuses a whole request for one address: halves find it. A refused request was surely not accepted."""
    ids = done.people.ids
    if done.is_content_refused or len(ids) < 2:
        log.error("broadcast %s: batch %s: refused, request %s", batch.broadcast_id, batch.id, done.request_id)
        if not done.is_content_refused:
            note_left_out(session, ids, RecipientStatus.REFUSED)
        endings.end(batch, BatchStatus.FAILED, "content" if done.is_content_refused else "address")
        return
    endings.end(batch, BatchStatus.SPLIT, "address")
    middle = len(ids) // 2
    for place, half in enumerate((ids[:middle], ids[middle:])):
        number = SPLIT_FROM + 2 * (batch.id or 0) + place
        session.add(
            BroadcastBatch(
                broadcast_id=batch.broadcast_id,
                number=number,
                channel=batch.channel,
                language=batch.language,
                size=len(half),
                rank=batch.rank,
                retry_key=str(uuid.uuid4()),
            )
        )
        moved = update(BroadcastRecipient).where(col(BroadcastRecipient.id).in_(half))
        session.execute(moved.values(batch_number=number))
