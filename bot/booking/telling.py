"""Citizens who wait hear once that a place is held for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session, col, select

from bot.db import Database
from bot.desk.unasked import is_night, write_to
from bot.models.reservations import Resource, Timeframe, Wait, WaitState
from bot.services.reservations.bookables import Bookable

BATCH = 200
SOON = timedelta(hours=12)  # what ends within is told at night, too

Told = int  # the conversation


def tell_offers(database: Database, bookables: Mapping[str, Bookable], now: datetime) -> list[Told]:
    """Whom it was told, each in a transaction of its own; at most a batch."""
    with database.read() as session:
        # A literal, so that both databases use the partial index.
        untold = text("state = 'offered' AND told_at IS NULL AND conversation_id IS NOT NULL")
        due = session.exec(select(Wait.id).where(untold).order_by(col(Wait.id)).limit(BATCH)).all()
    told: list[Told] = []
    for wait_id in due:
        with database.write() as session:
            told += _tell_one(session, bookables, wait_id or 0, now)
    return told


def _tell_one(session: Session, bookables: Mapping[str, Bookable], wait_id: int, now: datetime) -> Sequence[Told]:
    statement = select(Wait).where(col(Wait.id) == wait_id).with_for_update()
    wait = session.exec(statement, execution_options={"populate_existing": True}).one_or_none()
    if wait is None or wait.state != WaitState.OFFERED or wait.told_at is not None or wait.offered_until is None:
        return ()  # another scheduler was first, or it is answered
    if is_night(now) and wait.offered_until - now > SOON:
        return ()
    timeframe = session.get_one(Timeframe, wait.timeframe_id)
    resource = session.get_one(Resource, timeframe.resource_id)
    bookable = bookables.get(resource.service)
    message = bookable.say_offer(wait, timeframe, resource.code) if bookable else None
    if message is None:
        return ()
    wait.told_at = now
    session.add(wait)
    is_told = write_to(session, wait.conversation_id, message, resource.service, now, must_arrive=True)
    return (wait.conversation_id,) if is_told and wait.conversation_id else ()
