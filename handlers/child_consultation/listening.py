"""Whether what was said in conversation is for the children's centre, and how urgent it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.reply import Forgets
from bot.dialogue.tracker import UserUttered
from bot.dialogue.turn import Turn
from bot.messages import InboundKind
from handlers.child_consultation.levels import Level
from handlers.child_consultation.service.catalogue import SERVICE
from handlers.child_consultation.service.opening import was_offered
from handlers.child_consultation.triage.city_table import find_city_table
from handlers.child_consultation.triage.judging import DANGER_BODILY, Verdict, judge
from handlers.child_consultation.triage.raising import raise_in_conversation
from handlers.child_consultation.triage.rule import Topic
from handlers.child_consultation.triage.table import Table
from knowledge.search import Band
from nlu.danger import INTENT, PERHAPS, SENTENCE_LENGTH
from nlu.interpretation import FALLBACK_INTENT, Interpretation
from nlu.interpreter import CONFIDENT

MOST_TOGETHER = 4  # messages that belong to one that came in pieces
BODILY = frozenset({Topic.INJURY, Topic.FEVER, Topic.OTHER})  # for 119: the emergency room answers them as it does all
HIDDEN = "child_consultation.hidden"
DAYS = "child_hours"  # the intent of who asks when consultations take place


def look(turn: Turn) -> Verdict:
    """The level of what was said, with the messages just before it; an engine may have raised it."""
    table = find_city_table(turn.house.city)
    pieces = [one.utterance for one in list_pieces(turn, table)]
    verdict, found = judge(turn.utterance, earlier=pieces, table=table), turn.interpretation
    texts = {turn.utterance, " ".join((*pieces, turn.utterance))}
    is_answer = turn.tracker.active is not None
    verdict = raise_in_conversation(verdict, texts, found, turn.house.labellers.get(SERVICE), is_answer)
    if verdict.level is Level.EMERGENCY and verdict.say not in ("life", "danger", "medical"):
        mental = {Topic.SUICIDE, Topic.SELF_HARM} & set(verdict.topics)
        of_child = verdict.is_of_child or verdict.is_child or bool(verdict.topics)
        return replace(verdict, say="life" if mental else "danger" if of_child else "")
    return verdict


def list_pieces(turn: Turn, table: Table) -> Sequence[UserUttered]:
    """What was written in the minutes before, oldest first."""
    now = turn.tracker.heard[-1]
    since = now.at - 60 * table.together_minutes
    before = [one for one in turn.tracker.heard[:-1] if one.kind == InboundKind.TEXT and one.utterance]
    return [one for one in before if one.at >= since][-MOST_TOGETHER:]


def forget(turn: Turn) -> Forgets:
    """All that was told of it."""
    return Forgets(min(one.at for one in _list_told(turn)), HIDDEN)


def forget_before(turn: Turn) -> Forgets | None:
    """Of who presses a button: what was told in the minutes before, where any of it may be of a child."""
    table = find_city_table(turn.house.city)
    before = _list_told(turn)[:-1]
    if not any(_may_be_told(judge(one.utterance, table=table)) for one in before):
        return None
    return Forgets(min(one.at for one in before), HIDDEN)


def _may_be_told(verdict: Verdict) -> bool:
    is_of_child = verdict.is_of_child or verdict.is_child
    return is_of_child or bool(verdict.rules) or verdict.is_quoted or verdict.is_unclear


def collect(turn: Turn) -> str:
    """The words in which it was told, for the page's draft."""
    return "\n".join(one.utterance for one in _list_told(turn))


def _list_told(turn: Turn) -> list[UserUttered]:
    """What is said now, and what was written just before unless it asked for a service or was a courtesy."""
    table = find_city_table(turn.house.city)
    told = [turn.tracker.heard[-1]]
    for one in reversed(list_pieces(turn, table)):
        handler = turn.house.registry.find_for_intent(one.intent)
        is_courtesy = handler is not None and handler.is_courtesy and one.confidence >= CONFIDENT
        if is_courtesy or judge(one.utterance, table=table).is_request:
            break
        told.insert(0, one)
    return told


