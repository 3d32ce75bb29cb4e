"""Proposed examples: found in the conversations' log, listed for staff."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import Database, insert_if_new
from bot.models.learning import ExampleStatus, NluExample
from bot.models.tracker_event import TrackerEventRow
from bot.services.learning.finding import Lesson, Rooms, find_lessons
from bot.services.learning.turns import is_still_said, list_turns
from nlu.interpretation import Interpretation
from nlu.learning.fitness import make_example_text
from nlu.training_data import TrainingData, example_key

FIRST_LOOK = timedelta(days=7)  # back, when the scheduler starts; what was found already is not found twice
LOOK_BACK = timedelta(hours=2)  # a lesson may end some turns after it began
GUESS_FROM = 0.3  # confidence; what is less sure would only mislead staff
OVERLAP = 1_000  # ids of tracker events: one committed late may have a lower id than one that was seen


@dataclass(frozen=True)
class Proposal:
    """`id` names it; `times` is how often the same words were proposed. `intent` is empty without a suggestion."""

    id: int
    text: str
    intent: str
    reason: str
    times: int
    said_at: datetime  # last

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "said_at": self.said_at.isoformat()}


class Reader:
    """Reads what was said since it read last. Any number may read at once: an utterance is proposed once."""

    def __init__(
        self, database: Database, examples: TrainingData, rooms: Rooms, interpret: Callable[[str], Interpretation]
    ) -> None:
        """`examples` are the rooms': what is one of them is not proposed. `interpret` gives suggestions."""
        self._database = database
        self._intents = frozenset(examples.intents)
        self._examples = frozenset(example_key(example.text) for example in examples.examples)
        self._rooms = rooms
        self._interpret = interpret
        self._read_to = 0  # id of a tracker event
        self._read_at: datetime | None = None

    def read(self, now: datetime) -> int:
        """The number of new proposals."""
        since = (self._read_at - LOOK_BACK) if self._read_at else now - FIRST_LOOK
        with self._database.read() as session:
            last = session.exec(select(func.max(TrackerEventRow.id))).one() or 0
            if last == self._read_to:
                return 0
            talked = _list_conversations(session, self._read_to - OVERLAP, since)
            decided = _list_decided(session)
        found = sum(self._read_one(conversation_id, since, decided) for conversation_id in talked)
        self._read_to, self._read_at = last, now
        return found

    def _read_one(self, conversation_id: int, since: datetime, decided: frozenset[str]) -> int:
        with self._database.read() as session:
            lessons = list(find_lessons(list_turns(session, conversation_id, since), self._rooms))
            known = _list_read(session, [lesson.turn.inbox_id for lesson in lessons])
        return sum(self._propose(lesson, decided) for lesson in lessons if lesson.turn.inbox_id not in known)

    def _propose(self, lesson: Lesson, decided: frozenset[str]) -> bool:
        text = make_example_text(lesson.turn.text)
        if not text or example_key(text) in self._examples | decided:
            return False
        values = {
            "conversation_id": lesson.turn.conversation_id,
            "inbox_id": lesson.turn.inbox_id,
            "utterance": text,
            "intent": suggest(self._interpret(text), lesson.intents, self._intents),
            "reason": lesson.reason,
            "status": ExampleStatus.PROPOSED,
            "said_at": lesson.turn.at,
            "decided_by": "",
        }
        with self._database.write() as session:
            if not is_still_said(session, lesson.turn.conversation_id, lesson.turn.uttered):
                return False
            return insert_if_new(session, NluExample, values) is not None


def suggest(found: Interpretation, meant: Sequence[str], known: Collection[str]) -> str:
    """Of the intents that may be meant the likeliest. Where nobody knows, the engine's best guess, if it has one."""
    if meant:
        return next((entry.name for entry in found.ranking if entry.name in meant), meant[0])
    guessed = (entry.name for entry in found.ranking if entry.name in known and entry.confidence >= GUESS_FROM)
    return next(guessed, "")


def list_proposals(session: Session) -> list[Proposal]:
    """What staff have to decide: the most frequent first, then the oldest; the same words once."""
    together: dict[str, list[NluExample]] = {}
    for row in session.exec(select_proposed()):
        if row.utterance:  # not taken back
            together.setdefault(example_key(row.utterance), []).append(row)
    found = [_make_proposal(rows) for rows in together.values()]
    return sorted(found, key=lambda one: (-one.times, one.id))


def select_proposed() -> SelectOfScalar[NluExample]:
    """Every row that is proposed, oldest first."""
    return select(NluExample).where(NluExample.status == ExampleStatus.PROPOSED).order_by(col(NluExample.id))


def _make_proposal(rows: list[NluExample]) -> Proposal:
    first, last = rows[0], rows[-1]
    suggested = next((row for row in rows if row.intent), first)
    assert first.id is not None
    return Proposal(first.id, first.utterance, suggested.intent, suggested.reason, len(rows), last.said_at)


def _list_conversations(session: Session, after: int, since: datetime) -> list[int]:
    talked = select(TrackerEventRow.conversation_id).where(col(TrackerEventRow.id) > after, TrackerEventRow.at >= since)
    return sorted(session.exec(talked.distinct()))


def _list_decided(session: Session) -> frozenset[str]:
    """The words that staff have decided about."""
    rows = session.exec(select(NluExample.utterance).where(NluExample.status != ExampleStatus.PROPOSED))
    return frozenset(map(example_key, rows))


def _list_read(session: Session, inbox_ids: list[int]) -> set[int | None]:
    return set(session.exec(select(NluExample.inbox_id).where(col(NluExample.inbox_id).in_(inbox_ids))))
