"""A conversation that looks for a time, seen from the page on which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.dialogue.tracker_store import find_last_event, load_tracker
from bot.models.conversation import Conversation
from bot.services.reservations.taking import Full
from handlers.card_center.service import booking
from handlers.card_center.service.booking import MOST_WAITS
from handlers.card_center.service.catalogue import SERVICE, Catalogue
from handlers.card_center.service.offering import Offer, Search, Window
from handlers.card_center.service.weeks import MINUTE
from handlers.card_center.wanted import make_search


@dataclass(frozen=True)
class Picking:
    """What the conversation knows, and what can be done for it."""

    conversation: Conversation
    turn_id: int  # another one after each turn
    slots: Mapping[str, Any]
    search: Search

    @property
    def is_moving(self) -> bool:
        return bool(self.slots.get("moving"))

    @property
    def purpose(self) -> str:
        return self.slots.get("purpose") or ""

    @property
    def persons(self) -> int:
        return self.slots.get("persons") or 1

    def take(self, session: Session, offer: Offer | None, *, wants_wait: bool, language: str) -> str:
        """Hold it, or see whether it can be waited for; the text key of why not, empty when all is well.

        Of a reservation that is moved the old time is kept until it has moved.
        """
        if offer is None:
            return "gone"
        if wants_wait:
            has_room = len(booking.list_waits(session, self.conversation.id or 0)) < MOST_WAITS
            return "" if has_room else "too_many_waits"
        is_had = self._is_free(session, offer) if self.is_moving else self._hold(session, offer, language)
        return "" if is_had else "gone"

    def list_near(self, session: Session, offer: Offer | None) -> Sequence[Offer]:
        """The nearest others beside one that is gone."""
        return self.search.find(session, [_span(offer)] if offer else ()).found

    def _hold(self, session: Session, offer: Offer, language: str) -> bool:
        try:
            booking.hold_instead(
                session,
                offer.timeframe_id,
                self.search.units,
                self.search.now,
                before=self.slots.get("held"),
                conversation_id=self.conversation.id or 0,
                purpose=self.purpose,
                language=language,
            )
        except Full:
            return False
        return True

    def _is_free(self, session: Session, offer: Offer) -> bool:
        times = self.search.list_times(session, _span(offer))
        return any(is_free for one, is_free in times if one.timeframe_id == offer.timeframe_id)


def find_picking(session: Session, conversation_id: int, catalogue: Catalogue, now: datetime) -> Picking | None:
    """None where the conversation is not about a time: reserved, left, begun too long ago, or with an operator."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        return None
    tracker, is_over = load_tracker(session, conversation, now)
    active = tracker.active
    if is_over or tracker.operator_has_it or active is None or active.handler != SERVICE:
        return None
    if active.slots.get("ending"):
        return None
    return Picking(
        conversation, find_last_event(session, conversation_id), active.slots, make_search(catalogue, active.slots, now)
    )


def _span(offer: Offer) -> Window:
    return Window(offer.starts_at, offer.starts_at + MINUTE)
