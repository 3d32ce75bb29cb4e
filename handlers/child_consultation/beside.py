"""A worry and a question in one message: the worry is the centre's, and the question is still answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.turn import Turn
from handlers.child_consultation.levels import Level
from handlers.child_consultation.service.catalogue import SERVICE
from handlers.child_consultation.triage.city_table import find_city_table
from handlers.child_consultation.triage.judging import Verdict, judge
from nlu.danger import INTENT
from nlu.interpretation import Interpretation
from nlu.interpreter import CONFIDENT
from nlu.parts import BOUNDARY, ENDS, is_wish


def find_beside(turn: Turn, verdict: Verdict) -> Interpretation | None:
    """What is asked for beside a worry; None where nothing is, where somebody is in danger and where a question is
    open, of which it may be the answer."""
    if verdict.level not in (Level.SOON, Level.URGENT):
        return None
    if turn.tracker.active is not None or turn.tracker.operator_has_it or turn.interpretation.intent.name == INTENT:
        return None
    table = find_city_table(turn.house.city)
    judged = [(part, judge(part.text, table=table)) for part in _list_parts(turn.interpretation)]
    asked = [part for part, one in judged if _asks(part, one, turn)]
    return _join(asked) if asked and any(_is_worry(one) for _, one in judged) else None


def _list_parts(found: Interpretation) -> Sequence[Interpretation]:
    """As they were taken apart; else the sentences, in each of which the service of the whole may be meant."""
    if found.parts or (found.intent.name == SERVICE and found.intent.confidence >= CONFIDENT):
        return found.parts
    sentences = [words for piece in BOUNDARY.split(found.text) if (words := piece.strip(ENDS))]
    plain = replace(found, entities=(), extra={}, denied=(), meant="")  # entities are those of places in the whole
    return [replace(plain, text=words) for words in sentences]


def _is_worry(verdict: Verdict) -> bool:
    is_of_child = verdict.is_of_child or verdict.is_child
    return bool(verdict.rules) and is_of_child and verdict.level is not Level.INFORMATION and not verdict.is_request


def _asks(part: Interpretation, verdict: Verdict, turn: Turn) -> bool:
    """Whether it asks for something else than to be heard; what only tells more belongs to the worry."""
    is_sure = part.intent.confidence >= CONFIDENT
    if _is_worry(verdict) or (is_sure and part.intent.name == SERVICE):
        return False
    handler = turn.house.registry.find_for_intent(part.intent.name) if is_sure else None
    is_service = handler is not None and not handler.is_courtesy
    return verdict.is_request or (is_service and is_wish(part.wanted))


def _join(asked: Sequence[Interpretation]) -> Interpretation:
    if len(asked) == 1:
        return asked[0]
    return replace(asked[0], text="\n".join(part.text for part in asked), parts=tuple(asked))
