"""What is left of an interpretation when something in the text is denied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from nlu.interpretation import FALLBACK_INTENT, Entity, Interpretation, RankedIntent
from nlu.negation import Denial, leave_out

ANSWERS = ("affirm", "deny", "cancel", "back")  # to a question; no wish of their own
GUESSED = 0.5  # below it, an answer other than a no is a guess
NEVER_DENIED = "emergency"


def without_denied(
    whole: Interpretation, denials: Sequence[Denial], understand: Callable[[str], Interpretation]
) -> Interpretation:
    """What is meant; `nlu_fallback` where nothing else is said. `whole` was understood of all words.

    An emergency stays one whatever is denied, and so does an answer that was learned with its negation (「いらない」,
    「そうじゃないです」). A cancelling that is a guess is none: what is denied tells more.
    """
    if whole.intent.name == NEVER_DENIED:
        return whole
    denied = tuple(understand(denial.denied) for denial in denials)
    meant = leave_out(whole.text, denials)
    if meant:
        return replace(understand(meant), denied=denied, meant=meant)
    if whole.intent.name == "deny" and all(one.intent.name != "deny" for one in denied):
        return replace(whole, denied=denied)
    if whole.intent.name in ANSWERS and _is_learned(whole) and whole.intent.name not in (d.intent.name for d in denied):
        return whole
    if all(one.intent.name == FALLBACK_INTENT for one in denied):
        return whole
    nothing = RankedIntent(FALLBACK_INTENT, 1.0)
    return Interpretation(whole.text, nothing, (nothing,), engine=whole.engine, denied=denied)


def _is_learned(whole: Interpretation) -> bool:
    return whole.intent.confidence >= GUESSED


def is_in(entity: Entity, denials: Sequence[Denial]) -> bool:
    """Whether the entity is part of what is denied."""
    return any(denial.start <= entity.start < denial.end for denial in denials)
