"""What models may do to a verdict of the table: raise it, never lower it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.judging import DANGER_MINUTES, Verdict
from handlers.child_consultation.triage.rule import Alert
from nlu.danger import INTENT, PERHAPS
from nlu.interpretation import Interpretation
from nlu.interpreter import CONFIDENT
from nlu.labelled import Labeller

ALIKE = "alike"  # stands among the rules' ids for what a model has said
LIKELY = 0.3


def raise_by(verdict: Verdict, found: Interpretation) -> Verdict:
    """With the level that an engine's intent and its suspicion of a danger ask for, where that is more."""
    if found.intent.name == INTENT and found.intent.confidence >= CONFIDENT:
        return verdict.raised_to(Level.EMERGENCY)
    if found.extra.get("danger") == PERHAPS or (
        found.intent.name == "child_consultation" and found.intent.confidence >= CONFIDENT
    ):
        return verdict.raised_to(Level.SOON)
    return verdict


def raise_by_alikeness(verdict: Verdict, texts: Iterable[str], labeller: Labeller | None) -> Verdict:
    """An emergency, when one of the texts is more likely than not like those that people called one."""
    if labeller is None or verdict.level is Level.EMERGENCY:
        return verdict
    if all(labeller(text).get(Level.EMERGENCY, 0.0) < LIKELY for text in texts):
        return verdict
    raised = verdict.raised_to(Level.EMERGENCY)
    return replace(
        raised,
        rules=(ALIKE, *verdict.rules),
        alert=tuple(dict.fromkeys((Alert.CENTER, Alert.DUTY_PHONE, *verdict.alert))),
        within_minutes=DANGER_MINUTES,
        is_unclear=False,
    )
