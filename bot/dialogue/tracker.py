"""Conversation state: rebuilt from its tracker events, never changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, ClassVar

from bot.dialogue import flood


@dataclass(frozen=True)
class Frame:
    """A handler at work: what it knows and what it asked."""

    handler: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""  # the slot asked for
    attempts: int = 0  # how often its answer was not understood
    among: Mapping[str, Sequence[Any]] = field(default_factory=dict)  # slot → what may be meant, asked back


@dataclass(frozen=True)
class Wish:
    """A service that was asked for together with another one, and what is known for it."""

    handler: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    among: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    is_offered: bool = False  # it begins when the citizen says so, no more by itself


@dataclass(frozen=True)
class Tracker:
    """The state of one conversation. The last frame is the active handler; those before it wait to be resumed.

    `wishes` begin one after the other when no handler is at work any more.
    """

    language: str = ""  # empty: not chosen and not guessed yet
    language_by: str = ""  # "channel" or "words" when it is a guess
    languages_asked: tuple[str, ...] = ()  # what was asked about languages, once each
    operator_has_it: bool = False
    frames: tuple[Frame, ...] = ()
    wishes: tuple[Wish, ...] = ()
    turns: int = 0  # in this session
    misses: int = 0  # turns in a row that were not understood
    heard: tuple[UserUttered, ...] = ()  # the last ones of this session, oldest first
    is_flooding: bool = False  # was told that the messages come too fast, and is not calm since
    acting_for_id: int = 0  # of a person the citizen registered; 0: for oneself
    acting_for: str = ""  # what the citizen calls that person

    @property
    def active(self) -> Frame | None:
        return self.frames[-1] if self.frames else None


@dataclass(frozen=True)
class TrackerEvent:
    """Something that happened; `apply` is its whole meaning."""

    name: ClassVar[str]

    def apply(self, tracker: Tracker) -> Tracker:
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def _on_top(tracker: Tracker, **changes: Any) -> Tracker:
    if tracker.active is None:
        return tracker
    return replace(tracker, frames=(*tracker.frames[:-1], replace(tracker.active, **changes)))


@dataclass(frozen=True)
class SessionStarted(TrackerEvent):
    """A new session: only what outlives a session is carried over."""

    name = "session_started"
    language: str = ""
    operator_has_it: bool = False
    languages_asked: Sequence[str] = ()

    def apply(self, tracker: Tracker) -> Tracker:
        asked = tuple(self.languages_asked)
        return Tracker(language=self.language, operator_has_it=self.operator_has_it, languages_asked=asked)


@dataclass(frozen=True)
class UserUttered(TrackerEvent):
    """`utterance` is emptied when the citizen takes the message back, or when it must not stay: then `instead` is the
    text key of what is shown for it. `at` is the second since 1970."""

    name = "user_uttered"
    kind: str
    utterance: str = ""
    intent: str = ""
    confidence: float = 0.0
    at: float = 0.0
    instead: str = ""

    def apply(self, tracker: Tracker) -> Tracker:
        heard = (*tracker.heard, self)[-flood.KEPT :]
        is_flooding = tracker.is_flooding and not flood.is_calm(heard)
        return replace(tracker, turns=tracker.turns + 1, heard=heard, is_flooding=is_flooding)


@dataclass(frozen=True)
class BotUttered(TrackerEvent):
    """An answer was put into the outbox; it also carries what an operator says."""

    name = "bot_uttered"
    outbox_id: int

    def apply(self, tracker: Tracker) -> Tracker:
        return tracker


@dataclass(frozen=True)
class LanguageChosen(TrackerEvent):
    """`by` is empty when the citizen chose it, else where the guess comes from: "words" or "channel"."""

    name = "language_chosen"
    language: str
    by: str = ""

    def apply(self, tracker: Tracker) -> Tracker:
        return replace(tracker, language=self.language, language_by=self.by)


@dataclass(frozen=True)
class LanguageAsked(TrackerEvent):
    """Which language to begin in (`about` is "first"), or whether to go on in the one it is about."""

    name = "language_asked"
    about: str
    offered: Sequence[str] = ()

    def apply(self, tracker: Tracker) -> Tracker:
        return replace(tracker, languages_asked=(*tracker.languages_asked, self.about))


@dataclass(frozen=True)
class HandlerStarted(TrackerEvent):
    name = "handler_started"
    handler: str
    slots: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, tracker: Tracker) -> Tracker:
        others = tuple(frame for frame in tracker.frames if frame.handler != self.handler)
        return replace(tracker, frames=(*others, Frame(self.handler, self.slots)), misses=0)


@dataclass(frozen=True)
class HandlerEnded(TrackerEvent):
    """`how` is "done", "cancelled" or "given_up"."""

    name = "handler_ended"
    handler: str
    how: str = "done"

    def apply(self, tracker: Tracker) -> Tracker:
        return replace(tracker, frames=tuple(frame for frame in tracker.frames if frame.handler != self.handler))


@dataclass(frozen=True)
class SlotAsked(TrackerEvent):
    name = "slot_asked"
    slot: str

    def apply(self, tracker: Tracker) -> Tracker:
        if tracker.active and tracker.active.asked == self.slot:
            return tracker
        return _on_top(tracker, asked=self.slot, attempts=0)


@dataclass(frozen=True)
class SlotMissed(TrackerEvent):
    """The answer to the slot's prompt was not understood or not allowed."""

    name = "slot_missed"
    slot: str

    def apply(self, tracker: Tracker) -> Tracker:
        return _on_top(tracker, attempts=tracker.active.attempts + 1) if tracker.active else tracker


