"""What staff do with an answer of the bot that waits for their look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.bell import Bell
from bot.clock import utc_now
from bot.db import Database
from bot.desk.room import Room, Taken, enter
from bot.dialogue.choices import city_phone_choice, person_choice
from bot.dialogue.engine import DialogueEngine
from bot.errors import Refused
from bot.messages import Card, Message, message_from_json
from bot.models.desk import NoteKind, RequestState
from bot.models.draft import AnswerDraft, DraftState
from bot.services.audit import Actor, Purpose, record
from bot.services.desk.actions import DeskAction
from bot.services.desk.drafts import list_drafts, mark_hit
from bot.services.desk.requests import APPROVAL, QUEUE


class Outdated(Refused):
    """What the answer was made of has changed since the member of staff looked."""


class Approvals:
    """Each call is one transaction with its audit entry. The conversation stays whose it is: the bot's, or that of the
    operator who decides.

    Raises Taken when somebody else has decided or has the conversation; nothing is stored then. Safe for threads.
    """

    def __init__(
        self, database: Database, engine: DialogueEngine, bell: Bell, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._engine = engine
        self._bell = bell
        self._clock = clock

    def send(self, request_id: int, draft_id: int, by: Actor, seen: str, words: str = "") -> None:
        """The citizen gets it from its department, with other `words` where there are any. `seen` is the mark of what
        its entry said when the member looked; raises Outdated when it says something else by now."""
        with self._open(request_id, draft_id, by) as (room, draft):
            if self._mark(draft) not in (draft.entry_mark, seen):
                raise Outdated("its entry has changed since")
            messages = [message_from_json(message) for message in draft.messages]
            old = read_words(messages)
            changed = write_words(messages, words) if words and words != old else messages
            room.request.answered_at = room.request.answered_at or room.now
            room.store((), changed, room.speak_for(draft.department, int(by.id), self._engine.house))
            draft.state = DraftState.SENT
            self._settle(room, by)
            is_changed = changed is not messages
            new = {"entry": draft.entry_id, **({"text": words} if is_changed else {})}
            _record(room, draft, by, DeskAction.APPROVED, old={"text": old} if is_changed else None, new=new)

    def close(self, request_id: int, draft_id: int, by: Actor, why: str) -> None:
        """It is not sent, which the citizen is told, with other ways; `why` is for colleagues and the audit log."""
        with self._open(request_id, draft_id, by) as (room, draft):
            room.note(int(by.id), NoteKind.CLOSED, why)
            turn = room.make_turn(self._engine.house)
            ways = (city_phone_choice(turn), person_choice(turn))
            speaker = room.speak_for(draft.department, int(by.id), self._engine.house)
            room.store((), (turn.say("operator.not_sent", ways),), speaker)
            draft.state = DraftState.CLOSED
            self._settle(room, by)
            _record(room, draft, by, DeskAction.DRAFT_CLOSED, reason=why, new={"entry": draft.entry_id})

    def _mark(self, draft: AnswerDraft) -> str:
        return mark_hit(self._engine.house.knowledge.find_hit(draft.entry_id, draft.language))

    @contextmanager
    def _open(self, request_id: int, draft_id: int, by: Actor) -> Iterator[tuple[Room, AnswerDraft]]:
        with self._database.write() as session:
            room = enter(session, request_id, self._clock())
            if room.request.state != RequestState.WAITING:
                room.check_owner(int(by.id))
            draft = next((one for one in list_drafts(session, room.conversation_id) if one.id == draft_id), None)
            if draft is None:
                raise Taken("somebody has decided, or the citizen has asked anew")
            draft.decided_at = room.request.acted_at = room.now
            yield room, draft
        for topic in (QUEUE, *room.list_topics()):
            self._bell.ring(topic)

    def _settle(self, room: Room, by: Actor) -> None:
        """A request for such answers alone is over with the last of them; the next may be another department's."""
        if room.request.reason != APPROVAL or room.request.state != RequestState.WAITING:
            return
        if waiting := list_drafts(room.session, room.conversation_id):
            room.request.department = waiting[0].department
        else:
            room.request.state, room.request.done_at, room.request.done_by = RequestState.DONE, room.now, by.id


def read_words(messages: Sequence[Message]) -> str:
    """The words of the card in an answer, which staff may change."""
    return next((message.text for message in messages if isinstance(message, Card)), "")


def write_words(messages: Sequence[Message], words: str) -> list[Message]:
    """The answer with other words in its card."""
    return [replace(message, text=words) if isinstance(message, Card) else message for message in messages]


def _record(room: Room, draft: AnswerDraft, by: Actor, action: DeskAction, **more: Any) -> None:
    record(
        room.session,
        by,
        action,
        object_kind="answer_draft",
        object_id=str(draft.id),
        conversation_id=room.conversation_id,
        purpose=Purpose.ANSWER,
        now=room.now,
        **more,
    )
