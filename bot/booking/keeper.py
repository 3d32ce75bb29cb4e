"""Once a minute: what was held lapses, times are made ahead, and citizens are told what they wait for or have soon."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.bell import Bell
from bot.booking.news import tell_news
from bot.booking.reminding import remind
from bot.booking.telling import Told, tell_offers
from bot.city import CitySource
from bot.clock import TOKYO
from bot.db import Database
from bot.services.reservations.arriving import note_missed
from bot.services.reservations.bookables import Bookable
from bot.services.reservations.conflicts import list_conflicts
from bot.services.reservations.generating import Generated, close_others, generate
from bot.services.reservations.lapsing import lapse
from bot.tickets.links import TicketLinks

log = logging.getLogger(__name__)


class ReservationKeeper:
    """May run in any number of schedulers."""

    def __init__(
        self,
        database: Database,
        bell: Bell,
        cities: CitySource,
        bookables: Sequence[Bookable],
        tickets: TicketLinks | None = None,
    ) -> None:
        self._database = database
        self._bell = bell
        self._cities = cities
        self._bookables = {one.service: one for one in bookables}
        self._tickets = tickets
        self._made_for: tuple[Any, ...] = ()

    def run(self, now: datetime) -> None:
        """All that is due."""
        if lapsed := lapse(self._database, now):
            log.info("%d places that were held and not confirmed are free again", lapsed)
        if missed := note_missed(self._database, now):
            log.info("%d who did not come are noted", missed)
        self._make_ahead(now)
        self._ring(tell_offers(self._database, self._bookables, now), "offers of a freed place")
        self._ring(tell_news(self._database, self._bookables, now), "changes by staff")
        self._ring(remind(self._database, self._bookables, now, self._tickets), "reminders")

    def _make_ahead(self, now: datetime) -> None:
        """Once a day, and whenever a rule or the city's closures are otherwise than they were."""
        wanted = self._describe(now.astimezone(TOKYO).date())
        if wanted == self._made_for:
            return
        for bookable in self._bookables.values():
            made = self._make(bookable, now)
            if made != Generated():
                log.info("%s: %d timeframes are new, %d changed", bookable.service, made.made, made.changed)
            with self._database.read() as session:
                if conflicts := list_conflicts(session, bookable.service, now):
                    log.warning("%s: %d reservations are in what is closed by now", bookable.service, len(conflicts))
        self._made_for = wanted

    def _describe(self, today: date) -> tuple[Any, ...]:
        places = tuple(place for bookable in self._bookables.values() for place in bookable.list_places())
        return today, self._cities.current.opening_hours, places

    def _make(self, bookable: Bookable, now: datetime) -> Generated:
        """Each place in a transaction of its own, so that citizens wait for one of them at most."""
        places, made = bookable.list_places(), Generated()
        with self._database.write() as session:
            close_others(session, bookable.service, places)
        for place in places:
            with self._database.write() as session:
                made += generate(session, place, self._cities.current.opening_hours, now)
        return made

    def _ring(self, told: Sequence[Told], what: str) -> None:
        if not told:
            return
        log.info("%d %s told", len(told), what)
        for conversation_id in told:
            self._bell.ring(f"conversation:{conversation_id}")
        self._bell.ring("outbox")
