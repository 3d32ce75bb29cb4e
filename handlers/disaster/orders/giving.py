"""Giving orders and lifting them: each is told to its areas at once, and stands in force until it is lifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.areas import Areas
from bot.city import City
from bot.db import insert_if_new
from bot.errors import Refused
from bot.models.hazards import Hazard
from bot.services import broadcasts, segments
from bot.services.audit import Action, Actor, record
from bot.services.hazards import list_rows
from bot.texts import Texts
from handlers.disaster.alerts.facts import AlertFacts
from handlers.disaster.alerts.wording import ORDER, ROOM
from handlers.disaster.models import EvacuationOrder, OrderState
from handlers.disaster.orders.wording import is_whole_city, word_order

LEVELS = (3, 4, 5)
HAZARDS = ("flood", "landslide", "inland", "fire", "earthquake")
REASONS = (
    "flood_rising",
    "flood_over",
    "landslide_near",
    "landslide_now",
    "inland_water",
    "fire_spreads",
    "quake_damage",
)
SOURCE = "order"


class OrderAction(Action):
    DRAFTED = "orders.drafted"
    ISSUED = "orders.issued"
    DROPPED = "orders.dropped"
    LIFTED = "orders.lifted"


@dataclass(frozen=True)
class Wanted:
    """What staff chose. `key` is the form's."""

    key: str
    level: int
    hazard: str
    reason: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class By:
    """Who acts, on which page: that of drills sees and touches drills alone, the other one none."""

    staff_id: int | None
    actor: Actor
    is_drill: bool


