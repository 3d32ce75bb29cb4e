"""What an operator does to a conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bot.bell import Bell
from bot.clock import utc_now
from bot.db import Database
from bot.desk.room import Room, Taken, enter, name_department
from bot.desk.sending import attach
from bot.dialogue.choices import contact_choice
from bot.dialogue.engine import DialogueEngine
from bot.dialogue.tracker import HandedOff
from bot.forms.attachments import Attachment
from bot.messages import Message
from bot.models.desk import NoteKind, RequestState
from bot.services.audit import Actor, Purpose, record
from bot.services.desk.actions import DeskAction
from bot.services.desk.drafts import reopen_for_drafts
from bot.services.desk.requests import QUEUE, promise


class OperatorTurns:
    """Each call is one transaction with its audit entry. `by` is the operator, whose id is the member of staff's.

    Raises Taken when the conversation is not theirs, and nothing is stored. Safe for several threads.
    """

    def __init__(
        self, database: Database, engine: DialogueEngine, bell: Bell, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._engine = engine
        self._bell = bell
        self._clock = clock

    def claim(self, request_id: int, by: Actor) -> None:
        """The conversation is theirs alone from here on. Raises Taken when somebody was first."""
        with self._open(request_id, by, DeskAction.CLAIMED, is_own=False) as room:
            if room.request.state != RequestState.WAITING:
                raise Taken("another operator has it, or it is over")
            room.request.state, room.request.operator_id = RequestState.CLAIMED, int(by.id)
            room.request.claimed_at = room.now
            if not room.tracker.operator_has_it:
                room.store((HandedOff("claimed"),))
            room.void_bot_turn()

    def say(self, request_id: int, by: Actor, messages: Sequence[Message], attached: Attachment | None = None) -> None:
        """The operator's words to the citizen, and a picture or file below them."""
        new = {"file": attached.describe()} if attached else None
        with self._open(request_id, by, DeskAction.REPLIED, new=new) as room:
            room.request.answered_at = room.request.answered_at or room.now
            shown = (attach(room, room.make_turn(self._engine.house), attached),) if attached else ()
            room.store((), (*messages, *shown), room.speak_for(by.department, int(by.id), self._engine.house))

    def offer_form(self, request_id: int, by: Actor) -> None:
        """The contact form, for what does not belong into the conversation."""
        with self._open(request_id, by, DeskAction.REPLIED, new={"form": "contact"}) as room:
            room.request.answered_at = room.request.answered_at or room.now
            turn = room.make_turn(self._engine.house)
            form = turn.say("operator.form_offered", (contact_choice(turn),))
            room.store((), (form,), room.speak_for(by.department, int(by.id), self._engine.house))

    def note(self, request_id: int, by: Actor, words: str) -> None:
        """For colleagues; the citizen gets nothing of it in the conversation."""
        with self._open(request_id, by, DeskAction.NOTED, is_own=False) as room:
            room.note(int(by.id), NoteKind.NOTE, words)

    def release(self, request_id: int, by: Actor, why: str = "") -> None:
        """Back into the queue, for a colleague."""
        with self._open(request_id, by, DeskAction.RELEASED) as room:
            room.note(int(by.id), NoteKind.RELEASE, why)
            room.wait_again()

    def transfer(self, request_id: int, by: Actor, department: str, why: str) -> None:
        """Into another department's queue. The citizen is told, and promised a time anew."""
        with self._open(request_id, by, DeskAction.TRANSFERRED, new={"department": department}) as room:
            room.note(int(by.id), NoteKind.TRANSFER, why)
            room.request.department = department
            room.request.promised_at = promise(self._engine.house.city, room.now)
            room.request.apologised_at = None
            room.wait_again()
            turn = room.make_turn(self._engine.house)
            room.store((), (turn.say("operator.transferred", department=name_department(turn, department)),))

    def hand_back(self, request_id: int, by: Actor) -> None:
        """The bot has it again: it says so, and its open question comes again."""
        with self._open(request_id, by, DeskAction.HANDED_BACK) as room:
            room.request.state, room.request.done_at, room.request.done_by = RequestState.DONE, room.now, by.id
            result = self._engine.hand_back(room.make_turn(self._engine.house), by.id)
            room.store(result.events, result.messages)
            promised_at = promise(self._engine.house.city, room.now)
            reopen_for_drafts(room.session, room.conversation_id, promised_at, room.now)
            room.void_bot_turn()

    @contextmanager
    def _open(
        self, request_id: int, by: Actor, action: DeskAction, *, is_own: bool = True, new: Any = None
    ) -> Iterator[Room]:
        with self._database.write() as session:
            room = enter(session, request_id, self._clock())
            if is_own:
                room.check_owner(int(by.id))
            yield room
            room.request.acted_at = room.now
            record(
                session,
                by,
                action,
                object_kind="request",
                object_id=str(request_id),
                conversation_id=room.conversation_id,
                purpose=Purpose.ANSWER,
                new=new,
                now=room.now,
            )
        for topic in (QUEUE, "inbox", *room.list_topics()):
            self._bell.ring(topic)
