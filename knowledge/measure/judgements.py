"""The weekly sample: drawn from what was asked, judged by staff, forgotten in time, exported to learn from."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from bot.clock import TOKYO
from bot.db import insert_if_new
from bot.errors import NotFound
from knowledge.measure.models import KnowledgeJudgement, Verdict
from knowledge.models import KnowledgeEntry
from knowledge.search import Band

KEPT = timedelta(days=365)
OF_ANSWERS = (Verdict.RIGHT, Verdict.PARTLY, Verdict.WRONG, Verdict.UNCLEAR, Verdict.ESCALATED)
OF_ABSTENTIONS = (Verdict.ABSTAINED_RIGHTLY, Verdict.ABSTAINED_WRONGLY, Verdict.UNCLEAR, Verdict.ESCALATED)
GRADES = {"right": 2, "wrong": 0}


@dataclass(frozen=True)
class Asked:
    """A question and what the counter did: `shown_id` is empty unless it answered directly (band `answer`)."""

    utterance: str
    band: str
    probability: float
    shown_id: str = ""
    offered_ids: tuple[str, ...] = ()


def week_of(moment: datetime) -> date:
    """The Monday of its week in Tokyo."""
    day = moment.astimezone(TOKYO).date()
    return day - timedelta(days=day.weekday())


def draw_sample(
    session: Session, asked: Iterable[Asked], count: int, week: date, seed: int, *, now: datetime
) -> list[KnowledgeJudgement]:
    """Store `count` of a week's questions for judging, all where there are fewer; one sample for each week.

    Each band has its share of the sample (at least one question), so that counts stand for the whole. A week that has
    its sample keeps it, and that is what is returned. `seed` decides which questions are drawn.
    """
    kept = list_sample(session, week)
    if kept:
        return kept
    for number, one in enumerate(_stratified(list(asked), count, seed)):
        values = {
            "week": week,
            "number": number,
            "utterance": one.utterance,
            "shown_id": one.shown_id if one.band == Band.ANSWER else "",
            "offered_ids": list(one.offered_ids),
            "band": str(one.band),
            "probability": one.probability,
            "sampled_at": now,
            "judged_by": "",
            "verdict": "",
            "right_id": "",
        }
        insert_if_new(session, KnowledgeJudgement, values)
    return list_sample(session, week)


def list_sample(session: Session, week: date) -> list[KnowledgeJudgement]:
    """A week's sample in its order."""
    statement = select(KnowledgeJudgement).where(KnowledgeJudgement.week == week)
    return list(session.exec(statement.order_by(col(KnowledgeJudgement.number))))


def list_open(session: Session) -> list[KnowledgeJudgement]:
    """What is still to be judged, oldest week first."""
    statement = select(KnowledgeJudgement).where(
        KnowledgeJudgement.verdict == "", col(KnowledgeJudgement.utterance).is_not(None)
    )
    order = (col(KnowledgeJudgement.week), col(KnowledgeJudgement.number))
    return list(session.exec(statement.order_by(*order)))


def verdicts_for(row: KnowledgeJudgement) -> tuple[Verdict, ...]:
    """The verdicts that make sense: an answer is right or wrong, an abstention was right or wrong."""
    return OF_ANSWERS if row.shown_id else OF_ABSTENTIONS


def judge(
    session: Session, judgement_id: int, verdict: Verdict, judged_by: str, *, now: datetime, right_id: str = ""
) -> KnowledgeJudgement:
    """Set a verdict, or correct one. `right_id` is the entry that would have been right, where there is one.

    Raises NotFound for an unknown row or entry, ValueError for a verdict that `verdicts_for` does not offer.
    """
    row = session.get(KnowledgeJudgement, judgement_id, with_for_update=True)
    if row is None:
        raise NotFound(f"there is no judgement {judgement_id}")
    if verdict not in verdicts_for(row):
        raise ValueError(f"{verdict} is no verdict for an utterance of band {row.band}")
    if verdict is Verdict.RIGHT:
        right_id = row.shown_id
    elif verdict is Verdict.ABSTAINED_RIGHTLY:
        right_id = ""
    elif right_id:
        _check_entry(session, right_id)
    row.verdict, row.right_id, row.judged_by, row.judged_at = verdict, right_id, judged_by, now
    session.add(row)
    session.flush()
    return row


