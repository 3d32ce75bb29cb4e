"""Who acts on an utterance: rules in order, the first that answers wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.dialogue import form, pressed, wishes
from bot.dialogue.changes import find_change
from bot.dialogue.choices import city_phone_choice, contact_choice, help_choice, offer_at_place, person_choice
from bot.dialogue.danger import ANSWERS, courtesy_after_danger, stay_after_danger
from bot.dialogue.denials import answer_denial
from bot.dialogue.flood import is_flood
from bot.dialogue.handler import Handler
from bot.dialogue.hearing import ANSWERS_QUESTIONS, Wanted, hear
from bot.dialogue.masked import only_masked
from bot.dialogue.reply import GoTo, Reply, Say
from bot.dialogue.slots import Slot, Words
from bot.dialogue.tracker import ClarificationAsked, FloodTold, Missed
from bot.dialogue.turn import Turn
from bot.messages import Choice, InboundKind
from knowledge.search import Band
from nlu.interpretation import Interpretation
from nlu.interpreter import CLEAR_MARGIN, CONFIDENT
from nlu.normalize import normalize
from nlu.parts import is_question, is_wish

Rule = Callable[[Turn], Reply | None]

DIGRESS = 0.85  # an intent this sure interrupts a form
LABELS = {  # of buttons that are always offered, understood also when typed
    "dialogue.cancel": "cancel",
    "dialogue.back": "back",
    "dialogue.what_can_you_do": "help",
    "dialogue.talk_to_person": "talk_to_staff",
}
LEAVE_OPERATOR = "operator.leave"  # a button's postback, and the text key of its label

KINDS = {
    InboundKind.STICKER: "dialogue.sticker",
    InboundKind.IMAGE: "dialogue.image",
    InboundKind.FILE: "dialogue.file",
    InboundKind.LOCATION: "dialogue.location",
}
ATTACHED = (InboundKind.IMAGE, InboundKind.FILE)  # the form to staff takes photos


def form_sent(turn: Turn) -> Reply | None:
    """A form came from our own pages: its service says so, whoever has the conversation."""
    if turn.inbound.kind is not InboundKind.FORM:
        return None
    turn.room = turn.inbound.params["room"]
    return turn.house.registry.get(turn.room).take_form(turn)


def claimed(turn: Turn) -> Reply | None:
    """A service that listens to every text and says that this one is its own."""
    if not turn.utterance:
        return None
    room = turn.room
    for handler in turn.house.registry.claiming:
        turn.room = handler.name
        if (reply := handler.claims(turn)) is not None:
            return reply
    turn.room = room
    return None


def emergency(turn: Turn) -> Reply | None:
    """Danger to life comes before everything, whoever has the conversation, in whatever part it is said."""
    found = turn.interpretation
    in_part = any(_is_sure(part, "emergency", DIGRESS) and not is_question(part.text) for part in found.parts)
    return GoTo("emergency") if in_part or _is_sure(found, "emergency", CONFIDENT) else None


def own_kind(turn: Turn) -> Reply | None:
    """An inbound that no citizen has written and that one service waits for."""
    handler = turn.house.registry.find_for_kind(turn.inbound.kind)
    return GoTo(handler.name) if handler is not None else None


def operator_has_it(turn: Turn) -> Reply | None:
    """The bot is silent while an operator has the conversation, but for the citizen's own way back and for pictures."""
    if not turn.tracker.operator_has_it:
        return None
    if turn.postback_action == LEAVE_OPERATOR or _says(turn, LEAVE_OPERATOR):
        turn.room = "operator"
        return turn.house.registry.get("operator").act("leave", turn)
    if turn.inbound.kind in ATTACHED:  # nobody would see it
        turn.room = "operator"
        return turn.house.registry.get("operator").act("attach", turn)
    return Say(())


