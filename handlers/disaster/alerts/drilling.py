"""Drills and tests of others, told to who has agreed to hear of them, with the mark that nobody can take off.

What is told here is no notice: nothing of it counts for what citizens were told for real, and no real word follows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from bot.models.broadcasts import BroadcastKind
from bot.models.subscriptions import ContactList
from bot.services import broadcasts
from bot.services.hazards import rank
from handlers.disaster.alerts.deciding import Decision
from handlers.disaster.alerts.facts import AlertFacts
from handlers.disaster.alerts.reaching import Reach
from handlers.disaster.alerts.wording import ROOM, describe, word_notices
from handlers.disaster.models import AlertNotice, Change, DisasterTelegram, NoticeState
from handlers.disaster.telegrams import Item


@dataclass(frozen=True)
class Drill:
    """Tells of one telegram, within the transaction that has kept it. Its content is kept once, so it is told once."""

    session: Session
    facts: AlertFacts
    reach: Reach
    now: datetime
    row: DisasterTelegram
    decision: Decision

    def tell(self, items: Iterable[Item], felt: str) -> None:
        """What a real telegram would have told by the city's rules; never at night, and to nobody but the audience."""
        if not self._may_tell():
            return
        worst: dict[str, Item] = {}
        for item in items:
            known = worst.get(item.kind)
            if item.is_in_force and (known is None or rank(item.level, item.grade) > rank(known.level, known.grade)):
                worst[item.kind] = item
        for kind, item in worst.items():
            if self.facts.find_rule(kind, item.level, item.grade):
                self._send(self._make(kind, Change.RAISED, item.level, item.grade))
        if felt and self.facts.find_rule("earthquake", None, "", felt):
            self._send(self._make("earthquake", Change.SHAKEN, intensity=felt))

    def _may_tell(self) -> bool:
        rule = self.facts.drills
        if not rule.audience or self.row.status not in rule.statuses:
            return False
        known = select(ContactList.id).where(ContactList.name == rule.audience)
        if self.session.exec(known).first() is None:
            self.decision.reasons.append(f"drill: there is no list {rule.audience}")
            return False
        if self.facts.quiet.covers(self.now):
            self.decision.reasons.append("drill: nobody is woken for one")
            return False
        return True

    def _send(self, notice: AlertNotice) -> None:
        what = f"{notice.kind} {notice.level or notice.intensity or notice.grade}".strip()
        self.decision.reasons.append(f"drill: {what} goes to the list {self.facts.drills.audience}")
        if self.reach.is_dry:
            return
        sent = broadcasts.issue(
            self.session,
            kind=BroadcastKind.DRILL,
            key=f"drill:{self.row.content_hash[:32]}:{notice.kind}",
            content=word_notices([notice], self.reach.city, self.reach.texts, self.reach.areas),
            rule={"list": self.facts.drills.audience},
            origin=ROOM,
            now=self.now,
            is_urgent=False,
            drill=True,
            title=what,
        )
        self.decision.drills += 1
        self.decision.recipients = max(self.decision.recipients, sent.total)

    def _make(
        self, kind: str, change: Change, level: int | None = None, grade: str = "", intensity: str = ""
    ) -> AlertNotice:
        """For the wording alone; it is not kept."""
        return AlertNotice(
            key="", telegram_id=0, source="", kind=kind, change=change, level=level, grade=grade, intensity=intensity,
            told=describe(self.row.reported_at), state=NoticeState.SENT, created_at=self.now,
        )  # fmt: skip
