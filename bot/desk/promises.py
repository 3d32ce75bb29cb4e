"""Promises to citizens: one that can't be kept is apologised for, and what an operator forgot waits again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, or_, select

from bot.bell import Bell
from bot.db import Database
from bot.desk.room import Room, enter
from bot.dialogue.choices import city_phone_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.messages import Choice, Text
from bot.models.desk import OperatorRequest, RequestState
from bot.models.staff import Staff
from bot.models.tracker_event import TrackerEventRow
from bot.services.audit import Actor, Purpose, record
from bot.services.desk.actions import DeskAction
from bot.services.desk.requests import QUEUE, promise

FORGOTTEN = timedelta(minutes=60)  # an operator did nothing while the citizen waits for an answer
CLOCK = Actor("system", "scheduler")


class PromiseWatch:
    """Run it once a minute, in any number of schedulers."""

    def __init__(self, database: Database, house: House, bell: Bell) -> None:
        self._database = database
        self._house = house
        self._bell = bell

    def run(self, now: datetime) -> int:
        """How many requests were apologised for or put back."""
        with self._database.read() as session:
            late = session.exec(select(OperatorRequest.id).where(*_is_late(now))).all()
            forgotten = session.exec(select(OperatorRequest.id).where(*_is_forgotten(now))).all()
        acts = [(id, self._apologise) for id in late] + [(id, self._put_back) for id in forgotten]
        for request_id, act in acts:
            assert request_id is not None
            with self._database.write() as session:
                room = enter(session, request_id, now)
                act(session, room)
            for topic in (QUEUE, *room.list_topics()):
                self._bell.ring(topic)
        return len(acts)

    def _apologise(self, session: Session, room: Room) -> None:
        if not _still(session, room, _is_late(room.now)):
            return
        room.request.apologised_at = room.now
        room.request.promised_at = promise(self._house.city, room.now)
        turn = room.make_turn(self._house)
        ways = (city_phone_choice(turn), Choice(turn.text("operator.leave"), postback="operator.leave"))
        words = turn.text("operator.late", moment=say_moment(turn, room.request.promised_at))
        room.store((), (Text(words, ways if room.tracker.operator_has_it else ways[:1]),))

    def _put_back(self, session: Session, room: Room) -> None:
        if not _still(session, room, _is_forgotten(room.now)):
            return
        old = room.request.operator_id
        room.wait_again()
        record(
            session,
            CLOCK,
            DeskAction.RELEASED,
            object_kind="request",
            object_id=str(room.request.id),
            conversation_id=room.conversation_id,
            purpose=Purpose.ANSWER,
            old={"operator": old},
            now=room.now,
        )


def _still(session: Session, room: Room, conditions: Sequence[ColumnElement[bool]]) -> bool:
    """Whether it is so now that the conversation is locked."""
    found = session.exec(select(OperatorRequest.id).where(OperatorRequest.id == room.request.id, *conditions)).first()
    return found is not None


def _is_late(now: datetime) -> Sequence[ColumnElement[bool]]:
    """Nobody has taken it by the time that was promised, and no apology was made yet."""
    return (
        col(OperatorRequest.state) == RequestState.WAITING,
        col(OperatorRequest.promised_at) < now,
        col(OperatorRequest.apologised_at).is_(None),
    )


def _is_forgotten(now: datetime) -> Sequence[ColumnElement[bool]]:
    """The citizen wrote after the operator's last act, which is long ago; or the operator may not work any more."""
    wrote_since = exists().where(
        col(TrackerEventRow.conversation_id) == col(OperatorRequest.conversation_id),
        col(TrackerEventRow.name) == "user_uttered",
        col(TrackerEventRow.at) > col(OperatorRequest.acted_at),
    )
    is_gone = exists().where(col(Staff.id) == col(OperatorRequest.operator_id), ~col(Staff.is_active))
    is_idle = (col(OperatorRequest.acted_at) < now - FORGOTTEN) & wrote_since
    return (col(OperatorRequest.state) == RequestState.CLAIMED, or_(is_idle, is_gone))
