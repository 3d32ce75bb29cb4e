"""What a version would change: the expectations asked of the served index, and of one with the version in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.clock import utc_now
from bot.db import Database
from bot.errors import describe_fault
from bot.models.faq import FaqEntry, FaqExpectation, FaqTrial, TrialState
from bot.services.faq.access import read_content
from bot.services.faq.answering import Answering
from bot.services.faq.expectations import list_expectations
from bot.services.faq.serving import list_served, make_entries
from knowledge.index.build import base_id
from knowledge.index.trial import open_trial_index
from knowledge.search import Band, Hit, Knowledge, SearchResult

log = logging.getLogger(__name__)

SAID_EVERY = 0.5  # seconds between two notes of how far it is
SILENT = timedelta(seconds=60)  # whoever ran it is gone


@dataclass(frozen=True)
class Outcome:
    """What a citizen would get: `id` is the FAQ's that is answered or is the first candidate."""

    band: str
    id: str = ""
    title: str = ""

    def is_right(self, expected: str) -> bool:
        return self.id == expected


def start_trial(session: Session, entry: FaqEntry, now: datetime) -> FaqTrial:
    """Of the newest version; to be run by `run_trial`."""
    trial = FaqTrial(entry_id=entry.id or 0, number=entry.version, asked_at=now, alive_at=now)
    session.add(trial)
    session.flush()
    return trial


def find_trial(session: Session, entry: FaqEntry, now: datetime) -> FaqTrial | None:
    """The last one of the newest version; one whose process is gone has failed."""
    same = (FaqTrial.entry_id == entry.id, FaqTrial.number == entry.version)
    trial = session.exec(select(FaqTrial).where(*same).order_by(col(FaqTrial.id).desc())).first()
    if trial and trial.state in (TrialState.WAITING, TrialState.RUNNING) and now - trial.alive_at > SILENT:
        trial.state = TrialState.FAILED
    return trial


def was_tried(session: Session, entry: FaqEntry, now: datetime) -> bool:
    """Whether it is known what the newest version changes; where there is nothing to keep it is."""
    trial = find_trial(session, entry, now)
    is_over = trial is not None and trial.state == TrialState.DONE
    return is_over or session.exec(select(FaqExpectation.id).limit(1)).first() is None


def run_trial(database: Database, answering: Answering, trial_id: int) -> None:
    """For a thread: it says in the row how far it is, and what it found or that it failed."""
    try:
        _run(database, answering, trial_id)
    except Exception as fault:  # noqa: BLE001  # nobody waits for the thread: the row has to say it
        log.error("trial %d failed: %s", trial_id, describe_fault(fault))
        _note(database, trial_id, state=TrialState.FAILED, ended_at=utc_now())


def _run(database: Database, answering: Answering, trial_id: int) -> None:
    with database.read() as session:
        trial = session.get_one(FaqTrial, trial_id)
        entry = session.get_one(FaqEntry, trial.entry_id)
        content = read_content(session, entry, trial.number)
        expectations = list_expectations(session)
        taken = set(list_served(session, entry))
        session.expunge_all()
    _note(database, trial_id, state=TrialState.RUNNING, total=len(expectations))
    given = make_entries(entry.external_id, content, utc_now().date())
    encoder, folder = answering.encoder, answering.index_folder
    with open_trial_index(database, encoder, folder, taken, given) as place:
        other = Knowledge(database, encoder, place, home=answering.home)
        changes = list(_compare(database, answering.knowledge, other, trial_id, expectations))
    changes.sort(key=lambda one: (not one["was_right"] or one["is_right"], one["is_right"]))
    _note(database, trial_id, state=TrialState.DONE, done=len(expectations), changes=changes, ended_at=utc_now())


def _compare(
    database: Database, before: Knowledge, after: Knowledge, trial_id: int, expectations: Sequence[FaqExpectation]
) -> Iterator[dict[str, Any]]:
    said = monotonic()
    for number, one in enumerate(expectations):
        was, now = (find_outcome(knowledge.search(one.question, 3, one.language)) for knowledge in (before, after))
        if (was.band, was.id) != (now.band, now.id):
            rights = {"was_right": was.is_right(one.expected_id), "is_right": now.is_right(one.expected_id)}
            told = {"question": one.question, "expected": one.expected_id, **rights}
            yield {**told, "before": asdict(was), "after": asdict(now)}
        if monotonic() - said > SAID_EVERY:
            _note(database, trial_id, done=number + 1)
            said = monotonic()


def find_outcome(result: SearchResult) -> Outcome:
    if result.band is Band.DECLINE or not result.hits:
        return Outcome(Band.DECLINE)
    first = result.hits[0]
    return Outcome(result.band, entry_id(first), first.title)


def entry_id(hit: Hit) -> str:
    """The FAQ's, whatever the language; a page's own."""
    return base_id(hit.id, hit.language) if hit.kind == "faq" else hit.id.partition("#")[0]


def _note(database: Database, trial_id: int, **values: Any) -> None:
    with database.write() as session:
        same = col(FaqTrial.id) == trial_id
        session.exec(update(FaqTrial).where(same).values(alive_at=utc_now(), **values))
