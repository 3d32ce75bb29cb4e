"""Who acts on an utterance: rules in order, the first that answers wins."""

from __future__ import annotations

from collections.abc import Callable

from bot.dialogue import form
from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.reply import GoTo, Reply, Say
from bot.dialogue.tracker import ClarificationAsked, Missed
from bot.dialogue.turn import Turn
from bot.messages import Choice, InboundKind
from knowledge.search import Band
from nlu.interpreter import CLEAR_MARGIN, CONFIDENT
from nlu.normalize import normalize

Rule = Callable[[Turn], Reply | None]

DIGRESS = 0.85  # an intent this sure interrupts a form
ANSWERS = ("affirm", "deny", "cancel", "back")  # mean something only while a question is open
LABELS = {  # of buttons that are always offered, understood also when typed
    "dialogue.cancel": "cancel",
    "dialogue.back": "back",
    "dialogue.what_can_you_do": "help",
    "dialogue.talk_to_person": "talk_to_staff",
}
LEAVE_OPERATOR = "operator.leave"  # a button's postback, and the text key of its label

UNIVERSAL = {"help": "help", "change_language": "language", "talk_to_staff": "operator"}
KINDS = {
    InboundKind.STICKER: "dialogue.sticker",
    InboundKind.IMAGE: "dialogue.image",
    InboundKind.FILE: "dialogue.file",
    InboundKind.LOCATION: "dialogue.location",
    InboundKind.ACCOUNT_LINK: "dialogue.account_link",
}


def emergency(turn: Turn) -> Reply | None:
    """Danger to life comes before everything, whoever has the conversation."""
    return GoTo("emergency") if _sure_of(turn, "emergency") else None


def operator_has_it(turn: Turn) -> Reply | None:
    """The bot is silent while an operator has the conversation; only the citizen's own way back is heard."""
    if not turn.tracker.operator_has_it:
        return None
    if turn.postback_action == LEAVE_OPERATOR or _says(turn, LEAVE_OPERATOR):
        turn.room = "operator"
        return turn.house.registry.get("operator").act("leave", turn)
    return Say(())


def follow(turn: Turn) -> Reply | None:
    """A new friend, or one who came back, is welcomed."""
    return GoTo("greeting") if turn.inbound.kind is InboundKind.FOLLOW else None


def universal_words(turn: Turn) -> Reply | None:
    """Cancel, back, help, language and a person work at every step."""
    word = _universal_word(turn)
    if word in UNIVERSAL:
        return GoTo(UNIVERSAL[word])
    if word not in ("cancel", "back"):
        return None
    return _leave_or_back(turn, word) or Say((turn.say("dialogue.nothing_open", (help_choice(turn),)),))


def postback(turn: Turn) -> Reply | None:
    """A pressed button says exactly what is meant; one of a finished question says so."""
    if turn.inbound.kind is not InboundKind.POSTBACK:
        return None
    room, _, action = turn.postback_action.partition(".")
    handler = turn.house.registry.find(room)
    active = turn.tracker.active
    if handler is not None and action == "start":
        return GoTo(room)
    if handler is not None and action in handler.actions:
        turn.room = room
        return handler.act(action, turn)
    slot = form.find_asked_slot(handler, turn) if handler and active and active.handler == room else None
    if handler is None or slot is None or action != "fill" or slot.name not in turn.postback_params:
        return Say((turn.say("dialogue.expired"),))
    turn.room = room
    return form.take_answer(handler, slot, turn) or form.ask_again(slot, turn)


def active_handler(turn: Turn) -> Reply | None:
    """The answer to what was asked; otherwise a question in between, which is answered and led back."""
    active = turn.tracker.active
    if active is None:
        return None
    handler = turn.house.registry.get(active.handler)
    turn.room = handler.name
    slot = form.find_asked_slot(handler, turn)
    if slot is None:
        return None
    answer = form.take_answer(handler, slot, turn)
    return answer or other_kinds(turn) or _digress(turn) or form.ask_again(slot, turn)


def other_kinds(turn: Turn) -> Reply | None:
    """Stickers, pictures and places get an honest word."""
    key = KINDS.get(turn.inbound.kind)
    if key is None:
        return None
    turn.room = ""  # it is nobody's answer, so an open question is put again
    return Say((turn.say(key, (help_choice(turn),)),))


