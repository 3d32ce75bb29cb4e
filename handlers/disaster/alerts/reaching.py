"""Telling: whom an alert is for, and how it becomes a broadcast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from handlers.disaster.alerts.wording import ROOM, word_notices
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

    def tell(
        self, session: Session, notices: Sequence[AlertNotice], now: datetime, wrong: Broadcast | None = None
    ) -> int:
        """Settle who gets it and let it go; how many they are. The notices are alike but for the part of the city. A
        correction goes to who got the `wrong` one alone."""
        for notice in notices:
            notice.state, notice.due_at = NoticeState.SENT, None
            session.add(notice)
        if self.is_dry:
            session.flush()
            return wrong.total if wrong else self.count(session, notices, now)
        sent = self._send(session, notices, now, wrong)
        for notice in notices:
            notice.broadcast_id = sent.id
        session.flush()
        return sent.total

    def _send(
        self, session: Session, notices: Sequence[AlertNotice], now: datetime, wrong: Broadcast | None
    ) -> Broadcast:
        first = notices[0]
        key = f"{KEY}:{first.key}"
        if wrong is None:
            return self._issue(session, notices, key, now)
        is_under_way = wrong.status not in ENDED
        sent = broadcasts.correct(session, wrong, self._word(notices), key, now)
        if is_under_way and first.change == Change.CORRECTED and (first.grade or first.intensity):
            # Who was not reached by the wrong one must hear what holds, and can't be told from who was.
            self._issue(session, notices, f"{key}:rest", now, Change.RAISED)
        return sent

    def _issue(
        self, session: Session, notices: Sequence[AlertNotice], key: str, now: datetime, change: Change | None = None
    ) -> Broadcast:
        return broadcasts.issue(
            session,
            kind=KEY,
            key=key,
            content=self._word(notices, change),
            rule=self.rule_of(notices),
            origin=ROOM,
            now=now,
            is_urgent=True,
        )

    def _word(self, notices: Sequence[AlertNotice], change: Change | None = None) -> dict[str, list[Message]]:
        return word_notices(notices, self.city, self.texts, self.areas, change)

    def count(self, session: Session, notices: Sequence[AlertNotice], now: datetime) -> int:
        return segments.count(session, segments.parse(self.rule_of(notices)), now).total

    def rule_of(self, notices: Sequence[AlertNotice]) -> Mapping[str, Any]:
        """Who wants to hear of disasters; of parts of the city who chose one of them or no part at all. A part that the
        city's map does not know is told to all."""
        found = [self._find_areas(notice.district) for notice in notices]
        if not all(found):
            return {"topic": TOPIC}
        ids = sorted({id for ids in found for id in ids})
        return {"all": [{"topic": TOPIC}, {"area": ids, "or_unknown": True}]}

    def _find_areas(self, district: str) -> list[str]:
        if not district:
            return []
        if self.areas.find(district):
            return [district]
        return [area.id for area in self.areas.named(district)]
