"""What a model may do to a verdict of the table: raise it, never lower it."""

from __future__ import annotations

from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.judging import Verdict
from nlu.danger import INTENT, PERHAPS
from nlu.interpretation import Interpretation
from nlu.interpreter import CONFIDENT


def raise_by(verdict: Verdict, found: Interpretation) -> Verdict:
    """With the level that an engine's intent and its suspicion of a danger ask for, where that is more."""
    if found.intent.name == INTENT and found.intent.confidence >= CONFIDENT:
        return verdict.raised_to(Level.EMERGENCY)
    if found.extra.get("danger") == PERHAPS or (
        found.intent.name == "child_consultation" and found.intent.confidence >= CONFIDENT
    ):
        return verdict.raised_to(Level.SOON)
    return verdict
