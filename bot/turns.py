"""A turn in the database: read the state, let the dialogue engine decide, store all of it at once.

What was held back for want of quota goes with the turn's reply, which is free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.channels.line.delivery import is_token_alive
from bot.channels.line.limits import MESSAGES
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.banners import say_banner
from bot.dialogue.dates import say_moment
from bot.dialogue.engine import DialogueEngine, TurnResult
from bot.dialogue.tracker import BotUttered, TrackerEvent
from bot.dialogue.tracker_store import add_events, load_tracker
from bot.dialogue.turn import Turn
from bot.dialogue.typed import press_typed
from bot.dialogue.wishes import put_before
from bot.menu_links import note_language
from bot.messages import Channel, InboundKind, Message, message_from_json
from bot.models.conversation import Conversation
from bot.models.inbox import InboxStatus
from bot.models.outbox import OutboxRow, OutboxStatus
from bot.services import claims
from bot.services.claims import Claim
from bot.services.desk.requests import has_changed_queue
from bot.services.desk.topics import mentions, note_disaster
from bot.services.held import take_held
from bot.services.outgoing import make_row, reply_to
from bot.services.personal_data import forget_message, forget_since

LOOKED_BACK = 4  # messages in which it may be said that it is about a disaster


class LateTransaction:
    """A write transaction that begins when its session is first asked for, so that slow work stays outside."""

    def __init__(self, database: Database, claimed: Claim) -> None:
        self._database = database
        self._claimed = claimed
        self._stack = ExitStack()
        self._session: Session | None = None

    def session(self) -> Session:
        """The session; raises LeaseLost when another worker has the conversation by now."""
        if self._session is None:
            self._session = self._stack.enter_context(self._database.write())
            claims.check(self._session, self._claimed)
        return self._session

    def discard(self) -> None:
        """Undo what was written so far; the next `session()` begins anew."""
        if self._session is not None:
            self._session.rollback()
            self._stack.close()
            self._session = None


@contextmanager
def late_transaction(database: Database, claimed: Claim) -> Iterator[LateTransaction]:
    """Commits on leaving, rolls back on an exception."""
    late = LateTransaction(database, claimed)
    with late._stack:
        yield late


def take_turn(database: Database, engine: DialogueEngine, claimed: Claim) -> bool:
    """The usual case: an utterance is answered. Whether the queue at the desk has changed."""
    with database.read() as session:
        conversation = session.get(Conversation, claimed.conversation_id)
        if conversation is None:
            return False  # deleted meanwhile, and with it the row
        tracker, session_started = load_tracker(session, conversation, utc_now())
        inbound = press_typed(claimed.inbound, _last_answer(session, claimed.conversation_id))
    with late_transaction(database, claimed) as late:
        turn = engine.start_turn(tracker, session_started, inbound, *_ids(claimed), late.session)
        result = engine.handle_turn(turn)
        if result.has_failed:
            late.discard()
        session = late.session()
        _store(session, claimed, turn, result)
    return has_changed_queue(session)


def give_up(database: Database, engine: DialogueEngine, claimed: Claim) -> None:
    """The row brought workers down again and again: it is kept as failed, and the citizen is told."""
    with database.read() as session:
        conversation = session.get(Conversation, claimed.conversation_id)
        assert conversation is not None
        tracker, session_started = load_tracker(session, conversation, utc_now())
    with database.write() as session:
        turn = engine.start_turn(
            tracker, session_started, claimed.inbound, *_ids(claimed), lambda: session, is_hopeless=True
        )
        _store(session, claimed, turn, engine.fail(turn), InboxStatus.FAILED)


def stop_sending(database: Database, claimed: Claim) -> None:
    """The citizen blocked us: what still waits, or is held, is dropped."""
    with database.write() as session:
        conversation = claims.finish(session, claimed)
        conversation.is_blocked = True
        own = col(OutboxRow.conversation_id) == claimed.conversation_id
        waiting = own & col(OutboxRow.status).in_((OutboxStatus.CREATED, OutboxStatus.HELD))
        session.execute(update(OutboxRow).where(waiting).values(status=OutboxStatus.DROPPED, reason="blocked"))


def forget(database: Database, claimed: Claim) -> None:
    """The citizen took a message back."""
    with database.write() as session:
        claims.finish(session, claimed)
        forget_message(session, claimed.conversation_id, claimed.inbound.message_id)


def _ids(claimed: Claim) -> tuple[int, int]:
    return claimed.conversation_id, claimed.inbox_id


def _last_answer(session: Session, conversation_id: int) -> list[Message]:
    own = col(OutboxRow.conversation_id) == conversation_id
    row = session.exec(select(OutboxRow).where(own).order_by(col(OutboxRow.id).desc()).limit(1)).first()
    return [message_from_json(data) for data in row.messages] if row else []


def _store(
    session: Session, claimed: Claim, turn: Turn, result: TurnResult, status: InboxStatus = InboxStatus.DONE
) -> None:
    conversation = claims.finish(session, claimed, status, result.engine)
    if claimed.inbound.kind is InboundKind.FOLLOW:
        conversation.is_blocked = False
    note_language(session, conversation, turn.tracker.language, turn.house.city.languages[0], turn.now)
    said: list[TrackerEvent] = []
    if claimed.inbound.channel is Channel.LINE:  # the web pages show it themselves
        result = say_banner(conversation, turn, result, MESSAGES.maximum)
    row = _outbox_row(session, claimed, turn, result)
    if row.messages:
        session.add(row)
        session.flush()
        assert row.id is not None
        said.append(BotUttered(row.id))
    add_events(session, conversation, [*result.events, *said], turn.now, claimed.inbox_id)
    if mentions(_list_said(turn), turn.house.city.disaster_mode.desk_words):
        note_disaster(session, claimed.conversation_id)
    if turn.forgets is not None:
        forgets = turn.forgets
        forget_since(session, claimed.conversation_id, forgets.since, forgets.instead, forgets.kinds)


def _list_said(turn: Turn) -> list[str]:
    """The last of what the citizen said or pressed."""
    return [one.utterance for one in turn.tracker.heard[-LOOKED_BACK:]]


def _outbox_row(session: Session, claimed: Claim, turn: Turn, result: TurnResult) -> OutboxRow:
    inbound, now = claimed.inbound, utc_now()
    room = MESSAGES.maximum - len(result.messages)
    is_free = bool(inbound.reply_token) and is_token_alive(inbound.occurred_at, inbound.redelivered, now)
    held = take_held(session, claimed.conversation_id, room) if is_free else []
    messages = (*_say_held(held, turn, room), *result.messages)
    handler = turn.house.registry.find(result.service)
    must_arrive = (handler is not None and handler.must_arrive) or any(row.must_arrive for row in held)
    row = make_row(claimed.conversation_id, inbound.channel, messages, result.service, now, must_arrive=must_arrive)
    reply_to(row, claimed.inbox_id, inbound)
    return row


def _say_held(held: Sequence[OutboxRow], turn: Turn, room: int) -> list[Message]:
    """Each with a line that says of when it is, and without quick replies, which belonged to that moment."""
    said: list[Message] = []
    room -= sum(len(row.messages) for row in held)  # bubbles left for lines that need one of their own
    for row in held:
        messages = tuple(replace(message_from_json(message), choices=()) for message in row.messages)
        line = turn.text("dialogue.held_since", moment=say_moment(turn, row.created_at))
        with_line = put_before(line, messages, len(messages) + room)
        room -= len(with_line) - len(messages)
        said += with_line
    return said
