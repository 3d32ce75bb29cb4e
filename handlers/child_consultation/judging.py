"""What the reviewed rules say of words that were written on the page."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.child_consultation.levels import Level
from handlers.child_consultation.service.opening import Judged
from handlers.child_consultation.triage.judging import judge
from handlers.child_consultation.triage.raising import raise_by_alikeness
from handlers.child_consultation.triage.table import Table
from nlu.labelled import Labeller

LEAST = Level.SOON  # who writes to the centre is answered, whatever it is


def judge_words(words: str, table: Table, labeller: Labeller | None, earlier: Sequence[str] = ()) -> Judged:
    """How soon somebody must act on them. `earlier` are the last ones before, since a message comes in pieces."""
    verdict = raise_by_alikeness(judge(words, earlier=earlier, table=table), (words,), labeller)
    level = Level.highest(LEAST, verdict.level)
    return Judged(level, tuple(map(str, verdict.topics)), verdict.rules, verdict.is_child)


def explain_rules(ids: Sequence[str], table: Table) -> list[tuple[str, str, str]]:
    """(id, title of the source, where it stands) of each; of one that is in the table no more, the id alone."""
    found = []
    for id in ids:
        rule = table.find(id)
        source = table.sources.get(rule.source, {}) if rule else {}
        found.append((id, source.get("title", ""), source.get("url", "")))
    return found
