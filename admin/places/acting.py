"""What staff do to places, each an entry in the audit log of the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.models.reservations import Reservation
from bot.services.audit import Action, Actor, Purpose, record


class PlaceAction(Action):
    CLOSED = "place.closed"
    OPENED = "place.opened"
    CAPACITY = "place.capacity"
    BOOKED = "place.booked"  # for somebody on the telephone
    LET_IN = "place.let_in"  # somebody without a reservation
    MOVED = "place.moved"
    CANCELLED = "place.cancelled"
    NAMED = "place.named"  # names of those who called were looked at


@dataclass(frozen=True)
class Noting:
    """Who acts, when. To be called last in a transaction."""

    actor: Actor
    now: datetime

    def timeframe(
        self, session: Session, action: PlaceAction, id: str, *, reason: str = "", old: Any = None, new: Any = None
    ) -> None:
        """One timeframe, or several by their first and last day."""
        record(
            session,
            self.actor,
            action,
            object_kind="timeframe",
            object_id=id,
            reason=reason,
            old=old,
            new=new,
            now=self.now,
        )

    def reservation(
        self, session: Session, action: PlaceAction, reservation: Reservation, *, old: Any = None, new: Any = None
    ) -> None:
        """One reservation, with the conversation it is of."""
        record(
            session,
            self.actor,
            action,
            object_kind="reservation",
            object_id=str(reservation.id),
            conversation_id=reservation.conversation_id,
            purpose=Purpose.APPLICATION,
            fields=["name"] if action == PlaceAction.NAMED else (),
            old=old,
            new=new,
            now=self.now,
        )