def intent(turn: Turn) -> Reply | None:
    """The service whose title was said, or whose intent is sure and clearly ahead of the next."""
    found = turn.interpretation
    named = next((handler.name for handler in turn.house.registry if _says(turn, f"{handler.name}.title")), None)
    if named is not None:
        return GoTo(named)
    if found.intent.name in ANSWERS and found.intent.confidence >= CONFIDENT:
        return Say((turn.say("dialogue.listening", (help_choice(turn),)),))
    handler = turn.house.registry.find_for_intent(found.intent.name)
    if handler is None or found.intent.confidence < CONFIDENT or _is_close(turn):
        return None
    return GoTo(handler.name)


def knowledge(turn: Turn) -> Reply | None:
    """An answer, or candidates, from what the city has written; or that the question is of another city."""
    if not turn.utterance:
        return None
    has_something = any(found.band is not Band.DECLINE or found.elsewhere for found in turn.answers)
    return GoTo("faq") if has_something else None


def clarify(turn: Turn) -> Reply | None:
    """Did you mean A or B? when the two best intents are close."""
    best = _rank_services(turn)[:2]
    if len(best) < 2 or not _is_close(turn) or best[0][1] < CONFIDENT / 2:
        return None
    turn.record(ClarificationAsked(tuple(name for name, _ in best)))
    choices = tuple(Choice(turn.text(f"{name}.title"), postback=f"{name}.start") for name, _ in best)
    return Say((turn.say("dialogue.which", (*choices, person_choice(turn))),))


def offer_person(turn: Turn) -> Reply | None:
    """Nobody could act: say so, and offer what can be done and a person."""
    turn.record(Missed())
    key = "dialogue.not_understood" if turn.tracker.misses < 2 else "dialogue.not_understood_again"
    return Say((turn.say(key, (person_choice(turn), help_choice(turn))),))


POLICY: tuple[Rule, ...] = (
    emergency,
    operator_has_it,
    follow,
    universal_words,
    postback,
    active_handler,
    other_kinds,
    intent,
    knowledge,
    clarify,
    offer_person,
)


def _leave_or_back(turn: Turn, word: str) -> Reply | None:
    active = turn.tracker.active
    if active is None or word not in ("cancel", "back"):
        return None
    handler = turn.house.registry.get(active.handler)
    turn.room = handler.name
    return form.go_back(handler, turn) if word == "back" else form.leave(handler, turn)


def _universal_word(turn: Turn) -> str:
    if turn.postback_action.startswith("dialogue."):
        return turn.postback_action.removeprefix("dialogue.")
    if turn.interpretation.engine == "keyword":
        return turn.interpretation.intent.name
    return next((word for key, word in LABELS.items() if _says(turn, key)), "")


def _sure_of(turn: Turn, name: str) -> bool:
    found = turn.interpretation.intent
    return found.name == name and found.confidence >= CONFIDENT


def _says(turn: Turn, key: str) -> bool:
    """The label of a button, typed instead of pressed."""
    return bool(turn.utterance) and turn.utterance.casefold() == normalize(turn.text(key)).casefold()


def _rank_services(turn: Turn) -> list[tuple[str, float]]:
    """Services and how sure they are meant, best first; intents of one service count as one."""
    best: dict[str, float] = {}
    for entry in turn.interpretation.ranking:
        handler = turn.house.registry.find_for_intent(entry.name)
        if handler is not None:
            best.setdefault(handler.name, entry.confidence)
    return list(best.items())


def _is_close(turn: Turn) -> bool:
    best = _rank_services(turn)
    return len(best) > 1 and best[0][1] - best[1][1] < CLEAR_MARGIN


def _digress(turn: Turn) -> Reply | None:
    found = turn.interpretation.intent
    handler = turn.house.registry.find_for_intent(found.name)
    if found.confidence >= DIGRESS and (reply := _leave_or_back(turn, found.name)):
        return reply
    if handler is not None and handler.name != turn.room and found.confidence >= DIGRESS:
        return GoTo(handler.name)
    return GoTo("faq") if turn.utterance and turn.found.band is Band.ANSWER else None
