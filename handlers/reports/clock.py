"""What is due for reports by the clock: photos to be fetched from LINE, news to be told, and what is forgotten."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.bell import Bell
from bot.db import Database
from bot.desk.unasked import is_night
from bot.dialogue.turn import House
from bot.errors import PermanentFault, TemporaryFault
from bot.forms.faults import Fault
from bot.forms.photos import read_photo
from handlers.reports.models import DamageIncident, DamagePhoto, DamagePost, DamageReport
from handlers.reports.service.adding import fill_photo, lose_photo
from handlers.reports.service.catalogue import find_catalogue
from handlers.reports.telling import tell_news

log = logging.getLogger(__name__)

BATCH = 50
MOST_TRIES = 10
ROOM = timedelta(seconds=30)  # for staff who press twice: one notice tells of both


@dataclass(frozen=True)
class ReportsClock:
    """Every step is a transaction of its own, and may be done twice without harm."""

    database: Database
    house: House
    bell: Bell

    def run(self, now: datetime) -> None:
        if find_catalogue(self.house.city) is None:
            return
        self._fetch_photos(now)
        if not is_night(now) and self._tell(now):
            self.bell.ring("outbox")
        with self.database.write() as session:
            _forget(session, now - timedelta(days=self.house.city.retention_days))

    def _fetch_photos(self, now: datetime) -> None:
        with self.database.read() as session:
            waiting = select(DamagePhoto.id, DamagePhoto.message_id).where(col(DamagePhoto.message_id) != "")
            due = list(session.exec(waiting.order_by(col(DamagePhoto.id)).limit(BATCH)))
        for id, message_id in due:
            self._fetch(id or 0, message_id, now)

    def _fetch(self, id: int, message_id: str, now: datetime) -> None:
        """Asked for, and written anew, outside of any transaction."""
        data, is_gone = None, self.house.fetch_content is None
        try:
            data = self.house.fetch_content(message_id) if self.house.fetch_content else None
            is_gone = data is None
            photo = read_photo(data) if data is not None else None
        except TemporaryFault:
            photo = None
        except (Fault, PermanentFault) as fault:
            log.info("photo %s of a report can't be had: %s", id, fault)
            photo, is_gone = None, True
        with self.database.write() as session:
            kept = session.get(DamagePhoto, id)
            if kept is None or not kept.message_id:
                return
            kept.tries += 1
            if photo is not None:
                fill_photo(kept, photo)
                session.add(kept)
            elif is_gone or kept.tries >= MOST_TRIES:
                lose_photo(session, kept, now)

    def _tell(self, now: datetime) -> int:
        with self.database.read() as session:
            waiting = select(DamageReport.id).where(col(DamageReport.notice_at) <= now - ROOM).limit(BATCH)
            ids = list(session.exec(waiting))
        told = 0
        for id in ids:
            with self.database.write() as session:
                report = session.exec(select(DamageReport).where(DamageReport.id == id).with_for_update()).first()
                told += (
                    report is not None and report.notice_at is not None and tell_news(session, self.house, report, now)
                )
        return told


def _forget(session: Session, before: datetime) -> None:
    """Posts and incidents that nothing was heard of for as long as anything is kept; reports go with their citizen."""
    session.execute(delete(DamagePost).where(col(DamagePost.posted_at) < before))
    session.execute(delete(DamageIncident).where(col(DamageIncident.last_at) < before))


def create_clock(database: Database, house: House, bell: Bell) -> ReportsClock:
    return ReportsClock(database, house, bell)
