"""Deflection: of the conversations of a week, how many the bot settled by itself, as far as anybody knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot.models.desk import OperatorRequest
from bot.models.tracker_event import TrackerEventRow
from bot.services.figures import WEEKS, asked_for_a_person, is_missed, list_starts, number_of
from handlers.faq.models import FaqAnswer, Rating

ASKED, UP, DOWN, PERSON = "asked", "up", "down", "person"
Told = dict[int, dict[int, set[str]]]  # by week and conversation


@dataclass(frozen=True)
class Settling:
    """Conversations with a question in the week from `start`. `unsettled`: until the end of the week after it, a person
    was asked for or an answer did not help. `settled`: neither, and an answer helped. `unknown`: nobody said.
    `is_open`: the week after it is not over."""

    start: date
    settled: int
    unsettled: int
    unknown: int
    is_open: bool

    @property
    def share(self) -> int | None:
        """How many in a hundred of those of which it is known; None where it is of none."""
        known = self.settled + self.unsettled
        return round(100 * self.settled / known) if known else None


def list_settling(session: Session, now: datetime, count: int = WEEKS) -> list[Settling]:
    """Of the last weeks, oldest first, the present one last."""
    starts = list_starts(now, count)
    told: Told = defaultdict(lambda: defaultdict(set))
    for place, conversation_id, what in _list_told(session, starts):
        told[place][conversation_id].add(what)
    found = []
    for place, start in enumerate(starts):
        counts = Counter(_judge(told, place, one) for one, said in told[place].items() if ASKED in said)
        settled, unsettled, unknown = (counts[name] for name in ("settled", "unsettled", "unknown"))
        found.append(Settling(start.date(), settled, unsettled, unknown, is_open=place >= count - 2))
    return found


def _judge(told: Told, place: int, conversation_id: int) -> str:
    said = told[place][conversation_id] | told[place + 1].get(conversation_id, set())
    if said & {DOWN, PERSON}:
        return "unsettled"
    return "settled" if UP in said else "unknown"


def _list_told(session: Session, starts: Sequence[datetime]) -> Iterator[tuple[int, int, str]]:
    """(place of the week, conversation, what) of questions, what was said of answers, and requests for a person."""
    since, rating = starts[0], col(FaqAnswer.rating)
    place = number_of(starts, col(FaqAnswer.at))
    answers = select(place, FaqAnswer.conversation_id, rating).where(col(FaqAnswer.at) >= since).distinct()
    for week, conversation_id, said in session.execute(answers):
        yield week, conversation_id, ASKED
        if said:
            yield week, conversation_id, UP if said == Rating.UP else DOWN
    events = select(number_of(starts, col(TrackerEventRow.at)), TrackerEventRow.conversation_id)
    for week, conversation_id in session.execute(events.where(*is_missed(since)).distinct()):
        yield week, conversation_id, ASKED
    requests = select(number_of(starts, col(OperatorRequest.requested_at)), OperatorRequest.conversation_id)
    for week, conversation_id in session.execute(requests.where(*asked_for_a_person(since)).distinct()):
        yield week, conversation_id, PERSON
