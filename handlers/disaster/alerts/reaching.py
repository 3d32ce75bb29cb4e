"""Telling: whom an alert is for, and how it becomes a broadcast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.areas import Areas
from bot.city import City
from bot.messages import Message
from bot.models.broadcasts import ENDED, Broadcast
from bot.services import broadcasts, segments
from bot.texts import Texts
from handlers.disaster.alerts.wording import ROOM, word_notice
from handlers.disaster.models import AlertNotice, Change, NoticeState

TOPIC = "disaster"
KEY = "alert"


@dataclass(frozen=True)
class Reach:
    """What telling needs. `is_dry` counts, and tells nobody."""

    city: City
    texts: Texts
    areas: Areas
    is_dry: bool = False

    def tell(self, session: Session, notice: AlertNotice, now: datetime, wrong: Broadcast | None = None) -> int:
        """Settle who gets it and let it go; how many they are. A correction goes to who got the `wrong` one alone."""
        notice.state, notice.due_at = NoticeState.SENT, None
        session.add(notice)
        if self.is_dry:
            session.flush()
            return wrong.total if wrong else self.count(session, notice, now)
        key = f"{KEY}:{notice.key}"
        if wrong is None:
            sent = self._issue(session, notice, key, now)
        else:
            is_under_way = wrong.status not in ENDED
            sent = broadcasts.correct(session, wrong, self._word(notice), key, now)
            if is_under_way and notice.change == Change.CORRECTED and (notice.grade or notice.intensity):
                # Who was not reached by the wrong one must hear what holds, and can't be told from who was.
                self._issue(session, notice, f"{key}:rest", now, Change.RAISED)
        notice.broadcast_id = sent.id
        session.flush()
        return sent.total

    def _issue(
        self, session: Session, notice: AlertNotice, key: str, now: datetime, change: Change | None = None
    ) -> Broadcast:
        height = notice.level or notice.intensity or notice.grade
        return broadcasts.issue(
            session,
            kind=KEY,
            key=key,
            content=self._word(notice, change),
            rule=self.rule_of(notice),
            origin=ROOM,
            now=now,
            is_urgent=True,
            title=f"{notice.kind} {change or notice.change} {height}".strip(),
        )

    def _word(self, notice: AlertNotice, change: Change | None = None) -> dict[str, list[Message]]:
        return word_notice(notice, self.city, self.texts, self.areas, change)

    def count(self, session: Session, notice: AlertNotice, now: datetime) -> int:
        return segments.count(session, segments.parse(self.rule_of(notice)), now).total

    def rule_of(self, notice: AlertNotice) -> Mapping[str, Any]:
        """Who wants to hear of disasters; of a part of the city who chose it or no part at all. A part that the city's
        map does not know is told to all."""
        ids = self._find_areas(notice.district)
        if not ids:
            return {"topic": TOPIC}
        return {"all": [{"topic": TOPIC}, {"area": ids, "or_unknown": True}]}

    def _find_areas(self, district: str) -> list[str]:
        if not district:
            return []
        if self.areas.find(district):
            return [district]
        return [area.id for area in self.areas.named(district)]
