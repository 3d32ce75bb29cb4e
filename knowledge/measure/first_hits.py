"""What staff's judgements say of the first hit that the index finds today, and of nothing older."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot.db import Database
from knowledge.encoders.normalize import normalize
from knowledge.index.embedding import Progress
from knowledge.measure.judgements import find_entry
from knowledge.measure.models import KnowledgeJudgement, Verdict
from knowledge.models import EntryState
from knowledge.search import Hit, Knowledge

# Whether there is a right entry that nobody named: then another first hit than the one that was judged may be it.
NOBODY_KNOWS = (Verdict.ABSTAINED_WRONGLY, Verdict.WRONG)


@dataclass(frozen=True)
class JudgedHit:
    """A first hit: the logits of the probability that was said, and whether it is right. `asked` is normalised."""

    asked: str
    logits: float
    right: bool


def list_judged(session: Session) -> list[KnowledgeJudgement]:
    """All whose words are kept and whose verdict is on the knowledge, oldest first."""
    statement = select(KnowledgeJudgement).where(
        col(KnowledgeJudgement.verdict).not_in(("", Verdict.ESCALATED)), col(KnowledgeJudgement.utterance).is_not(None)
    )
    return list(session.exec(statement.order_by(col(KnowledgeJudgement.id))))


def find_judged_hits(
    database: Database, knowledge: Knowledge, rows: Sequence[KnowledgeJudgement], progress: Progress
) -> list[JudgedHit]:
    """Each utterance asked again, where its judgement says whether the first hit is right.

    A question of another city says nothing: its probability was lowered for that alone.
    """
    found = []
    for number, row in enumerate(rows, 1):
        result = knowledge.search(row.utterance or "", 1)
        progress(number, len(rows))
        if not result.hits or result.elsewhere:
            continue
        with database.read() as session:
            right = is_right(session, row, result.hits[0], knowledge)
        if right is not None:
            logits = math.log(result.probability / (1 - result.probability))
            found.append(JudgedHit(normalize(result.query), logits, right))
    return found


def is_right(session: Session, row: KnowledgeJudgement, hit: Hit, knowledge: Knowledge) -> bool | None:
    """Whether this hit of the Japanese search answers the utterance; None: the judgement does not say so.

    Where the right entry is known, all others are wrong. A hit that was written or changed after the judgement was not
    what was judged: it may be what closed the gap, with the utterance itself among its wordings. That holds for right
    hits too, as leaving out one kind alone would shift the share of the other.
    """
    entry = find_entry(session, hit.id)
    if entry is None or row.judged_at is None or entry.updated_at > row.judged_at:
        return None
    if row.right_id:
        return _is_one(session, row.right_id, hit, knowledge)
    if row.verdict in NOBODY_KNOWS:
        return False if _is_one(session, row.shown_id, hit, knowledge) else None
    return False


def _is_one(session: Session, entry_id: str, hit: Hit, knowledge: Knowledge) -> bool | None:
    """Whether an id names the hit, in any language, or the page it is of; None when it names nothing that is served."""
    entry = find_entry(session, entry_id) if entry_id else None
    if entry is None or not entry.active or not EntryState(entry.state).is_served:
        return None
    same = knowledge.find_hit(entry_id)
    return hit.id == same.id if same else hit.id.partition("#")[0] == entry_id