@dataclass(frozen=True)
class OrderOffice:
    """What is needed to give orders."""

    city: City
    texts: Texts
    facts: AlertFacts
    areas: Areas
    public_url: str

    def needs_second(self, session: Session, level: int, *, is_drill: bool, now: datetime) -> bool:
        """Whether a second person lets it out."""
        if level == LEVELS[-1] or level not in self.facts.orders.second_person:
            return False
        return all(row.level != LEVELS[-1] for row in list_rows(session, now, drills=is_drill))

    def give(self, session: Session, wanted: Wanted, by: By, now: datetime) -> EvacuationOrder:
        """Out at once, or waiting for a second person. The same form again is the same order."""
        waits = self.needs_second(session, wanted.level, is_drill=by.is_drill, now=now)
        values = {
            "key": wanted.key,
            "level": wanted.level,
            "hazard": wanted.hazard,
            "reason": wanted.reason,
            "areas": list(wanted.areas),
            "is_drill": by.is_drill,
            "state": OrderState.WAITING,
            "drafted_by": by.staff_id,
            "drafted_at": now,
        }
        new_id = insert_if_new(session, EvacuationOrder, values)
        if new_id is None:
            return session.exec(select(EvacuationOrder).where(EvacuationOrder.key == wanted.key)).one()
        order = session.get_one(EvacuationOrder, new_id)
        if waits:
            _note(session, order, by.actor, OrderAction.DRAFTED, now)
        else:
            self._issue(session, order, by, now)
        return order

    def approve(self, session: Session, order_id: int, by: By, now: datetime) -> EvacuationOrder:
        """By another person than who drafted it. Raises Refused."""
        order = _lock(session, order_id, OrderState.WAITING, by)
        if order.drafted_by is None or order.drafted_by == by.staff_id:
            raise Refused("it takes a second person")
        self._issue(session, order, by, now)
        return order

    def drop(self, session: Session, order_id: int, by: By, now: datetime) -> EvacuationOrder:
        """Nobody hears of it; by anybody. Raises Refused."""
        order = _lock(session, order_id, OrderState.WAITING, by)
        order.state = OrderState.DROPPED
        _note(session, order, by.actor, OrderAction.DROPPED, now)
        return order

    def lift(self, session: Session, order_id: int, by: By, now: datetime) -> EvacuationOrder:
        """Told where it still held. Raises Refused."""
        order = _lock(session, order_id, OrderState.ISSUED, by)
        rows = session.exec(_in_force(order)).all()
        order.areas = [row.district for row in rows]
        for row in rows:
            row.ended_at = now
            session.add(row)
        order.state, order.lifted_by, order.lifted_at = OrderState.LIFTED, by.staff_id, now
        self._tell(session, order, now, lifted=True)
        _note(session, order, by.actor, OrderAction.LIFTED, now)
        return order

    def count(self, session: Session, areas: Sequence[str], now: datetime) -> int:
        """How many would be told."""
        return segments.count(session, segments.parse(self.rule_of(areas)), now).total

    def rule_of(self, areas: Sequence[str]) -> Mapping[str, Any]:
        """Who wants to hear of disasters there, or has said no area."""
        if is_whole_city(list(areas), self.areas):
            return {"topic": ROOM}
        return {"all": [{"topic": ROOM}, {"area": sorted(areas), "or_unknown": True}]}

    def _issue(self, session: Session, order: EvacuationOrder, by: By, now: datetime) -> None:
        self._replace(session, order, now)
        for area in order.areas:
            session.add(
                Hazard(
                    source=f"{SOURCE}:{order.id}",
                    kind=ORDER,
                    area=self.city.area_code,
                    district=area,
                    level=order.level,
                    word=order.hazard,
                    is_drill=order.is_drill,
                    since=now,
                    reported_at=now,
                )
            )
        order.state, order.issued_by, order.issued_at = OrderState.ISSUED, by.staff_id, now
        self._tell(session, order, now, lifted=False)
        _note(session, order, by.actor, OrderAction.ISSUED, now)

    def _replace(self, session: Session, order: EvacuationOrder, now: datetime) -> None:
        """What held of our orders in these areas no longer does; a drill replaces drills alone."""
        towns = {town.id for area in order.areas for town in self.areas.towns_of(area)}
        issued = select(EvacuationOrder).where(
            EvacuationOrder.state == OrderState.ISSUED, EvacuationOrder.is_drill == order.is_drill
        )
        for other in session.exec(issued.with_for_update()).all():
            rows = session.exec(_in_force(other)).all()
            covered = [row for row in rows if {town.id for town in self.areas.towns_of(row.district)} <= towns]
            for row in covered:
                row.ended_at = now
                session.add(row)
            if len(covered) == len(rows):
                other.state = OrderState.REPLACED
                session.add(other)
        session.flush()

    def _tell(self, session: Session, order: EvacuationOrder, now: datetime, *, lifted: bool) -> None:
        content = word_order(order, self.areas, self.city, self.texts, self.public_url, now, lifted=lifted)
        sent = broadcasts.issue(
            session,
            kind="alert",
            key=f"{SOURCE}:{order.id}:{order.state}",
            content=content,
            rule=self.rule_of(order.areas),
            origin=ROOM,
            now=now,
            is_urgent=True,
            drill=order.is_drill,
        )
        order.broadcast_id = sent.id
        session.add(order)
        session.flush()


def list_orders(session: Session, states: Sequence[str], most: int = 50) -> list[EvacuationOrder]:
    """The newest first."""
    wanted = select(EvacuationOrder).where(col(EvacuationOrder.state).in_(states))
    return list(session.exec(wanted.order_by(col(EvacuationOrder.id).desc()).limit(most)))


def _in_force(order: EvacuationOrder):  # type: ignore[no-untyped-def]
    own = Hazard.source == f"{SOURCE}:{order.id}", col(Hazard.ended_at).is_(None)
    return select(Hazard).where(*own).order_by(col(Hazard.id)).with_for_update()


def _lock(session: Session, order_id: int, state: OrderState, by: By) -> EvacuationOrder:
    wanted = select(EvacuationOrder).where(EvacuationOrder.id == order_id).with_for_update()
    order = session.exec(wanted, execution_options={"populate_existing": True}).first()
    if order is None or order.state != state or order.is_drill != by.is_drill:
        raise Refused(f"order {order_id} is not {state}")
    return order


def _note(session: Session, order: EvacuationOrder, actor: Actor, action: OrderAction, now: datetime) -> None:
    session.add(order)
    session.flush()
    new = {"level": order.level, "areas": order.areas, "is_drill": order.is_drill}
    record(session, actor, action, object_kind="evacuation_order", object_id=str(order.id), new=new, now=now)
