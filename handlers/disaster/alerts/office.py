"""Alerts of one city: telegrams taken in, and what waits for a person or the morning."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlmodel import Session, col, select

from bot.areas import Areas, load_areas
from bot.city import City
from bot.errors import Refused
from bot.texts import Texts
from handlers.disaster.alerts.facts import AlertFacts, find_alert_facts
from handlers.disaster.alerts.ingesting import Arrival, Ingested, Intake
from handlers.disaster.alerts.places import OurPlaces
from handlers.disaster.alerts.reaching import Reach
from handlers.disaster.models import PENDING, AlertNotice, NoticeState

log = logging.getLogger(__name__)

BATCH = 20


@cache
def _load_areas(folder: Path | None) -> Areas:
    return load_areas(folder) if folder else Areas([])


@dataclass(frozen=True)
class AlertOffice:
    """What is needed to take telegrams in and to tell of them."""

    city: City
    texts: Texts
    facts: AlertFacts
    is_dry: bool = False  # counts, and tells nobody

    @property
    def reach(self) -> Reach:
        return Reach(self.city, self.texts, _load_areas(self.city.folder), self.is_dry)

    def take_all(self, session: Session, arrivals: Iterable[Arrival], now: datetime) -> list[Ingested]:
        return Intake(session, self.facts, OurPlaces(self.city, self.facts), self.reach, now).take_all(arrivals)

    def tell_delayed(self, session: Session, now: datetime) -> int:
        """What waited for the morning; how many notices."""
        due = select(AlertNotice).where(AlertNotice.state == NoticeState.DELAYED, col(AlertNotice.due_at) <= now)
        rows = session.exec(due.order_by(col(AlertNotice.id)).limit(BATCH).with_for_update()).all()
        groups: dict[tuple[object, ...], list[AlertNotice]] = {}
        for notice in rows:
            groups.setdefault(notice.likeness, []).append(notice)
        for notices in groups.values():
            self.reach.tell(session, notices, now)
        return len(rows)

    def approve(self, session: Session, notice_id: int, by: int | None, now: datetime) -> AlertNotice:
        """A person says yes; at once, whatever the hour. Raises Refused when it no longer waits."""
        notices = self._access_pending(session, notice_id, by, now)
        self.reach.tell(session, notices, now)
        return notices[0]

    def hold(self, session: Session, notice_id: int, by: int | None, now: datetime) -> AlertNotice:
        """A person says no. Raises Refused when it no longer waits."""
        notices = self._access_pending(session, notice_id, by, now)
        for notice in notices:
            notice.state, notice.due_at = NoticeState.HELD, None
            session.add(notice)
        return notices[0]

    def _access_pending(self, session: Session, notice_id: int, by: int | None, now: datetime) -> list[AlertNotice]:
        """This one first, and those that are alike but for the part of the city."""
        notice = session.exec(select(AlertNotice).where(AlertNotice.id == notice_id).with_for_update()).first()
        if notice is None or notice.state not in PENDING:
            raise Refused("it no longer waits")
        same = select(AlertNotice).where(
            AlertNotice.telegram_id == notice.telegram_id, AlertNotice.kind == notice.kind, AlertNotice.id != notice.id
        )
        rows = session.exec(same.order_by(col(AlertNotice.id)).with_for_update()).all()
        notices = [notice, *(one for one in rows if one.likeness == notice.likeness)]
        for one in notices:
            one.decided_by, one.decided_at = by, now
        return notices

    def claim_call(self, session: Session, notice_id: int, now: datetime) -> AlertNotice | None:
        """Nobody has decided in time: whoever claims the call makes it. None when it is no longer due."""
        rule = self.facts.escalation
        notice = session.exec(select(AlertNotice).where(AlertNotice.id == notice_id).with_for_update()).first()
        if notice is None or notice.state != NoticeState.WAITING or notice.due_at is None or notice.due_at > now:
            return None
        notice.calls += 1
        is_last = notice.calls >= rule.most_calls
        notice.due_at = None if is_last else now + timedelta(minutes=rule.again_minutes)
        session.add(notice)
        return notice if rule.most_calls else None


def list_overdue(session: Session, now: datetime) -> list[int]:
    """Notices that somebody should have decided on."""
    due = select(AlertNotice.id).where(AlertNotice.state == NoticeState.WAITING, col(AlertNotice.due_at) <= now)
    return [id for id in session.exec(due.order_by(col(AlertNotice.id)).limit(BATCH)) if id is not None]


def find_office(city: City, texts: Texts, *, is_dry: bool = False) -> AlertOffice | None:
    """None where the city has no area code."""
    facts = find_alert_facts(city)
    return AlertOffice(city, texts, facts, is_dry) if facts else None