def find_entry(session: Session, entry_id: str) -> KnowledgeEntry | None:
    """The FAQ, or the page a section (`page-…#3`) is of, that a hit's id names."""
    names = (entry_id, entry_id.partition("#")[0])
    found = session.exec(select(KnowledgeEntry).where(col(KnowledgeEntry.external_id).in_(names))).all()
    return next(iter(sorted(found, key=lambda entry: len(entry.external_id), reverse=True)), None)


def forget_old(session: Session, now: datetime) -> int:
    """Take the words from what was sampled a year ago, and remove what nobody judged; how many rows that changed."""
    old = col(KnowledgeJudgement.sampled_at) < now - KEPT
    unjudged = select(func.count()).select_from(KnowledgeJudgement).where(old, col(KnowledgeJudgement.verdict) == "")
    words = (
        select(func.count())
        .select_from(KnowledgeJudgement)
        .where(old, col(KnowledgeJudgement.verdict) != "", col(KnowledgeJudgement.utterance).is_not(None))
    )
    changed = session.exec(unjudged).one() + session.exec(words).one()
    session.exec(delete(KnowledgeJudgement).where(old, col(KnowledgeJudgement.verdict) == ""))
    session.exec(update(KnowledgeJudgement).where(old).values(utterance=None))
    return changed


def export_judgements(session: Session) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """(queries, qrels) in the form that `knowledge evaluate` reads: what a city's own ranker can learn from.

    The right entry has grade 2 and a wrong answer 0; a question that the knowledge cannot answer has no entry. What
    was given to a person, and what nobody knows the right entry of, is left out.
    """
    statement = select(KnowledgeJudgement).where(
        KnowledgeJudgement.verdict != "", col(KnowledgeJudgement.utterance).is_not(None)
    )
    queries: dict[str, str] = {}
    qrels: dict[str, dict[str, int]] = {}
    for row in session.exec(statement.order_by(col(KnowledgeJudgement.id))):
        grades = _grades(row)
        if grades is not None and row.utterance is not None:
            queries[f"j{row.id}"], qrels[f"j{row.id}"] = row.utterance, grades
    return queries, qrels


def _grades(row: KnowledgeJudgement) -> dict[str, int] | None:
    wrong = {row.shown_id: GRADES["wrong"]} if row.verdict == Verdict.WRONG else {}
    right = {row.right_id: GRADES["right"]} if row.right_id else {}
    if row.verdict == Verdict.ABSTAINED_RIGHTLY:
        return {}
    return {**wrong, **right} or None


def _check_entry(session: Session, entry_id: str) -> None:
    entry = find_entry(session, entry_id)
    if entry is None or not entry.active:
        raise NotFound(f"there is no entry {entry_id!r} in the knowledge")


def _stratified(asked: Sequence[Asked], count: int, seed: int) -> list[Asked]:
    """Drawn from each band in proportion to it, then mixed, so that no order tells staff what the counter did."""
    generator = random.Random(seed)
    strata: dict[str, list[Asked]] = {}
    for one in asked:
        strata.setdefault(str(one.band), []).append(one)
    sizes = share_out(count, [len(stratum) for stratum in strata.values()])
    drawn = [
        one for size, stratum in zip(sizes, strata.values(), strict=True) for one in generator.sample(stratum, size)
    ]
    generator.shuffle(drawn)
    return drawn


def share_out(count: int, sizes: Sequence[int]) -> list[int]:
    """`count` in proportion to sizes by largest remainders, and one at least for each as far as it goes."""
    total = sum(sizes)
    if count >= total:
        return list(sizes)
    exact = [count * size / total for size in sizes]
    shares = [int(value) for value in exact]
    order = sorted(range(len(sizes)), key=lambda place: shares[place] - exact[place])
    for place in order[: count - sum(shares)]:
        shares[place] += 1
    for place in range(len(sizes)):
        most = max(range(len(sizes)), key=lambda other: shares[other])
        if sizes[place] and not shares[place] and shares[most] > 1:
            shares[place], shares[most] = 1, shares[most] - 1
    return shares