def flood(turn: Turn) -> Reply | None:
    """Too many messages at once: said once, then silence until it is calm. Every message is kept all the same."""
    tracker = turn.tracker
    if not (tracker.is_flooding or is_flood(tracker.heard)):
        return None
    turn.room = tracker.active.handler if tracker.active else ""  # so that an open question is not put again
    turn.is_final = bool(tracker.wishes)  # nor does begin what waits
    if tracker.is_flooding:
        return Say(())
    turn.record(FloodTold())
    return Say((turn.say("dialogue.too_many", (city_phone_choice(turn),)),))


def follow(turn: Turn) -> Reply | None:
    """A new friend, or one who came back, is welcomed."""
    return GoTo("greeting") if turn.inbound.kind is InboundKind.FOLLOW else None


def universal_words(turn: Turn) -> Reply | None:
    """Cancel, back, and what a service has declared for it, such as help and a person, work at every step."""
    word = _universal_word(turn)
    handler = turn.house.registry.find_for_intent(word)
    if handler is not None and word in handler.at_any_step:
        return GoTo(handler.name)
    if word not in ("cancel", "back"):
        return None
    return _leave_or_back(turn, word) or Say((turn.say("dialogue.nothing_open", _ways_out_of_nothing(turn, word)),))


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
    if handler is None or slot is None:
        return Say((turn.say("dialogue.expired"),))
    if action == "change" and handler.find_slot(name := turn.postback_params.get("slot", "")):
        turn.room = room
        return form.reopen(name, turn)
    if action != "fill" or slot.name not in turn.postback_params:
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
    return (
        _answer_and_more(handler, slot, turn)
        or _answer(handler, slot, turn)
        or other_kinds(turn)
        or find_change(handler, slot, turn, is_expected=True)
        or _digress(turn)
        or stay_after_danger(turn)
        or form.ask_again(slot, turn)
    )


def other_kinds(turn: Turn) -> Reply | None:
    """Stickers, pictures and places get an honest word."""
    key = KINDS.get(turn.inbound.kind)
    if key is None:
        return None
    turn.room = ""  # it is nobody's answer, so an open question is put again
    ways = (contact_choice(turn),) if turn.inbound.kind in ATTACHED else offer_at_place(turn)
    return Say((turn.say(key, (*ways, help_choice(turn))),))


def several_wishes(turn: Turn) -> Reply | None:
    """Services asked for in one message, the first of them now; a question among them is answered before."""
    whole, heard = turn.interpretation, hear(turn)
    if not heard.wanted:
        return None
    has_question = _has_answer(heard.others, turn)
    is_unclear = not has_question and any(is_wish(part.wanted) or is_question(part.text) for part in heard.others)
    if len(heard.wanted) == 1 and heard.others and not (has_question or is_unclear):
        turn.turn_to(whole)
        if intent(turn) is not None:
            return None  # the others tell the story of the one wish, which is clear without it
    first, *later = heard.wanted[: wishes.MOST]
    if has_question:
        later = [first, *later]
    else:
        turn.turn_to(first.part)
    wishes.note(turn, later)
    is_cut = is_unclear or len(heard.wanted) > wishes.MOST
    turn.opening = _say_order(turn, first, later, has_question, is_cut)
    return GoTo(ANSWERS_QUESTIONS) if has_question else first.start


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
    return Say((turn.say(key, (person_choice(turn), help_choice(turn), city_phone_choice(turn))),))


POLICY: tuple[Rule, ...] = (
    form_sent,
    claimed,
    emergency,
    own_kind,
    pressed.answer_at_any_time,
    operator_has_it,
    flood,
    follow,
    only_masked,
    universal_words,
    wishes.waiting_wish,
    postback,
    courtesy_after_danger,
    answer_denial,
    active_handler,
    other_kinds,
    several_wishes,
    intent,
    knowledge,
    stay_after_danger,
    clarify,
    offer_person,
)


def _ways_out_of_nothing(turn: Turn, word: str) -> tuple[Choice, ...]:
    """「やめる」 after a message that nobody asked for may mean the messages."""
    room = turn.house.registry.find("subscriptions") if word == "cancel" else None
    ways = (Choice(turn.text("subscriptions.stop_messages"), postback="subscriptions.stop"),) if room else ()
    return (*ways, help_choice(turn))


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
    if turn.utterance and turn.house.texts.find_named(turn.utterance):
        return "change_language"
    return next((word for key, word in LABELS.items() if _says(turn, key)), "")