def is_ours(verdict: Verdict, turn: Turn) -> bool:
    """Whether the centre claims it: a danger or a harm to a child, or a worry of one that asks for no service.

    What is only a worry is left to a question that is open. A person who has the conversation keeps it; what
    is told of a child does not stay there either.
    """
    if is_coarse(verdict, turn.interpretation):
        return True
    is_among_pupils = verdict.level.weight > Level.SOON.weight and Topic.BULLYING in verdict.topics
    if not verdict.rules or not (verdict.is_of_child or verdict.is_child or is_among_pupils):
        return False
    if verdict.level is Level.EMERGENCY:
        is_bodily = bool(verdict.topics) and set(verdict.topics) <= BODILY - {Topic.OTHER}
        return verdict.say != "medical" and not is_bodily
    if verdict.level is Level.URGENT:
        return True
    is_own = verdict.is_pupil or (verdict.is_of_child and not verdict.is_child)
    is_free = turn.tracker.active is None and not _asks_for_days(turn.interpretation)
    return verdict.level is Level.SOON and is_own and not verdict.is_request and is_free


def _asks_for_days(found: Interpretation) -> bool:
    """「子育て相談の時間」: the words of a worry, and no more than a question of when."""
    return found.intent.name == DAYS and found.intent.confidence >= CONFIDENT


def is_coarse(verdict: Verdict, found: Interpretation) -> bool:
    """Whether only the counter's words of danger make an emergency of a child's worry that the model finds none.

    The centre answers it in place of the emergency room, with the numbers beside. What may be the body's stays there
    unless it is said that it is over or a rule knows that very illness or injury, and so does a worry too long to be
    read as a whole.
    """
    if found.intent.name != INTENT or not verdict.rules or verdict.level is Level.EMERGENCY:
        return False
    is_whole = verdict.level is Level.URGENT or len(found.text) <= SENTENCE_LENGTH
    is_judged = not any(rule.startswith("danger_") for rule in verdict.rules)
    is_known = is_judged and bool({Topic.INJURY, Topic.FEVER} & set(verdict.topics))
    is_bodily = found.extra.get("danger") in DANGER_BODILY and not verdict.is_calm and not is_known
    return is_whole and not is_bodily and (verdict.is_of_child or verdict.is_child)


def is_told(verdict: Verdict, turn: Turn) -> bool:
    """Whether somebody who talks with an operator was shown the page within the hour, and nothing is more urgent now.

    They talk with a person: the words leave the desk all the same, and the card would stand between every two of them.
    """
    if not turn.tracker.operator_has_it or verdict.level is not Level.SOON or turn.may_be_danger:
        return False
    return was_offered(turn.session, turn.conversation_id, verdict.level, turn.now)


def is_missed(verdict: Verdict, turn: Turn) -> bool:
    """Whether the table knows of a danger that is not the centre's and that nothing else has found."""
    is_found = turn.interpretation.intent.name == INTENT
    by_table = any(not rule.startswith("danger_") for rule in verdict.rules)
    return verdict.level is Level.EMERGENCY and by_table and not verdict.is_request and not is_found


def is_mere_joke(turn: Turn) -> bool:
    """Whether what was said only sounds dangerous, and nothing else can answer it."""
    found = turn.interpretation
    is_clear = found.intent.confidence >= CONFIDENT and found.intent.name != FALLBACK_INTENT
    return bool(found.extra.get("mild")) and not is_clear and turn.found.band is not Band.ANSWER


def offer_page(turn: Turn, page: str) -> None:
    """So that the emergency room offers it beside the numbers: who hurts themselves may be a child."""
    found = turn.interpretation
    turn.turn_to(replace(found, extra={**found.extra, "page": page}))


def give_numbers(turn: Turn) -> None:
    """So that the numbers to call stand beside the answer."""
    found = turn.interpretation
    turn.turn_to(replace(found, extra={**found.extra, "danger": PERHAPS}))


def name_danger(turn: Turn, verdict: Verdict) -> None:
    """So that the emergency room says the right numbers first."""
    kind = {"life": "suicide", "danger": "child_abuse"}.get(verdict.say, "")
    found = turn.interpretation
    turn.turn_to(replace(found, extra={**found.extra, "danger": kind}))
