"""One inbound and what is known while it is worked on; what a handler sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from bot.bell import Bell
from bot.city import City, CitySource, FixedCity
from bot.clients.accounts import Linking
from bot.clients.identity.protocol import IdentityProvider
from bot.clients.mail import MailSender
from bot.dialogue.reply import Forgets
from bot.dialogue.tracker import Tracker, TrackerEvent
from bot.messages import Choice, Inbound, InboundKind, Text
from bot.texts import Texts
from knowledge.generation.protocol import Generator, NullGenerator
from knowledge.questions import choose_results, split_questions
from knowledge.search import Knowledge, SearchResult
from nlu.interpretation import Interpretation
from nlu.labelled import Labeller
from nlu.negation import find_denials, leave_out

if TYPE_CHECKING:
    from bot.dialogue.registry import Registry


@dataclass(frozen=True)
class House:
    """What every turn may use: the city's facts, wording, services and knowledge, and links to our own pages."""

    cities: CitySource
    texts: Texts
    registry: Registry
    knowledge: Knowledge
    public_url: str  # how citizens reach us
    secret_key: str = field(repr=False)  # signs links
    generator: Generator = field(default_factory=NullGenerator)  # may say an answer in fewer words; off by default
    linking: Linking | None = None  # of LINE and the city's own accounts; None where the city has none
    liff_base: str = ""  # where LINE opens our forms inside itself; empty: in its browser
    mail: MailSender | None = None  # letters to addresses that citizens have registered; None: it is off
    open_identity: Callable[[], IdentityProvider] | None = None  # who verifies citizens; None: nobody
    find_account: Callable[[Session, int], str] | None = None  # a conversation's account with the city; "" for none
    has_payments: bool = False  # whether anything can be paid for
    alert_feeds: tuple[str, ...] = ()  # Atom feeds of the weather agency; none: nobody is asked
    posts_webhook_secret: str = field(default="", repr=False)  # the same of posts of other networks
    alert_webhook_secret: str = field(default="", repr=False)  # signs what other systems send; empty: they can't
    entries_per_second: float = 20.0  # how many may enter the pages of scarce places
    bell: Bell = field(default_factory=Bell)  # wakes who answers what a page puts into the inbox
    labellers: Mapping[str, Labeller] = field(default_factory=dict)  # what rooms have learned by themselves
    find_locale: Callable[[Inbound], str] = attrgetter("locale")  # what the channel knows of the language; may ask it
    fetch_content: Callable[[str], bytes | None] | None = None  # of a message in LINE

    @property
    def city(self) -> City:
        """The city's facts as they are now."""
        return self.cities.current

    def at_this_moment(self) -> House:
        """This house with the facts that hold now, which stay the same through a turn."""
        return replace(self, cities=FixedCity(self.city))


@dataclass
class Turn:
    """One turn of one conversation. `session` opens the write transaction late, so use it last."""

    house: House
    conversation_id: int
    inbox_id: int
    inbound: Inbound
    tracker: Tracker
    interpretation: Interpretation
    now: datetime
    open_session: Callable[[], Session]
    room: str = ""  # the handler at work, whose text keys need no prefix
    events: list[TrackerEvent] = field(default_factory=list)
    answered_by: str = ""  # the first handler whose reply was taken
    opening: str = ""  # said before everything else in this turn
    may_be_danger: bool = False  # somebody's life, as far as the utterance tells
    is_final: bool = False  # nothing is said after what was said
    forgets: Forgets | None = None  # what is not to stay in this conversation

    def record(self, event: TrackerEvent) -> None:
        """Note what happened; the state moves on at once and is stored when the turn is over."""
        self.events.append(event)
        self.tracker = event.apply(self.tracker)

    @property
    def session(self) -> Session:
        """The transaction in which this turn will be stored; keep slow work before the first use."""
        return self.open_session()

    @property
    def language(self) -> str:
        return self.tracker.language or "ja"

    @property
    def utterance(self) -> str:
        """What was typed, normalised; empty for anything but text."""
        return self.interpretation.text if self.inbound.kind is InboundKind.TEXT else ""

    @property
    def wanted(self) -> str:
        """The utterance without what is denied in it."""
        return self.interpretation.wanted if self.utterance else ""

    @property
    def slots(self) -> Mapping[str, Any]:
        """What the active handler knows."""
        return self.tracker.active.slots if self.tracker.active else {}

    @property
    def among(self) -> Mapping[str, Sequence[Any]]:
        """What may be meant for slots of the active handler that are being asked back."""
        return self.tracker.active.among if self.tracker.active else {}

    def turn_to(self, part: Interpretation) -> None:
        """From here on the turn is about one part of the utterance."""
        self.interpretation = part
        for name in ("found", "answers"):
            self.__dict__.pop(name, None)

    def aside(self, part: Interpretation, room: str) -> Turn:
        """A turn to look at one part with, as a room would before it is open; nothing it records is kept."""
        return replace(self, interpretation=part, room=room, tracker=Tracker(self.tracker.language), events=[])

    @cached_property
    def postback_action(self) -> str:
        """`handler.action` of a pressed button, or empty."""
        return self.inbound.postback.partition("?")[0]

    @cached_property
    def postback_params(self) -> dict[str, str]:
        """What a pressed button says, e.g. `{"language": "en"}`, and what a date picker adds."""
        pairs = (pair.partition("=") for pair in self.inbound.postback.partition("?")[2].split("&") if pair)
        return {name: value for name, _, value in pairs} | dict(self.inbound.params)

    @cached_property
    def found(self) -> SearchResult:
        """What the city's knowledge has to say to the utterance; searched once a turn.

        Kana alone are looked for as the words they stand for, where the engine has read them so.
        """
        question = self._question
        written = self.interpretation.extra.get("written", "") if question == self.utterance else ""
        found = self.house.knowledge.search(written or question, k=10, language=self.language)
        return replace(found, query=question)

    @cached_property
    def answers(self) -> tuple[SearchResult, ...]:
        """`found`; for an utterance of several questions, what the knowledge has to say to each of them."""
        parts = split_questions(self._question)
        if len(parts) == 1:
            return (self.found,)
        search = self.house.knowledge.search
        return choose_results(self.found, [search(part, k=10, language=self.language) for part in parts])

    @property
    def _question(self) -> str:
        """The utterance without what another thing is meant instead of; a story's negations belong to it."""
        replaced = [one for one in find_denials(self.utterance) if one.is_replaced]
        return (replaced and leave_out(self.utterance, replaced)) or self.utterance

    def text(self, key: str, **values: object) -> str:
        """The wording of a text key in the citizen's language; a key without a dot is the handler's own."""
        return self.text_in(self.language, key, **values)

    def text_in(self, language: str, key: str, **values: object) -> str:
        """As `text`, in another language than the conversation's."""
        full = key if "." in key else f"{self.room}.{key}"
        return self.house.texts.get(language, full, city=self.house.city.name_in(language), **values)

    def say(self, key: str, choices: tuple[Choice, ...] = (), **values: object) -> Text:
        """A text message with this wording."""
        return Text(self.text(key, **values), choices)
