"""`/admin/disaster`: what is in force in the city, what waits for a person, what was told, and what came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.section import add_routes
from admin.visit import current_staff
from bot.broadcasting import TOPIC
from bot.errors import Refused
from bot.models.broadcasts import Broadcast
from bot.models.staff import Role
from bot.services.audit import record
from bot.services.audit.actions import Action
from bot.services.hazards import in_force
from handlers.disaster.admin.orders_page import OrderPages
from handlers.disaster.alerts.office import AlertOffice, find_office
from handlers.disaster.alerts.wording import ROOM, name_intensity, name_kind
from handlers.disaster.models import PENDING, AlertFeed, AlertNotice, DisasterTelegram, NoticeState
from handlers.disaster.orders.giving import HAZARDS

LEVELS = (5, 4, 3, 2, 1)
SHOWN = 50  # notices and telegrams, the latest first


class DisasterAction(Action):
    APPROVED = "disaster.approved"
    HELD = "disaster.held"


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service."""
    blueprint = Blueprint(ROOM, __name__, url_prefix="/disaster", template_folder="templates", static_folder="static")
    pages, orders = Pages(house), OrderPages(house)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show),
            ("POST", "/notices/<int:notice_id>/approve", pages.approve),
            ("POST", "/notices/<int:notice_id>/hold", pages.hold),
            ("GET", "/orders", orders.show_orders),
            ("POST", "/orders/preview", orders.preview_order),
            ("POST", "/orders/give", orders.give_order),
            ("POST", "/orders/<int:order_id>/approve", orders.approve_order),
            ("POST", "/orders/<int:order_id>/drop", orders.drop_order),
            ("POST", "/orders/<int:order_id>/lift", orders.lift_order),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class Pages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        """The worst first. A city without an area code is told what to write into `city.yml`."""
        now, office = self.house.clock(), find_office(self.house.city, self.house.texts)
        with self.house.database.read() as session:
            hazards = in_force(session, now)
            waiting, told = _list_notices(session, pending=True), _list_notices(session, pending=False)
            telegrams = session.exec(
                select(DisasterTelegram).order_by(col(DisasterTelegram.id).desc()).limit(SHOWN)
            ).all()
            return render(
                self.house,
                "disaster_desk/list.html",
                has_code=office is not None,
                levels=LEVELS,
                order_hazards=HAZARDS,
                real=[one for one in hazards if not one.is_drill],
                drills=[one for one in hazards if one.is_drill],
                waiting=_group(waiting),
                told=told,
                totals=_count(session, told),
                telegrams=telegrams,
                feeds=session.exec(select(AlertFeed).order_by(col(AlertFeed.url))).all(),
                name_kind=self._name_kind,
                name_areas=lambda areas: self._name_areas(office, areas),
                name_height=self._name_height,
            )

    def approve(self, notice_id: int) -> ResponseReturnValue:
        """It leaves at once."""
        return self._decide(notice_id, DisasterAction.APPROVED)

    def hold(self, notice_id: int) -> ResponseReturnValue:
        """Nobody is told of it."""
        return self._decide(notice_id, DisasterAction.HELD)

    def _decide(self, notice_id: int, action: DisasterAction) -> ResponseReturnValue:
        office, now = find_office(self.house.city, self.house.texts), self.house.clock()
        if office is None:
            abort(404)
        staff = current_staff()
        actor = staff.act_as(role=Role.SERVICE)
        try:
            with self.house.database.write() as session:
                decide = office.approve if action is DisasterAction.APPROVED else office.hold
                notice = decide(session, notice_id, staff.staff_id, now)
                new = {"kind": notice.kind, "change": notice.change, "level": notice.level}
                record(session, actor, action, object_kind="alert_notice", object_id=str(notice_id), new=new, now=now)
        except Refused:
            warn(self.house, "disaster.admin_decided_before")
        else:
            self.house.bell.ring(TOPIC)
            tell(self.house, "disaster.admin_told" if action is DisasterAction.APPROVED else "disaster.admin_held")
        return redirect(url_for(".show"), 303)

    def _name_kind(self, kind: str) -> str:
        return name_kind(Words(self.house), kind)

    def _name_areas(self, office: AlertOffice | None, areas: Sequence[str]) -> str:
        words = Words(self.house)
        if not areas or office is None:
            return words.text("disaster.admin_whole_city")
        found = (office.reach.areas.find(one) for one in areas)
        return ", ".join(one.name_in(words.language) if one else id for one, id in zip(found, areas, strict=True))

    def _name_height(self, level: int | None, grade: str, intensity: str = "") -> str:
        """The level, an earthquake's intensity, or how strong the word is."""
        words = Words(self.house)
        if intensity:
            return words.text("disaster.admin_intensity", intensity=name_intensity(words, intensity))
        if level is not None:
            return words.text("disaster.admin_level", level=level)
        return words.text(f"disaster.admin_grade_{grade}") if grade else ""


def _list_notices(session: Session, *, pending: bool) -> Sequence[AlertNotice]:
    """What waits, the oldest first, or all others, the latest first."""
    state = col(AlertNotice.state)
    which = state.in_(PENDING) if pending else state.not_in([*PENDING, NoticeState.SUPERSEDED])
    order = col(AlertNotice.id) if pending else col(AlertNotice.id).desc()
    return session.exec(select(AlertNotice).where(which).order_by(order).limit(SHOWN)).all()


def _group(notices: Sequence[AlertNotice]) -> list[tuple[AlertNotice, list[str]]]:
    """Those that differ by the part of the city alone are decided on at once: the first, and the parts of all."""
    groups: dict[tuple[object, ...], list[AlertNotice]] = {}
    for notice in notices:
        groups.setdefault(notice.likeness, []).append(notice)
    return [(found[0], [one.district for one in found if one.district]) for found in groups.values()]


def _count(session: Session, notices: Sequence[AlertNotice]) -> Mapping[int, int]:
    """How many each broadcast was for."""
    ids = [notice.broadcast_id for notice in notices if notice.broadcast_id]
    rows = session.exec(select(Broadcast).where(col(Broadcast.id).in_(ids))).all()
    return {row.id: row.total for row in rows if row.id is not None}
