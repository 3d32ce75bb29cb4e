"""What the clock needs to know of a city service that has places.

A service offers it in `handlers/<service>/booked.py` by `create_bookable(cities, texts)`; the wiring finds it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.messages import Message
from bot.models.reservations import Reservation, Timeframe, Wait
from bot.services.reservations.rules import Place


class Bookable(Protocol):
    """A service whose places are reserved. Messages go to the citizen's own conversation and name nobody; None where
    the city does not have the service any more."""

    @property
    def service(self) -> str: ...

    def list_places(self) -> Sequence[Place]:
        """Its places and their rules, as the city has them now."""

    def say_offer(self, wait: Wait, timeframe: Timeframe, code: str) -> Message | None:
        """That a place is free for who waited, until `wait.offered_until`, with the buttons to take and to leave it;
        `code` is the resource's."""

    def say_reminder(self, reservation: Reservation, timeframe: Timeframe, code: str) -> Message | None:
        """When and where, and what to bring."""

    def say_news(self, reservation: Reservation, timeframe: Timeframe, was_at: datetime, code: str) -> Message | None:
        """That staff moved or cancelled it (`reservation.news`), sorry, with what the citizen can do; `was_at` is when
        it was before."""