@dataclass(frozen=True)
class SlotSet(TrackerEvent):
    """`value` is JSON; None empties the slot."""

    name = "slot_set"
    slot: str
    value: Any

    def apply(self, tracker: Tracker) -> Tracker:
        if tracker.active is None:
            return tracker
        slots = {**tracker.active.slots, self.slot: self.value}
        among = {name: values for name, values in tracker.active.among.items() if name != self.slot}
        return replace(_on_top(tracker, slots=slots, among=among, asked="", attempts=0), misses=0)


@dataclass(frozen=True)
class SlotNarrowed(TrackerEvent):
    """One of these values (JSON) is meant, or more has to be said; which is asked back."""

    name = "slot_narrowed"
    slot: str
    among: Sequence[Any]

    def apply(self, tracker: Tracker) -> Tracker:
        if tracker.active is None:
            return tracker
        return replace(_on_top(tracker, among={**tracker.active.among, self.slot: self.among}), misses=0)


@dataclass(frozen=True)
class WishNoted(TrackerEvent):
    """A service asked for, to begin later; `wish` is its handler, empty when the message was taken back."""

    name = "wish_noted"
    wish: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    among: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def apply(self, tracker: Tracker) -> Tracker:
        if not self.wish:
            return tracker
        return replace(tracker, wishes=(*tracker.wishes, Wish(self.wish, self.slots, self.among)))


@dataclass(frozen=True)
class WishesOffered(TrackerEvent):
    """What waits begins only when the citizen says so."""

    name = "wishes_offered"

    def apply(self, tracker: Tracker) -> Tracker:
        return replace(tracker, wishes=tuple(replace(wish, is_offered=True) for wish in tracker.wishes))


@dataclass(frozen=True)
class WishEnded(TrackerEvent):
    """The first one with this handler and these slots waits no more. `how` is "started" or "dropped".

    When one has started, the others follow it by themselves again.
    """

    name = "wish_ended"
    wish: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    how: str = "started"

    def apply(self, tracker: Tracker) -> Tracker:
        ended = (wish for wish in tracker.wishes if (wish.handler, wish.slots) == (self.wish, self.slots))
        first = next(ended, None)
        left = (wish for wish in tracker.wishes if wish is not first)
        is_over = self.how == "dropped"
        return replace(tracker, wishes=tuple(replace(wish, is_offered=is_over and wish.is_offered) for wish in left))


@dataclass(frozen=True)
class Missed(TrackerEvent):
    """Nobody could act on the utterance."""

    name = "missed"

    def apply(self, tracker: Tracker) -> Tracker:
        return replace(tracker, misses=tracker.misses + 1)


@dataclass(frozen=True)
class FloodTold(TrackerEvent):
    """The citizen was told that the messages come too fast; no answers until it is calm."""

    name = "flood_told"

    def apply(self, tracker: Tracker) -> Tracker:
        return replace(tracker, is_flooding=True)


@dataclass(frozen=True)
class ClarificationAsked(TrackerEvent):
    """Which of these services is meant was asked back."""

    name = "clarification_asked"
    services: Sequence[str]

    def apply(self, tracker: Tracker) -> Tracker:
        return tracker


@dataclass(frozen=True)
class ActedFor(TrackerEvent):
    """From here on the citizen acts for somebody; `value` is what they call that person. Empty: for themselves."""

    name = "acted_for"
    person: int = 0
    value: str = ""  # emptied when the citizen takes the message back, and then it is for themselves

    def apply(self, tracker: Tracker) -> Tracker:
        return replace(tracker, acting_for_id=self.person if self.value else 0, acting_for=self.value)


@dataclass(frozen=True)
class HandedOff(TrackerEvent):
    """The conversation is an operator's; the bot is silent."""

    name = "handed_off"
    reason: str = ""

    def apply(self, tracker: Tracker) -> Tracker:
        return replace(tracker, operator_has_it=True)


@dataclass(frozen=True)
class HandedBack(TrackerEvent):
    name = "handed_back"
    by: str = ""  # "citizen" or the operator's id

    def apply(self, tracker: Tracker) -> Tracker:
        return WishesOffered().apply(replace(tracker, operator_has_it=False))  # they may be settled by now


EVENTS: dict[str, type[TrackerEvent]] = {
    event.name: event
    for event in (
        SessionStarted,
        UserUttered,
        BotUttered,
        LanguageChosen,
        LanguageAsked,
        HandlerStarted,
        HandlerEnded,
        SlotAsked,
        SlotMissed,
        SlotSet,
        SlotNarrowed,
        WishNoted,
        WishesOffered,
        WishEnded,
        Missed,
        FloodTold,
        ClarificationAsked,
        ActedFor,
        HandedOff,
        HandedBack,
    )
}


def rebuild(events: Iterable[TrackerEvent]) -> Tracker:
    """The state after these tracker events, oldest first."""
    tracker = Tracker()
    for event in events:
        tracker = event.apply(tracker)
    return tracker


def event_from_json(name: str, data: Mapping[str, Any]) -> TrackerEvent:
    """The tracker event a row holds."""
    return EVENTS[name](**data)
