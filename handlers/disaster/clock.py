"""What is due for alerts by the clock: the feeds, calls where nobody decides, what waited for the morning."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, delete

from bot.bell import Bell
from bot.broadcasting import TOPIC
from bot.clients.duty_phone import DutyPhone, ProviderDutyPhone, SimulatedDutyPhone
from bot.db import Database
from bot.dialogue.turn import House
from bot.errors import TemporaryFault
from handlers.disaster.alerts.ingesting import Ingested
from handlers.disaster.alerts.office import AlertOffice, find_office, list_overdue
from handlers.disaster.models import AlertEntry, DisasterTelegram
from handlers.disaster.sources.polling import FeedReader

log = logging.getLogger(__name__)

KEY = "duty telephone"
ENTRIES_KEPT = timedelta(days=14)
TELEGRAMS_KEPT = timedelta(days=400)


@dataclass(frozen=True)
class AlertClock:
    """Every step is a transaction of its own, and may be done twice without harm."""

    database: Database
    house: House
    bell: Bell
    phone: DutyPhone | None = None  # None: as `city.yml` says

    def run(self, now: datetime) -> None:
        office = find_office(self.house.city, self.house.texts)
        if office is None:
            return
        told = 0
        if self.house.alert_feeds:
            told += sum(one.decision.sends for one in self._read_feeds(office, now))
        with self.database.write() as session:
            told += office.tell_delayed(session, now)
        if told:
            self.bell.ring(TOPIC)
        self._call(office, now)
        with self.database.write() as session:
            session.execute(delete(AlertEntry).where(col(AlertEntry.seen_at) < now - ENTRIES_KEPT))
            session.execute(delete(DisasterTelegram).where(col(DisasterTelegram.received_at) < now - TELEGRAMS_KEPT))

    def _read_feeds(self, office: AlertOffice, now: datetime) -> list[Ingested]:
        return FeedReader(self.database, office, self.house.alert_feeds).poll(now)

    def _call(self, office: AlertOffice, now: datetime) -> None:
        """Outside of any transaction: whoever has claimed a call makes it."""
        with self.database.read() as session:
            due = list_overdue(session, now)
        phone = self.phone or self._make_phone(office)
        for notice_id in due:
            with self.database.write() as session:
                notice = office.claim_call(session, notice_id, now)
            if notice is None:
                continue
            try:
                phone.call(f"A-{notice.id}", str(notice.level or notice.intensity or notice.grade), notice.calls)
            except TemporaryFault as fault:
                log.error("alert notice %s: %s", notice.id, fault)

    def _make_phone(self, office: AlertOffice) -> DutyPhone:
        url = office.facts.escalation.phone_url
        return ProviderDutyPhone(url, self.database.vault.derive_keys(KEY)[0]) if url else SimulatedDutyPhone()


def create_clock(database: Database, house: House, bell: Bell) -> AlertClock:
    """Raises SetupError that names what is wrong in `alerts:` of `city.yml`."""
    find_office(house.city, house.texts)
    return AlertClock(database, house, bell)
