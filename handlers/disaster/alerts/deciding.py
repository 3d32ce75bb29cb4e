"""What is told because of a change: by itself, when a person says so, when nobody is woken, or not at all.

What citizens were told last is compared with what holds: so nothing is told twice, and what rose and fell again before
anybody heard of it is not told at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.models.broadcasts import Broadcast
from bot.services.hazards import rank
from handlers.disaster.alerts.facts import INTENSITIES, AlertFacts, Rule
from handlers.disaster.alerts.reaching import Reach
from handlers.disaster.alerts.standing import Standing
from handlers.disaster.alerts.wording import describe
from handlers.disaster.models import (
    PENDING,
    AlertNotice,
    Change,
    DisasterTelegram,
    NoticeState,
)

UP = (Change.RAISED, Change.CORRECTED)
OVER = (Change.ENDED, Change.CANCELLED)
URGENT_RANK = 4  # from here on nobody is let sleep: they may have left their homes
MOST_TOLD = 50  # of one kind before it is over
QUAKE = "earthquake"


@dataclass
class Decision:
    """What was decided for one telegram."""

    notices: list[AlertNotice] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    recipients: int = 0
    drills: int = 0  # broadcasts to who hears of drills

    @property
    def sends(self) -> bool:
        return self.drills > 0 or any(notice.state == NoticeState.SENT for notice in self.notices)


@dataclass(frozen=True)
class Decider:
    """Decides for one telegram."""

    session: Session
    telegram: DisasterTelegram
    facts: AlertFacts
    reach: Reach
    now: datetime
    decision: Decision = field(default_factory=Decision)
    queue: list[tuple[AlertNotice, Broadcast | None]] = field(default_factory=list)

    def finish(self) -> None:
        """Tell what was settled: parts of the city that stand alike by one message."""
        groups: dict[tuple[object, ...], list[AlertNotice]] = {}
        wrongs: dict[tuple[object, ...], Broadcast | None] = {}
        for notice, wrong in self.queue:
            key = (*notice.likeness, wrong.id if wrong else None)
            groups.setdefault(key, []).append(notice)
            wrongs[key] = wrong
        for key, notices in groups.items():
            reached = self.reach.tell(self.session, notices, self.now, wrongs[key])
            self.decision.recipients = max(self.decision.recipients, reached)
        self.queue.clear()

    def settle(self, kind: str, district: str, after: Standing | None, *, corrects: Change | None = None) -> None:
        """One kind in one part of the city stands like this now; `corrects` says that what was told was wrong."""
        self._supersede(kind, district)
        told = self._find_told(kind, district)
        known = rank(told.level, told.grade) if told and told.change not in OVER else 0
        height = (after.rank if after else 0) - known
        label = f"{kind}{f' in {district}' if district else ''}"
        if not height:
            self.decision.reasons.append(f"{label}: nothing new" if known else f"{label}: nobody was told of it")
            return
        if corrects and told and known:
            change = corrects if after is None or corrects is Change.CORRECTED else Change.CORRECTED
            self._tell_wrong(self._make(kind, district, change, after), told)
            return
        change = Change.RAISED if height > 0 else Change.LOWERED if after else Change.ENDED
        rule = self._find_rule(change, kind, district, after)
        if rule is None:
            self.decision.reasons.append(f"{label}: no rule of the city's tells it")
            return
        height = max(after.rank if after else 0, self._find_peak(kind, district))
        urgent = (rule.at_night and change is Change.RAISED) or height >= URGENT_RANK
        self._place(self._make(kind, district, change, after), rule, at_night=urgent)

    def settle_quake(self, intensity: str, *, corrects: Change | None = None) -> None:
        """An earthquake was felt so strongly here; empty: not at all, or it was withdrawn."""
        self._supersede(QUAKE, "", self.telegram.source)
        told = self._find_told(QUAKE, "", self.telegram.source)
        known = told.intensity if told and told.change not in OVER else ""
        if corrects and told and known and known != intensity:
            change = Change.CORRECTED if intensity else corrects
            self._tell_wrong(self._make(QUAKE, "", change, None, intensity), told)
            return
        if not intensity or (known and INTENSITIES.index(intensity) <= INTENSITIES.index(known)):
            self.decision.reasons.append(f"{QUAKE}: {'nothing new' if known else 'nobody was told of it'}")
            return
        if self.telegram.reported_at < self.now - timedelta(minutes=self.facts.quick_minutes):
            self.decision.reasons.append(f"{QUAKE}: longer ago than {self.facts.quick_minutes} minutes")
            return
        rule = self.facts.find_rule(QUAKE, None, "", intensity)
        if rule is None:
            self.decision.reasons.append(f"{QUAKE}: no rule of the city's tells intensity {intensity}")
            return
        self._place(self._make(QUAKE, "", Change.SHAKEN, None, intensity), rule, at_night=rule.at_night)

    def _find_rule(self, change: Change, kind: str, district: str, after: Standing | None) -> Rule | None:
        """Of what is new; what goes down is told by the rule by which it went up."""
        if change is Change.RAISED and after is not None:
            return self.facts.find_rule(kind, after.level, after.grade)
        risen = self._find_told(kind, district, changes=UP)
        return self.facts.find_rule(kind, risen.level, risen.grade) if risen else None

    def _place(self, notice: AlertNotice, rule: Rule, *, at_night: bool) -> None:
        what = f"{notice.kind}: {notice.change} {notice.level or notice.intensity or notice.grade}".strip()
        if rule.send == "person":
            notice.state = NoticeState.WAITING
            notice.due_at = self.now + timedelta(minutes=self.facts.escalation.after_minutes)
            self._add(notice, f"{what}, waits for a person")
        elif not at_night and self.facts.quiet.covers(self.now):
            notice.state, notice.due_at = NoticeState.DELAYED, self.facts.quiet.end_after(self.now)
            self._add(notice, f"{what}, waits for the morning")
        else:
            self._tell(notice, f"{what}, goes out by itself")

    def _tell(self, notice: AlertNotice, reason: str, wrong: Broadcast | None = None) -> None:
        self._add(notice, reason)
        self.queue.append((notice, wrong))

    def _tell_wrong(self, notice: AlertNotice, told: AlertNotice) -> None:
        """To exactly those who got what was wrong."""
        wrong = self.session.get(Broadcast, told.broadcast_id) if told.broadcast_id else None
        if wrong is None and not self.reach.is_dry:
            self.decision.reasons.append(f"{notice.kind}: what was told is no longer known")
            return
        self._tell(notice, f"{notice.kind}: {notice.change}, to who got the first", wrong)

    def _add(self, notice: AlertNotice, reason: str) -> None:
        notice.reason = reason
        self.session.add(notice)
        self.decision.notices.append(notice)
        self.decision.reasons.append(reason)

    def _make(
        self, kind: str, district: str, change: Change, after: Standing | None, intensity: str = ""
    ) -> AlertNotice:
        assert self.telegram.id is not None
        name = "\n".join((self.telegram.content_hash, kind, district, change))
        return AlertNotice(
            key=hashlib.sha256(name.encode("utf-8")).hexdigest()[:40],
            telegram_id=self.telegram.id,
            source=self.telegram.source,
            kind=kind,
            change=change,
            level=after.level if after else None,
            grade=after.grade if after else "",
            intensity=intensity,
            district=district,
            told=describe(self.telegram.reported_at),
            state=NoticeState.WAITING,
            created_at=self.now,
        )

    def _find_told(
        self, kind: str, district: str, source: str = "", changes: Sequence[Change] = ()
    ) -> AlertNotice | None:
        """What citizens heard of it last; of an earthquake, of this one."""
        rows = select(AlertNotice).where(
            AlertNotice.kind == kind, AlertNotice.district == district, AlertNotice.state == NoticeState.SENT
        )
        if source:
            rows = rows.where(AlertNotice.source == source)
        if changes:
            rows = rows.where(col(AlertNotice.change).in_(changes))
        return self.session.exec(rows.order_by(col(AlertNotice.id).desc()).limit(1)).first()

    def _find_peak(self, kind: str, district: str) -> int:
        """The highest that citizens were told since it was last over: who left home then waits for every word."""
        rows = select(AlertNotice).where(
            AlertNotice.kind == kind, AlertNotice.district == district, AlertNotice.state == NoticeState.SENT
        )
        peak = 0
        for notice in self.session.exec(rows.order_by(col(AlertNotice.id).desc()).limit(MOST_TOLD)):
            if notice.change in OVER:
                break
            peak = max(peak, rank(notice.level, notice.grade))
        return peak

    def _supersede(self, kind: str, district: str, source: str = "") -> None:
        """What nobody was told yet no longer holds."""
        rows = select(AlertNotice).where(
            AlertNotice.kind == kind, AlertNotice.district == district, col(AlertNotice.state).in_(PENDING)
        )
        if source:
            rows = rows.where(AlertNotice.source == source)
        for notice in self.session.exec(rows.with_for_update()).all():
            notice.state, notice.due_at = NoticeState.SUPERSEDED, None
            self.session.add(notice)
