"""What models may do to a verdict of the table: raise it, never lower it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from handlers.child_consultation.levels import Alert, Level
from handlers.child_consultation.service.catalogue import SERVICE
from handlers.child_consultation.triage.judging import DANGER_MINUTES, Verdict, sounds_dangerous
from nlu.danger import ENGINE, INTENT, NEVER_CALMED, PERHAPS
from nlu.interpretation import FALLBACK_INTENT, Interpretation
from nlu.interpreter import CONFIDENT
from nlu.labelled import Labeller

ALIKE = "alike"  # stands among the rules' ids for what a model has said
# How likely an emergency must be, by what the table has seen: something of the same day; a worry, or that nobody is in
# danger now; what is meant otherwise, or asks for a service; anything, with the words of danger in it; nothing. See
# docs/triage.md for the choice.
LIKELY_URGENT, LIKELY_CALM, LIKELY_GENTLE = 0.5, 0.4, 0.22
LIKELY_DANGEROUS, LIKELY = 0.17, 0.22
LIKELY_ELSE = 0.7  # at least, in conversation, of what is understood as something else
TELLING = 10  # letters: a word that is understood as something else is that (「バイバイ」)


def raise_by(verdict: Verdict, found: Interpretation) -> Verdict:
    """With the level that an engine's intent asks for, and beside a rule its suspicion of a danger, where that is more.

    Where no rule holds a suspicion is no worry: the numbers are given beside the answer, and nobody need act.
    """
    if found.intent.name == INTENT and found.intent.confidence >= CONFIDENT:
        return verdict.raised_to(Level.EMERGENCY)
    is_suspected = bool(verdict.rules) and found.extra.get("danger") == PERHAPS and not found.extra.get("mild")
    if is_suspected or (found.intent.name == SERVICE and found.intent.confidence >= CONFIDENT):
        return verdict.raised_to(Level.SOON)
    return verdict


def raise_by_alikeness(
    verdict: Verdict, texts: Iterable[str], labeller: Labeller | None, least: float = 0.0
) -> Verdict:
    """An emergency, when one of the texts is like enough, and `least` likely, to those that people called one."""
    if labeller is None or verdict.level is Level.EMERGENCY:
        return verdict
    if all(labeller(text).get(Level.EMERGENCY, 0.0) < max(least, _find_likely(verdict, text)) for text in texts):
        return verdict
    raised = verdict.raised_to(Level.EMERGENCY)
    return replace(
        raised,
        rules=(ALIKE, *verdict.rules),
        alert=tuple(dict.fromkeys((Alert.CENTER, Alert.DUTY_PHONE, *verdict.alert))),
        within_minutes=DANGER_MINUTES,
        is_unclear=False,
    )


def raise_in_conversation(
    verdict: Verdict, texts: Iterable[str], found: Interpretation, labeller: Labeller | None, is_answer: bool = False
) -> Verdict:
    """By the model, and by what the counter has understood. `is_answer`: a question of another service is open.

    The counter's words of danger are coarser than the table. Of a child they need the model's word too, where there is
    one: what neither table nor model finds one is `soon`, and the numbers are given beside the answer. A wish to die
    and a call for help need no second word, unless the table sees something of the same day or that it is over.
    """
    of_child = verdict.is_of_child or verdict.is_child or bool(verdict.rules)
    least = _find_least(verdict, found, is_answer)
    alike = verdict if least is None else raise_by_alikeness(verdict, texts, labeller, least)
    is_wish = found.extra.get("danger") in NEVER_CALMED and verdict.level is not Level.URGENT and not verdict.is_calm
    if labeller is None or not of_child or found.engine != ENGINE or is_wish or alike.level is Level.EMERGENCY:
        return raise_by(alike, found)
    return alike.raised_to(Level.SOON)


def _find_least(verdict: Verdict, found: Interpretation, is_answer: bool) -> float | None:
    """How likely at least, by the model, what was said must be an emergency; None where it is not asked."""
    if verdict.rules:
        return 0.0
    if is_answer and not verdict.is_of_child:
        return None
    if found.intent.name in (SERVICE, INTENT, FALLBACK_INTENT) or found.intent.confidence < CONFIDENT:
        return 0.0
    return LIKELY_ELSE if len(found.text) >= TELLING else None


def _find_likely(verdict: Verdict, text: str) -> float:
    if verdict.is_gentle or verdict.is_quoted or verdict.is_unclear or verdict.is_request:
        return LIKELY_GENTLE
    if verdict.is_calm:
        return LIKELY_CALM
    if verdict.level is Level.URGENT:
        return LIKELY_URGENT
    if sounds_dangerous(text):
        return LIKELY_DANGEROUS
    return LIKELY_CALM if verdict.level is Level.SOON else LIKELY
