"""Shadow mode: another engine reads what was said, after it was answered, and where the two differ is kept.

It works on the stored turns, so that it can neither delay nor change an answer, and goes on where it was after a
restart. The words stay where they were; a comparison goes with its conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import func
from sqlmodel import col, exists, select

from bot.db import Database, insert_if_new
from bot.messages import InboundKind
from bot.models.inbox import InboxRow, InboxStatus
from bot.models.learning import NluComparison
from bot.models.tracker_event import TrackerEventRow
from bot.services.learning.turns import is_still_said
from nlu.interpretation import FALLBACK_INTENT, Interpretation, RankedIntent
from nlu.interpreter import CONFIDENT

FIRST_LOOK = timedelta(days=7)  # back, when the scheduler starts
OVERLAP = 1_000  # ids of the inbox: a turn taken late may have a lower id than one that was compared
BATCH = 200  # utterances at most in one go,
BATCH_SECONDS = 20.0  # and time: what else is due by the clock must not wait for a slow engine


@dataclass(frozen=True)
class Answered:
    """An utterance and what the engine that answered the citizen made of it."""

    inbox_id: int
    conversation_id: int
    uttered: int  # id of the tracker event
    engine: str
    text: str
    intent: RankedIntent
    at: datetime


class Shadow:
    """Compares what was said since it compared last. Any number may do so at once: an utterance is compared once."""

    def __init__(self, database: Database, name: str, interpret: Callable[[str], Interpretation]) -> None:
        """`name` is the engine's, and `interpret` asks it alone: TemporaryFault when it does not answer."""
        self._database = database
        self._name = name
        self._interpret = interpret
        self._after: int | None = None  # id of the inbox: what comes later has not been compared, or not all of it

    def compare(self, now: datetime) -> int:
        """The number of utterances compared. Raises TemporaryFault; what is left then comes with the next call."""
        after = self._after = self._find_start(now - FIRST_LOOK) if self._after is None else self._after
        ends, done = monotonic() + BATCH_SECONDS, 0
        for said in self._list_new(after):
            if monotonic() > ends:
                break
            done += self._compare_one(said)
            self._after = max(after, said.inbox_id - OVERLAP)
        return done

    def _find_start(self, since: datetime) -> int:
        with self._database.read() as session:
            return session.exec(select(func.max(InboxRow.id)).where(InboxRow.received_at < since)).one() or 0

    def _list_new(self, after: int) -> list[Answered]:
        """Of engines other than this one: it may have answered itself where the other did not."""
        compared = exists().where(col(NluComparison.inbox_id) == col(InboxRow.id))
        statement = (
            select(InboxRow.engine, TrackerEventRow)
            .join(TrackerEventRow, col(TrackerEventRow.conversation_id) == col(InboxRow.conversation_id))
            .where(
                col(InboxRow.id) > after,
                InboxRow.status == InboxStatus.DONE,
                InboxRow.kind == InboundKind.TEXT,
                col(InboxRow.engine).in_(sorted(ENGINES - {self._name})),
                col(TrackerEventRow.inbox_id) == col(InboxRow.id),
                TrackerEventRow.name == "user_uttered",
                ~compared,
            )
            .order_by(col(InboxRow.id))
            .limit(BATCH)
        )
        with self._database.read() as session:
            return [said for engine, row in session.exec(statement) if (said := _make_answered(engine, row))]

    def _compare_one(self, said: Answered) -> bool:
        found = self._interpret(said.text).intent
        values = {
            "conversation_id": said.conversation_id,
            "inbox_id": said.inbox_id,
            "engine": said.engine,
            "intent": said.intent.name,
            "confidence": said.intent.confidence,
            "shadow": self._name,
            "shadow_intent": found.name,
            "shadow_confidence": found.confidence,
            "agrees": agree(said.intent, found),
            "at": said.at,
        }
        with self._database.write() as session:
            if not is_still_said(session, said.conversation_id, said.uttered):
                return False
            return insert_if_new(session, NluComparison, values) is not None


ENGINES = frozenset({"embedded", "rasa"})  # what words and rules decided is the same for both


def agree(one: RankedIntent, other: RankedIntent) -> bool:
    """The same intent, or two of which neither is sure enough to be acted on."""
    return one.name == other.name or not (_is_sure(one) or _is_sure(other))


def _is_sure(intent: RankedIntent) -> bool:
    return intent.name != FALLBACK_INTENT and intent.confidence >= CONFIDENT


def _make_answered(engine: str, row: TrackerEventRow) -> Answered | None:
    """None when the words were taken back."""
    assert row.id is not None and row.inbox_id is not None
    intent = RankedIntent(row.data["intent"], row.data["confidence"])
    said = Answered(row.inbox_id, row.conversation_id, row.id, engine, row.data["utterance"], intent, row.at)
    return said if said.text else None
