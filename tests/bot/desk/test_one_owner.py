"""A conversation has one owner, the bot or one person, whatever citizen, bot, operators and clock do, and when.

Operators also act in the middle of a turn of the bot: after it has read the state, before it stores what it says.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import col, select

from bot import inbox
from bot.bell import Bell
from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.desk.promises import PromiseWatch
from bot.desk.room import Taken
from bot.desk.turns import OperatorTurns
from bot.dialogue.engine import DialogueEngine
from bot.dialogue.tracker_store import load_tracker
from bot.messages import Channel, Inbound, InboundKind, Text
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest, RequestState
from bot.models.inbox import InboxRow, InboxStatus
from bot.models.outbox import OutboxRow
from bot.services.audit import Actor
from nlu.interpretation import Interpretation
from nlu.interpreter import Interpreter
from tests.bot.desk.conftest import add_operator
from tests.dialogue.counter import make_engine

WORDS = (
    "こんにちは",
    "職員と話す",
    "ボットに戻る",
    "住民票の手数料は？",
    "火事です、助けて",
    "言語を変えたい",
    "やめる",
)
BOT, QUEUE = "bot", "queue"
EXAMPLES = {"sqlite": 40, "postgresql": 15}  # its own are the locks of rows, not more of the same walks
BELL = Bell()
# What is not the bot's own answer: words of the desk itself, and what may save a life.
ALWAYS = ("operator", "emergency")


class Owners(RuleBasedStateMachine):
    """One citizen, two operators, one worker."""

    database: Database
    city: City
    interpret: Callable[[str], Interpretation]
    make: Callable[[Callable[[str], Interpretation]], DialogueEngine]
    operators: list[Actor]

    @initialize()
    def open(self) -> None:
        self.meanwhile: Callable[[], None] = lambda: None
        self.engine = self.make(self._interpret)
        self.passed = timedelta()
        self.turns = OperatorTurns(self.database, self.engine, Bell(), self.now)
        self.watch = PromiseWatch(self.database, self.engine.house, Bell())
        self.address = f"U{secrets.token_hex(16)}"
        self.seen = 0  # id of the last outbox row looked at
        self.owner_at_work = BOT
        self._accept("こんにちは")
        self._work()

    def now(self):  # type: ignore[no-untyped-def]
        return utc_now() + self.passed

    @rule(words=st.sampled_from(WORDS))
    def citizen_writes(self, words: str) -> None:
        self._accept(words)

    @rule()
    def worker_works(self) -> None:
        self._work()
        self._check_said(self.owner_at_work)

    @rule(who=st.integers(0, 1), what=st.sampled_from(("claim", "release", "transfer", "hand_back")))
    def operator_acts_during_a_turn(self, who: int, what: str) -> None:
        self.meanwhile = lambda: self._act(who, what)
        self._work()
        self._check_said(self.owner_at_work)

    @rule(who=st.integers(0, 1), what=st.sampled_from(("claim", "say", "release", "transfer", "hand_back")))
    def operator_acts(self, who: int, what: str) -> None:
        before, is_open = self.owner(), self.request() is not None
        done = self._act(who, what)
        if what == "claim":
            waits = is_open and before in (QUEUE, BOT)
            assert done is waits
        else:
            assert done is (before == self.operators[who].id)
        self._check_said(before if what != "hand_back" else BOT)

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        self.passed += timedelta(minutes=minutes)
        before = self.owner()
        self.watch.run(self.now())
        self._check_said(before)

    @invariant()
    def the_tracker_and_the_desk_agree(self) -> None:
        request = self.request()
        if request is not None and request.state == RequestState.CLAIMED:
            assert self.silent()
        if self.silent():
            assert request is not None

    def teardown(self) -> None:
        """Nothing that was written stays unread."""
        if hasattr(self, "engine"):
            while self._work():
                self._check_said(self.owner_at_work)
            with self.database.read() as session:
                left = session.exec(select(InboxRow).where(InboxRow.status == InboxStatus.ACCEPTED)).all()
            assert left == []

    def owner(self) -> str:
        request = self.request()
        if request is not None and request.state == RequestState.CLAIMED:
            return str(request.operator_id)
        return QUEUE if self.silent() else BOT

    def request(self) -> OperatorRequest | None:
        own = (OperatorRequest.conversation_id == self.id, OperatorRequest.state != RequestState.DONE)
        with self.database.read() as session:
            return session.exec(select(OperatorRequest).where(*own)).first()

    def silent(self) -> bool:
        with self.database.read() as session:
            return load_tracker(session, session.get_one(Conversation, self.id), utc_now())[0].operator_has_it

    def _act(self, who: int, what: str) -> bool:
        by, request = self.operators[who], self.request()
        if request is None or request.id is None:
            return False
        more = {"say": ((Text("はい"),),), "transfer": ("tax", "税の話")}.get(what, ())
        try:
            getattr(self.turns, what)(request.id, by, *more)
        except Taken:
            return False
        return True

    def _interpret(self, text: str) -> Interpretation:
        """Understanding takes its time, between reading the state and storing the answer."""
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        self._check_said(self.owner())
        self.owner_at_work = self.owner()
        return type(self).interpret(text)

    def _accept(self, words: str) -> None:
        event = secrets.token_hex(13)
        at = utc_now()
        inbound = Inbound(Channel.LINE, event, self.address, InboundKind.TEXT, at, words, reply_token=event)
        inbox.accept(self.database, [inbound])
        with self.database.read() as session:
            fingerprint = self.database.vault.fingerprint(f"{Channel.LINE}:{self.address}")
            found = session.exec(select(Conversation.id).where(Conversation.address_fingerprint == fingerprint)).one()
            assert found is not None
            self.id = found

    def _work(self) -> bool:
        self.owner_at_work = self.owner()
        return inbox.work_one(self.database, self.engine, BELL)

    def _check_said(self, owner: str) -> None:
        """What was said since the last look was said by `owner`, or by those who may always speak."""
        own = (OutboxRow.conversation_id == self.id, col(OutboxRow.id) > self.seen)
        with self.database.read() as session:
            for row in session.exec(select(OutboxRow).where(*own).order_by(col(OutboxRow.id))):
                self.seen = row.id or 0
                speaker = BOT if row.staff_id is None else str(row.staff_id)
                assert speaker == owner or (speaker == BOT and row.service in ALWAYS), (speaker, owner, row.service)


def test_nobody_speaks_who_is_not_the_owner(
    database: Database,
    index_folder,
    open_city: City,
    interpreter: Interpreter,  # type: ignore[no-untyped-def]
) -> None:
    class Here(Owners):
        pass

    Here.database, Here.city = database, open_city
    Here.interpret = staticmethod(interpreter.interpret)
    Here.make = staticmethod(lambda interpret: make_engine(database, index_folder, open_city, interpret))
    Here.operators = [add_operator(database, "hanako"), add_operator(database, "jiro")]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Here,
        settings=settings(
            max_examples=EXAMPLES[database.engine.dialect.name],
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