def _is_sure(found: Interpretation, name: str, confidence: float) -> bool:
    return found.intent.name == name and found.intent.confidence >= confidence


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


def _answer_and_more(handler: Handler, slot: Slot, turn: Turn) -> Reply | None:
    """「2通で。あと職員と話したい」: the answer to what was asked, and a wish for later."""
    whole = turn.interpretation
    heard = hear(turn, handler.name, turn.slots)
    if not heard.wanted or isinstance(slot, Words):
        return None
    kept = heard.wanted[: wishes.MOST]
    for part in heard.others:
        turn.turn_to(part)
        way_out = part.intent.name if part.intent.confidence >= DIGRESS else ""
        reply = _leave_or_back(turn, way_out) or _answer(handler, slot, turn)
        if reply is not None:
            wishes.note(turn, kept)
            turn.opening = turn.text("dialogue.then", then=wishes.say_titles(turn, kept))
            return reply
    turn.turn_to(whole)
    if all(wish.handler is not handler for wish in kept):
        return several_wishes(turn)
    wishes.note(turn, kept)
    turn.room = ""  # so that the open question comes again
    return Say((turn.say("dialogue.then", then=wishes.say_titles(turn, kept)),))


def _answer(handler: Handler, slot: Slot, turn: Turn) -> Reply | None:
    """A change that is said to be one, or what was asked."""
    is_settled = slot in (form.CONFIRMED, form.CHANGED)
    change = None if isinstance(slot, Words) else find_change(handler, slot, turn, is_expected=is_settled)
    if change is None and slot is form.CHANGED and _is_sure(turn.interpretation, "deny", CONFIDENT):
        return form.leave(handler, turn)
    return change or form.take_answer(handler, slot, turn)


def _say_order(turn: Turn, first: Wanted, later: list[Wanted], has_question: bool, is_cut: bool) -> str:
    then = wishes.say_titles(turn, later)
    said = []
    if has_question:
        said.append(turn.text("dialogue.answer_then", then=then))
    elif later:
        said.append(turn.text("dialogue.first_then", first=wishes.say_titles(turn, [first]), then=then))
    elif is_cut:
        said.append(turn.text("dialogue.first_alone", first=wishes.say_titles(turn, [first])))
    if is_cut:
        said.append(turn.text("dialogue.write_rest_again"))
    return "\n".join(said)


def _has_answer(others: Sequence[Interpretation], turn: Turn) -> bool:
    """Whether the other parts ask what the city has written something about; the turn is about them then."""
    if not others:
        return False
    turn.turn_to(_join(others))
    to_come = {part.intent.name for part in others if _is_for_knowledge(part, turn)}
    asks = "faq_question" in to_come or any(is_question(part.text) for part in others)
    is_answered = any(found.band is Band.ANSWER for found in turn.answers)
    return is_answered or bool(to_come - {"faq_question"}) or (asks and knowledge(turn) is not None)


def _is_for_knowledge(part: Interpretation, turn: Turn) -> bool:
    """A question, or a service that is not here yet, of which the room of questions tells."""
    handler = turn.house.registry.find_for_intent(part.intent.name)
    return handler is not None and handler.name == ANSWERS_QUESTIONS and part.intent.confidence >= CONFIDENT


def _join(parts: Sequence[Interpretation]) -> Interpretation:
    """Several parts as one, to be asked of the knowledge."""
    return parts[0] if len(parts) == 1 else replace(parts[0], text="\n".join(part.text for part in parts))


def _digress(turn: Turn) -> Reply | None:
    found = turn.interpretation.intent
    handler = turn.house.registry.find_for_intent(found.name)
    if found.confidence >= DIGRESS and (reply := _leave_or_back(turn, found.name)):
        return reply
    if handler is not None and handler.name != turn.room and found.confidence >= DIGRESS:
        return GoTo(handler.name)
    return GoTo("faq") if turn.utterance and turn.found.band is Band.ANSWER else None
