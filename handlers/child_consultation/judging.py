"""What the reviewed rules say of words that were written on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.child_consultation.levels import Alert, Level
from handlers.child_consultation.service.opening import Judged
from handlers.child_consultation.triage.judging import DANGER, judge
from handlers.child_consultation.triage.raising import ALIKE, raise_by_alikeness
from handlers.child_consultation.triage.table import Table
from nlu.labelled import Labeller

LEAST = Level.SOON  # who writes to the centre is answered, whatever it is


def judge_words(words: str, table: Table, labeller: Labeller | None, earlier: Sequence[str] = ()) -> Judged:
    """How soon somebody must act on them. `earlier` are the last ones before, since a message comes in pieces."""
    verdict = raise_by_alikeness(judge(words, earlier=earlier, table=table), (words,), labeller)
    level = Level.highest(LEAST, verdict.level)
    return Judged(
        level,
        tuple(map(str, verdict.topics)),
        verdict.rules,
        verdict.is_child,
        verdict.alert,
        verdict.within_minutes,
    )


@dataclass(frozen=True)
class Explained:
    """A rule that held: its level, and the source that it comes from. Of one that is no rule of the table (the words of
    danger, the model, a rule of an earlier table) the id alone."""

    id: str
    level: Level | None = None
    title: str = ""
    url: str = ""


def explain_rules(ids: Sequence[str], table: Table) -> list[Explained]:
    """The most urgent first."""
    found = [_explain(id, table) for id in ids]
    return sorted(found, key=lambda one: -one.level.weight if one.level else 0)


def list_alerts(ids: Sequence[str], table: Table) -> list[Alert]:
    """Whom the rules say to tell of it, in the order in which they are listed."""
    named = {whom for id in ids for whom in _find_alerts(id, table)}
    return [whom for whom in Alert if whom in named]


def _explain(id: str, table: Table) -> Explained:
    rule = table.find(id)
    if rule is None:
        return Explained(id)
    source = table.sources.get(rule.source, {})
    return Explained(id, rule.level, source.get("title", ""), source.get("url", ""))


def _find_alerts(id: str, table: Table) -> Sequence[Alert]:
    rule = table.find(id)
    if rule is not None:
        return rule.alert
    is_danger = id == ALIKE or id.startswith(DANGER)
    return (Alert.CENTER, Alert.DUTY_PHONE) if is_danger else ()
