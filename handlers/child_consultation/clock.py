"""What is due for consultations by the clock: calls of the duty telephone, notices of replies, and what is deleted."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from bot.bell import Bell
from bot.clients.duty_phone import CallReport, DutyPhone, Outcome, ProviderDutyPhone, SimulatedDutyPhone
from bot.db import Database
from bot.desk.unasked import is_night
from bot.dialogue.turn import House
from bot.errors import TemporaryFault
from handlers.child_consultation.models import ChildCase
from handlers.child_consultation.service.catalogue import Catalogue, find_catalogue
from handlers.child_consultation.service.duty import PROVIDER_KEY, claim_call, list_alarms, note_outcome
from handlers.child_consultation.service.forgetting import purge, unlink_deleted
from handlers.child_consultation.service.opening import lock
from handlers.child_consultation.telling import tell_reply

log = logging.getLogger(__name__)

LET_READ = timedelta(minutes=1)  # who is at the page reads it there, and is told nothing in LINE
BATCH = 100


@dataclass(frozen=True)
class CentreClock:
    """Every step is a transaction of its own, and may be done twice without harm."""

    database: Database
    house: House
    bell: Bell
    phone: DutyPhone | None = None  # None: as `city.yml` says

    def run(self, now: datetime) -> None:
        catalogue = find_catalogue(self.house.city)
        if catalogue is None:
            return
        self._call(catalogue, now)
        with self.database.write() as session:
            unlink_deleted(session, catalogue, self.house.city.retention_days, now)
            purged = purge(session, catalogue, now)
        if purged:
            log.info("purged %d consultations", purged)
        if not is_night(now) and self._tell(now):
            self.bell.ring("outbox")

    def _call(self, catalogue: Catalogue, now: datetime) -> None:
        """Outside of any transaction: whoever has claimed a call makes it."""
        with self.database.read() as session:
            alarms = list_alarms(session)
        phone = self.phone or make_phone(self.database, catalogue)
        for case_id in alarms:
            with self.database.write() as session:
                call = claim_call(session, case_id, catalogue, self.house.city.opening_hours, now)
            if call is None:
                continue
            try:
                report = phone.call(call.number, call.level, call.times)
            except TemporaryFault as fault:
                log.error("case %s: %s", call.number, fault)
                report = CallReport(Outcome.FAILED)
            with self.database.write() as session:
                note_outcome(session, call.id, report)

    def _tell(self, now: datetime) -> int:
        with self.database.read() as session:
            waiting = select(ChildCase.id).where(col(ChildCase.notice_at) <= now - LET_READ).limit(BATCH)
            ids = list(session.exec(waiting))
        told = 0
        for case_id in ids:
            with self.database.write() as session:
                case = lock(session, case_id or 0)
                told += case is not None and case.notice_at is not None and tell_reply(session, self.house, case, now)
        return told


def make_phone(database: Database, catalogue: Catalogue) -> DutyPhone:
    """The provider's where the city names one."""
    if not catalogue.duty_phone.url:
        return SimulatedDutyPhone()
    return ProviderDutyPhone(catalogue.duty_phone.url, database.vault.derive_keys(PROVIDER_KEY)[0])


def create_clock(database: Database, house: House, bell: Bell) -> CentreClock:
    return CentreClock(database, house, bell)
