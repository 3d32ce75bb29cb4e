"""Telegrams come in: what is new is kept, changes what is in force, and is told by the city's rules."""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.models.hazards import Hazard
from handlers.disaster.alerts.deciding import QUAKE, Decider, Decision
from handlers.disaster.alerts.drilling import Drill
from handlers.disaster.alerts.facts import AlertFacts
from handlers.disaster.alerts.places import OurPlaces
from handlers.disaster.alerts.reaching import Reach
from handlers.disaster.alerts.sources import (
    FIVE_LEVELS,
    OLD_FORMS,
    UNHEARD,
    find_last,
    has_five_levels,
    judge,
    name_source,
)
from handlers.disaster.alerts.standing import Place, Standing, apply, compare, list_of, look
from handlers.disaster.models import Change, DisasterTelegram, Outcome
from handlers.disaster.telegrams import InfoType, Item, Scope, Telegram
from handlers.disaster.telegrams.values import Grade

log = logging.getLogger(__name__)

WRONG = {InfoType.CORRECTION: Change.CORRECTED, InfoType.CANCEL: Change.CANCELLED}
WHY = {
    Outcome.DUPLICATE: "it was here before",
    Outcome.LATE: "a newer one of the same source was here before",
    Outcome.DRILL: "a drill, which is never told as real",
    Outcome.TEST: "a test",
    Outcome.FUTURE: "reported in the future",
    Outcome.OLD: "reported too long ago",
    Outcome.ELSEWHERE: "not about this city",
    Outcome.REPLACED: "the five-level forms say it",
}
LOUD = (Outcome.FUTURE, Outcome.OLD)  # nobody expects them


@dataclass(frozen=True)
class Arrival:
    """A telegram as it came."""

    telegram: Telegram
    content: bytes
    origin: str


@dataclass
class Ingested:
    """What became of one."""

    arrival: Arrival
    outcome: Outcome
    decision: Decision = field(default_factory=Decision)

    @property
    def reason(self) -> str:
        return "; ".join(self.decision.reasons) or WHY.get(self.outcome, "nothing of it is told")


