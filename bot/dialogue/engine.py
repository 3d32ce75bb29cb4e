"""One turn: the policy chooses, the handler returns, the engine turns it into tracker events and messages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.clock import utc_now
from bot.dialogue import acting, form, languages, wishes
from bot.dialogue.choices import person_choice
from bot.dialogue.dates import say_picked
from bot.dialogue.handler import Handler
from bot.dialogue.masked import tell_masked
from bot.dialogue.policy import POLICY
from bot.dialogue.reply import Ask, ChooseLanguage, Done, GoTo, HandBack, HandOff, Reply, Say
from bot.dialogue.tracker import (
    HandedBack,
    HandedOff,
    HandlerEnded,
    HandlerStarted,
    LanguageChosen,
    SessionStarted,
    SlotAsked,
    SlotNarrowed,
    Tracker,
    TrackerEvent,
    UserUttered,
    Wish,
    WishesOffered,
)
from bot.dialogue.turn import House, Turn
from bot.errors import UserError, describe_fault
from bot.messages import Inbound, InboundKind, Message, Text
from bot.services.claims import LeaseLost
from nlu.danger import PERHAPS
from nlu.interpretation import FALLBACK_INTENT, Interpretation, RankedIntent

log = logging.getLogger(__name__)

MAX_HOPS = 5  # GoTo after GoTo
COUNTER = "dialogue"  # who answers when no handler does
NOTHING = RankedIntent(FALLBACK_INTENT, 1.0)


@dataclass(frozen=True)
class TurnResult:
    """What to store: tracker events and messages, together or not at all."""

    events: tuple[TrackerEvent, ...]
    messages: tuple[Message, ...]
    engine: str  # of understanding
    service: str = COUNTER  # the handler that answered
    has_failed: bool = False  # what the handler wrote must be undone; the messages say why


class DialogueEngine:
    """Decides and words; it sends nothing and stores nothing."""

    def __init__(self, house: House, interpret: Callable[[str], Interpretation]) -> None:
        self.house = house
        self._interpret = interpret

    def start_turn(
        self,
        tracker: Tracker,
        session_started: SessionStarted | None,
        inbound: Inbound,
        conversation_id: int,
        inbox_id: int,
        open_session: Callable[[], Session],
        is_hopeless: bool = False,
    ) -> Turn:
        """Understand the inbound; slow, and outside of any transaction. A hopeless one is not looked into."""
        found = self._understand("" if is_hopeless or inbound.kind is not InboundKind.TEXT else inbound.text, inbox_id)
        house = self.house.at_this_moment()
        turn = Turn(house, conversation_id, inbox_id, inbound, tracker, found, utc_now(), open_session)
        turn.may_be_danger = bool(found.extra.get("danger"))
        if session_started is not None:
            turn.record(session_started)
        words = inbound.text or inbound.params.get("label", "") or say_picked(turn, inbound.params)
        sent_at = inbound.occurred_at.timestamp()
        turn.record(UserUttered(inbound.kind, words, found.intent.name, found.intent.confidence, sent_at))
        if not tracker.operator_has_it:
            languages.choose_first(turn)
            languages.notice_other(turn)
        return turn

    def _understand(self, text: str, inbox_id: int) -> Interpretation:
        try:
            return self._interpret(text)
        except Exception as error:  # noqa: BLE001  # an engine out of order is a fallback, never an error to the citizen
            log.error("inbox %s: not understood: %s", inbox_id, describe_fault(error))
            return self._interpret("")

    def handle_turn(self, turn: Turn) -> TurnResult:
        """Decide and word. A database fault goes up to be tried again; any other is told to the citizen."""
        before = tuple(turn.events)
        try:
            return self._act(turn)
        except (OperationalError, LeaseLost):
            raise
        except Exception as error:  # noqa: BLE001  # whatever a service does wrong, the citizen is answered
            return replace(self.fail(turn, error), events=before)

    def fail(self, turn: Turn, error: Exception | None = None) -> TurnResult:
        """Apologise and offer a person; the tracker stays as it was."""
        fault = describe_fault(error) if error else "gave up"
        log.error("turn failed: conversation %s, inbox %s: %s", turn.conversation_id, turn.inbox_id, fault)
        sorry = turn.say("dialogue.failed", (person_choice(turn),))
        return TurnResult(tuple(turn.events), (sorry,), turn.interpretation.engine, has_failed=True)

    def hand_back(self, turn: Turn, by: str) -> TurnResult:
        """An operator gives the conversation back, in a turn of the operator's room that no inbound has begun."""
        said = self._follow_up(turn, self._perform(HandBack(by, (turn.say("operator.handed_back"),)), turn))
        return TurnResult(tuple(turn.events), said, turn.interpretation.engine, turn.room)

    def _act(self, turn: Turn) -> TurnResult:
        self._drop_unknown(turn)
        before, state, language = tuple(turn.events), turn.tracker, turn.language
        understood_by = turn.interpretation.engine
        try:
            messages = self._follow_up(turn, self._decide(turn))
        except UserError as error:
            # Why it can't be taken; the step that was open before stays, and what was written is undone.
            words = Text(turn.text(error.text_key, **error.values))
            turn.events, turn.tracker = list(before), state
            messages = (words, *self._resume(turn, ()))
            messages = languages.add_question(turn, tell_masked(turn, messages))
            return TurnResult(before, messages, understood_by, turn.room or COUNTER, has_failed=True)
        if turn.opening:
            same_language = turn.language == language
            messages = wishes.put_before(turn.opening, messages, is_merged=same_language)
        messages = languages.add_question(turn, tell_masked(turn, messages))
        return TurnResult(tuple(turn.events), messages, understood_by, turn.answered_by or COUNTER)

    def _drop_unknown(self, turn: Turn) -> None:
        """End what an earlier version of the program began and this one doesn't know any more."""
        for frame in turn.tracker.frames:
            handler = self.house.registry.find(frame.handler)
            if handler is None or (frame.asked and form.find_slot(handler, frame.asked) is None):
                turn.record(HandlerEnded(frame.handler, "given_up"))
        wishes.drop_unknown(turn)

    def _follow_up(self, turn: Turn, said: tuple[Message, ...]) -> tuple[Message, ...]:
        """What waits begins when nothing is open any more; where that would be too much at once, it is offered."""
        if turn.is_final:
            turn.record(WishesOffered())
            return said
        while len(said) < wishes.MOST_BUBBLES - 1 and (wish := wishes.find_due(turn)) is not None:
            said = (*said, *self._begin(wish, turn, wishes.MOST_BUBBLES - len(said)))
        return wishes.offer_waiting(turn, said)

    def _begin(self, wish: Wish, turn: Turn, room: int) -> tuple[Message, ...]:
        """Start a wish that waited. What was done before it in this turn stays, whatever happens in its service."""
        step = wishes.take(wish, turn)
        turn.turn_to(Interpretation("", NOTHING, (NOTHING,)))
        before, state = list(turn.events), turn.tracker
        lead = turn.text("dialogue.next_wish", title=turn.text(f"{wish.handler}.title"))
        try:
            with turn.session.begin_nested():
                said = self._perform(step, turn)
        except UserError as error:
            turn.events[:], turn.tracker = before, state
            said = (Text(turn.text(error.text_key, **error.values)),)
        except (OperationalError, LeaseLost):
            raise
        except Exception as error:  # noqa: BLE001  # a service's mistake is not that of the one before it
            turn.events[:], turn.tracker = before, state
            said = self.fail(turn, error).messages
        return wishes.put_before(lead, said, room)

    def _decide(self, turn: Turn) -> tuple[Message, ...]:
        for rule in POLICY:
            reply = rule(turn)
            if reply is not None:
                messages = self._perform(reply, turn)
                numbers = self._mention_numbers(turn) if messages and not _has_numbers(messages) else ()
                return self._answer_rest(reply, turn, messages + numbers)
        raise AssertionError("the last rule of the policy always answers")

    def _answer_rest(self, reply: Reply, turn: Turn, said: tuple[Message, ...]) -> tuple[Message, ...]:
        """What was said, and the answer to the part of the utterance that a service has left."""
        if not isinstance(reply, Done) or reply.leaves is None:
            return said
        turn.turn_to(reply.leaves)
        turn.room = ""
        return (*said, *self._decide(turn)[: wishes.MOST_BUBBLES - len(said)])

    def _mention_numbers(self, turn: Turn) -> tuple[Message, ...]:
        """The numbers to call, under the answer to what may be a danger."""
        if turn.interpretation.extra.get("danger") != PERHAPS:
            return ()
        said = self.house.registry.get("emergency").act("mention", turn)
        assert isinstance(said, Say)
        return said.messages

    def _perform(self, reply: Reply, turn: Turn, hops: int = 0) -> tuple[Message, ...]:
        if isinstance(reply, GoTo):
            if hops >= MAX_HOPS:
                raise RecursionError(f"handlers send each other on: {reply.handler}")
            return self._perform(self._start(reply, turn), turn, hops + 1)
        turn.answered_by = turn.answered_by or turn.room
        if isinstance(reply, Say | Done):
            turn.forgets = reply.forgets or turn.forgets
        match reply:
            case Ask():
                return self._ask(reply, turn)
            case Say():
                at_step = turn.tracker.active is not None and turn.tracker.active.handler == turn.room
                return reply.messages if at_step else self._resume(turn, reply.messages)
            case Done():
                reply = replace(reply, messages=acting.mark(self.house.registry.get(turn.room), turn, reply.messages))
                turn.record(HandlerEnded(turn.room))
                if not reply.resumes:
                    turn.is_final = True
                    return reply.messages
            case HandOff():
                turn.record(HandlerEnded(turn.room))
                turn.record(HandedOff(reply.reason))
                return reply.messages
            case HandBack():
                turn.record(HandlerEnded(turn.room))
                turn.record(HandedBack(reply.by))
            case ChooseLanguage():
                turn.record(LanguageChosen(reply.language))
                turn.record(HandlerEnded(turn.room))
        return self._resume(turn, reply.messages)

    def _start(self, step: GoTo, turn: Turn) -> Reply:
        handler = self.house.registry.get(step.handler)
        turn.record(HandlerStarted(handler.name, dict(step.slots)))
        for name, among in step.among.items():
            turn.record(SlotNarrowed(name, among))
        turn.room = handler.name
        form.prefill(handler, turn)
        return handler.start(turn) or form.advance(handler, turn)

    def _ask(self, reply: Ask, turn: Turn) -> tuple[Message, ...]:
        active = turn.tracker.active
        if turn.room and (active is None or active.handler != turn.room):
            turn.record(HandlerStarted(turn.room))  # a button of a service that was not open opens it
        turn.record(SlotAsked(reply.slot))
        return form.prompt(self._active(turn), reply.slot, turn, reply.messages)

    def _resume(self, turn: Turn, said: tuple[Message, ...]) -> tuple[Message, ...]:
        """What was said, and after it the open question of a handler that waited underneath."""
        active = turn.tracker.active
        if active is None or not active.asked or turn.tracker.operator_has_it:
            return said
        turn.room = active.handler
        lead = f"{turn.text('dialogue.go_on')}\n" if said else ""
        return form.prompt(self._active(turn), active.asked, turn, said, lead)

    def _active(self, turn: Turn) -> Handler:
        assert turn.tracker.active is not None
        return self.house.registry.get(turn.tracker.active.handler)


def _has_numbers(messages: tuple[Message, ...]) -> bool:
    """Whether an ambulance can be called from one of them."""
    return any(button.url == "tel:119" for message in messages for button in getattr(message, "buttons", ()))
