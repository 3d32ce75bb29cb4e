"""What became of a broadcast, in figures that know nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.models.broadcasts import BatchStatus, BroadcastBatch, BroadcastRecipient, RecipientStatus
from bot.models.conversation import Conversation
from bot.services.broadcasts.links import sum_presses


@dataclass
class Tally:
    """People of one language, or of all."""

    total: int = 0
    reached: int = 0
    waiting: int = 0
    failed: int = 0
    unknown: int = 0
    stopped: int = 0

    @property
    def percent(self) -> int:
        """How much is done with, reached or not."""
        return 100 * (self.total - self.waiting) // self.total if self.total else 0

    def add(self, status: str, size: int, reached: int) -> None:
        self.total += size
        self.reached += reached
        if status == BatchStatus.WAITING:
            self.waiting += size
        elif status in (BatchStatus.FAILED, BatchStatus.UNKNOWN, BatchStatus.STOPPED):
            setattr(self, status, getattr(self, status) + size)
        else:
            self.failed += size - reached  # blocked us, deleted their data, or no address

    def add_people(self, batch: str, person: str, people: int) -> None:
        """So many of whom the batch and they themselves stand like this."""
        if person != RecipientStatus.PLANNED:
            batch = BatchStatus.FAILED
        self.add(batch, people, people if batch == BatchStatus.SENT else 0)


@dataclass
class Results:
    all: Tally = field(default_factory=Tally)
    by_language: dict[str, Tally] = field(default_factory=dict)
    by_channel: dict[str, Tally] = field(default_factory=dict)
    why: Counter[str] = field(default_factory=Counter)  # not reached, by reason
    blocks: int = 0  # recipients who have blocked us by now
    presses: dict[str, int] = field(default_factory=dict)  # of its addresses, by language


def find_tally(session: Session, broadcast_id: int) -> Tally:
    """Of all, by their batches alone: hundreds of rows, where recipients are hundreds of thousands."""
    return _tally_batches(session, broadcast_id).all


def _tally_batches(session: Session, broadcast_id: int) -> Results:
    batch, results = BroadcastBatch, Results()
    parts = (col(batch.channel), col(batch.language), col(batch.status), col(batch.reason))
    grouped = (
        select(*parts, func.sum(batch.size), func.sum(batch.reached))
        .where(col(batch.broadcast_id) == broadcast_id, col(batch.status) != BatchStatus.SPLIT)
        .group_by(*parts)
    )
    for channel, language, status, reason, size, reached in session.execute(grouped):
        results.all.add(status, size, reached)
        results.by_language.setdefault(language, Tally()).add(status, size, reached)
        results.by_channel.setdefault(channel, Tally()).add(status, size, reached)
        if status in (BatchStatus.FAILED, BatchStatus.UNKNOWN):
            results.why[reason] += size
    return results


def find_results(session: Session, broadcast_id: int) -> Results:
    """As it stands now."""
    results = _tally_batches(session, broadcast_id)
    own = col(BroadcastRecipient.broadcast_id) == broadcast_id
    left_out = select(col(BroadcastRecipient.status), func.count()).where(own).group_by(col(BroadcastRecipient.status))
    for status, people in session.execute(left_out):
        if status != RecipientStatus.PLANNED:
            results.why[status] += people
    results.blocks = session.execute(
        select(func.count())
        .select_from(BroadcastRecipient)
        .join(Conversation, col(Conversation.id) == col(BroadcastRecipient.conversation_id))
        .where(own, col(Conversation.is_blocked))
    ).scalar_one()
    results.presses = sum_presses(session, broadcast_id)
    return results