@dataclass(frozen=True)
class Intake:
    """Takes telegrams in, within one transaction."""

    session: Session
    facts: AlertFacts
    places: OurPlaces
    reach: Reach
    now: datetime

    def take_all(self, arrivals: Iterable[Arrival]) -> list[Ingested]:
        """Of telegrams that come together (after an outage) only what still holds is told; the oldest is read first."""
        told_before = look(self.session, self.now)
        done: list[Ingested] = []
        last: tuple[DisasterTelegram, Ingested] | None = None
        for arrival in sorted(arrivals, key=lambda one: one.telegram.reported_at):
            ingested, row = self._take(arrival, told_before)
            done.append(ingested)
            if row is not None and ingested.outcome is Outcome.APPLIED:
                last = row, ingested
        if last is not None:
            self._settle(told_before, *last)
        return done

    def _take(self, arrival: Arrival, told_before: dict[Place, Standing]) -> tuple[Ingested, DisasterTelegram | None]:
        telegram, source = arrival.telegram, name_source(arrival.telegram)
        ours, felt = self.places.list_items(telegram), self.places.find_intensity(telegram)
        outcome = self._judge(telegram, source, ours, felt)
        ingested = Ingested(arrival, outcome)
        if outcome in LOUD:
            log.warning("telegram %s of %s: %s", telegram.code, telegram.reported_at.isoformat(), WHY[outcome])
        if outcome in (Outcome.ELSEWHERE, Outcome.REPLACED):
            return ingested, None
        row = self._keep(arrival, source, outcome)
        if row is None:
            ingested.outcome = Outcome.DUPLICATE
            return ingested, None
        if outcome is Outcome.DRILL:
            apply(self.session, telegram, ours, source, is_drill=True)
        if outcome in (Outcome.DRILL, Outcome.TEST):
            Drill(self.session, self.facts, self.reach, self.now, row, ingested.decision).tell(ours, felt)
        if outcome is Outcome.APPLIED:
            self._apply(telegram, source, ours, felt, row, ingested, told_before)
        return ingested, row

    def _judge(self, telegram: Telegram, source: str, ours: Sequence[Item], felt: str) -> Outcome:
        if telegram.code.startswith(UNHEARD) or not self._concerns(telegram, source, ours, felt):
            return Outcome.ELSEWHERE
        if telegram.code in OLD_FORMS and has_five_levels(self.session, self.now):
            return Outcome.REPLACED
        return judge(self.session, telegram, source, self.facts, self.now) or Outcome.APPLIED

    def _concerns(self, telegram: Telegram, source: str, ours: Sequence[Item], felt: str) -> bool:
        if ours or felt:
            return True
        if telegram.info_type is InfoType.CANCEL:
            return find_last(self.session, source) is not None
        speaks = bool(telegram.items or telegram.intensities)  # what names nobody says nothing of us either
        return speaks and bool(list_of(self.session, source, is_drill=False))

    def _keep(self, arrival: Arrival, source: str, outcome: Outcome) -> DisasterTelegram | None:
        telegram = arrival.telegram
        values = {
            "content_hash": hashlib.sha256(arrival.content).hexdigest(),
            "origin": arrival.origin,
            "code": telegram.code,
            "title": telegram.title[:300],
            "status": telegram.status,
            "info_type": telegram.info_type,
            "event_id": telegram.event_id,
            "serial": telegram.serial,
            "source": source,
            "reported_at": telegram.reported_at,
            "received_at": self.now,
            "outcome": outcome,
            "content": zlib.compress(arrival.content),
        }
        new_id = insert_if_new(self.session, DisasterTelegram, values)
        return None if new_id is None else self.session.get_one(DisasterTelegram, new_id)

    def _apply(
        self,
        telegram: Telegram,
        source: str,
        ours: Sequence[Item],
        felt: str,
        row: DisasterTelegram,
        ingested: Ingested,
        told_before: dict[Place, Standing],
    ) -> None:
        wrong = WRONG.get(telegram.info_type)
        before = look(self.session, self.now) if wrong else {}
        if telegram.code in FIVE_LEVELS:
            self._end_old_forms(telegram)
        is_quake = (telegram.code.startswith("VXSE") and not telegram.items) or bool(telegram.intensities)
        items = [*ours, *([_shaken(self.places.city.area_code, felt)] if felt else [])]
        apply(self.session, telegram, items, source, is_drill=False)
        decider = self._decide(row, ingested)
        if is_quake:
            decider.settle_quake(felt, corrects=wrong)
            decider.finish()
        if wrong:
            for one in compare(before, look(self.session, self.now)):
                if one.kind != QUAKE:
                    decider.settle(one.kind, one.district, one.after, corrects=wrong)
                told_before.pop((one.kind, one.district), None)
                if one.after is not None:
                    told_before[(one.kind, one.district)] = one.after
            decider.finish()

    def _settle(self, told_before: dict[Place, Standing], row: DisasterTelegram, ingested: Ingested) -> None:
        decider = self._decide(row, ingested)
        for one in compare(told_before, look(self.session, self.now)):
            if one.kind != QUAKE:
                decider.settle(one.kind, one.district, one.after)
        decider.finish()

    def _decide(self, row: DisasterTelegram, ingested: Ingested) -> Decider:
        return Decider(self.session, row, self.facts, self.reach, self.now, ingested.decision)

    def _end_old_forms(self, telegram: Telegram) -> None:
        """Their last word would stay for ever: who has the five-level forms hears of them no more."""
        rows = select(Hazard).where(col(Hazard.ended_at).is_(None), col(Hazard.is_drill).is_(False))
        for row in self.session.exec(rows.with_for_update()).all():
            if row.source.startswith(OLD_FORMS):
                row.ended_at = telegram.reported_at
                self.session.add(row)


def _shaken(code: str, felt: str) -> Item:
    return Item(code, "", QUAKE, felt, None, Grade.NOTICE, is_in_force=True, scope=Scope.MUNICIPALITY)
