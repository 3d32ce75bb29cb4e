"""One conversation with a request for a person, locked, and what is stored in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.desk.outgoing import BOT, Speaker, speak
from bot.dialogue.engine import NOTHING
from bot.dialogue.tracker import BotUttered, Tracker, TrackerEvent
from bot.dialogue.tracker_store import add_events, load_tracker
from bot.dialogue.turn import House, Turn
from bot.errors import Refused
from bot.messages import Channel, Inbound, InboundKind, Message
from bot.models.conversation import Conversation
from bot.models.desk import DeskNote, NoteKind, OperatorRequest, RequestState
from nlu.interpretation import Interpretation

SERVICE = "operator"  # the room whose texts are said


class Taken(Refused):
    """Somebody else has the conversation by now, or nobody has it any more."""


@dataclass
class Room:
    """Held until the transaction ends: of two who want it one is first."""

    session: Session
    conversation: Conversation
    request: OperatorRequest
    tracker: Tracker
    now: datetime

    @property
    def conversation_id(self) -> int:
        return self.request.conversation_id

    def list_topics(self) -> tuple[str, ...]:
        """What rings when something was said in it; nobody sends what the web's pages read themselves."""
        own = f"conversation:{self.conversation_id}"
        return ("outbox", own) if self.conversation.channel == Channel.LINE else (own,)

    def check_owner(self, staff_id: int) -> None:
        """Raises Taken when the conversation is not theirs."""
        if self.request.state != RequestState.CLAIMED or self.request.operator_id != staff_id:
            raise Taken("the conversation is not theirs")

    def void_bot_turn(self) -> None:
        """A turn of the bot that is under way knows an owner who is none any more."""
        self.conversation.leased_by, self.conversation.leased_until = "", None

    def wait_again(self) -> None:
        """Back into a queue; the bot stays silent."""
        self.request.state, self.request.operator_id = RequestState.WAITING, None

    def note(self, staff_id: int | None, kind: NoteKind, words: str) -> None:
        """Keep what staff write for each other; nothing of no words."""
        if words:
            self.session.add(
                DeskNote(conversation_id=self.conversation_id, kind=kind, words=words, staff_id=staff_id, at=self.now)
            )

    def make_turn(self, house: House) -> Turn:
        """A turn of the operator's room that no inbound has begun."""
        channel = Channel(self.conversation.channel)
        inbound = Inbound(channel, "", self.conversation.address, InboundKind.OTHER, self.now)
        nothing = Interpretation("", NOTHING, (NOTHING,))
        now, house = self.now, house.at_this_moment()
        turn = Turn(house, self.conversation_id, 0, inbound, self.tracker, nothing, now, lambda: self.session)
        turn.room = SERVICE
        return turn

    def speak_for(self, department: str, staff_id: int, house: House) -> Speaker:
        """Citizens see the department, and no name of a person."""
        turn = self.make_turn(house)
        return Speaker(staff_id, turn.text("operator.sender", department=name_department(turn, department)))

    def store(self, events: Sequence[TrackerEvent], messages: Sequence[Message] = (), speaker: Speaker = BOT) -> None:
        """Tracker events, and what is said to the citizen."""
        said: list[TrackerEvent] = []
        if messages:
            row = speak(self.session, self.conversation, messages, SERVICE, speaker, self.now)
            self.session.add(row)
            self.session.flush()
            assert row.id is not None
            said.append(BotUttered(row.id))
        add_events(self.session, self.conversation, (*events, *said), self.now)


def enter(session: Session, request_id: int, now: datetime) -> Room:
    """Lock the conversation of a request. Raises Taken when it was deleted."""
    asked = select(OperatorRequest).where(OperatorRequest.id == request_id)
    found = session.exec(asked).first()
    conversation = session.exec(lock(found.conversation_id)).first() if found is not None else None
    if conversation is None:
        raise Taken("the conversation was deleted")
    # Read again after the lock: somebody may have had it until now.
    request = session.exec(asked.execution_options(populate_existing=True)).one()
    return Room(session, conversation, request, load_tracker(session, conversation, now)[0], now)


def name_department(turn: Turn, department: str) -> str:
    """The department's name; the city's for none."""
    found = turn.house.city.find_department(department)
    return found.name_in(turn.language) if found else turn.house.city.name_in(turn.language)


def lock(conversation_id: int) -> SelectOfScalar[Conversation]:
    """The conversation, kept by whoever reads it first until their transaction ends."""
    statement = select(Conversation).where(Conversation.id == conversation_id)
    return statement.with_for_update().execution_options(populate_existing=True)
