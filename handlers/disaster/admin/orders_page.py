"""`/admin/disaster/orders`: districts and towns on the map, level, hazard and reason; a look at the words; out."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Errors, Words, render, tell, warn
from admin.visit import current_staff
from bot.areas import Areas
from bot.broadcasting import TOPIC
from bot.errors import Refused
from bot.maps import CityMap, Drawing, Key, Shade
from bot.messages import Text
from bot.models.staff import Role
from bot.services.broadcasts.drill import mark_drill
from handlers.disaster.alerts.office import find_office
from handlers.disaster.models import EvacuationOrder, OrderState
from handlers.disaster.orders.giving import HAZARDS, LEVELS, REASONS, By, OrderOffice, Wanted, list_orders
from handlers.disaster.orders.wording import word_order

Act = Callable[[OrderOffice, Session, int, By, datetime], EvacuationOrder]
PREVIEWED = ("ja", "ja-easy", "en")
STANDING = (OrderState.WAITING, OrderState.ISSUED)


@dataclass(frozen=True)
class OrderPages:
    house: AdminHouse

    def show_orders(self) -> ResponseReturnValue:
        """The form, what waits and what is in force; a drill has a page of its own, and sees drills alone."""
        return self._render()

    def preview_order(self) -> ResponseReturnValue:
        """What will be said, and to how many, before anything leaves."""
        wanted, errors = self._read()
        return self._render(200 if wanted else 422, wanted, errors)

    def give_order(self) -> ResponseReturnValue:
        wanted, errors = self._read()
        if wanted is None:
            return self._render(422, None, errors)
        with self.house.database.write() as session:
            order = self._office.give(session, wanted, self._by, self.house.clock())
            waits = order.state == OrderState.WAITING
        return self._go("disaster.admin_order_waits" if waits else "disaster.admin_order_out")

    def approve_order(self, order_id: int) -> ResponseReturnValue:
        """By another person; refused to who drafted it, whatever their page shows."""
        return self._do(order_id, OrderOffice.approve, "disaster.admin_order_out", "disaster.admin_order_second")

    def drop_order(self, order_id: int) -> ResponseReturnValue:
        return self._do(order_id, OrderOffice.drop, "disaster.admin_order_dropped", "disaster.admin_order_over")

    def lift_order(self, order_id: int) -> ResponseReturnValue:
        return self._do(order_id, OrderOffice.lift, "disaster.admin_order_lifted", "disaster.admin_order_over")

    @property
    def _by(self) -> By:
        staff = current_staff()
        return By(staff.staff_id, staff.act_as(role=Role.SERVICE), _is_drill())

    @property
    def _areas(self) -> Areas:
        office = find_office(self.house.city, self.house.texts)
        return office.reach.areas if office else abort(404)

    @property
    def _office(self) -> OrderOffice:
        office = find_office(self.house.city, self.house.texts) or abort(404)
        return OrderOffice(self.house.city, self.house.texts, office.facts, self._areas, self.house.public_url)

    def _read(self) -> tuple[Wanted | None, Errors]:
        given = request.form
        level, areas = given.get("level", ""), tuple(dict.fromkeys(given.getlist("area")))
        errors: Errors = {}
        if level not in map(str, LEVELS):
            errors["level"] = ("disaster.admin_level_wanted", {})
        if not areas or not all(map(self._areas.find, areas)):
            errors["areas"] = ("disaster.admin_areas_wanted", {})
        if given.get("hazard") not in HAZARDS:
            errors["hazard"] = ("disaster.admin_hazard_wanted", {})
        if given.get("reason") not in REASONS:
            errors["reason"] = ("disaster.admin_reason_wanted", {})
        if errors:
            return None, errors
        key = given.get("key", "")[:64] or secrets.token_urlsafe(16)
        chosen = self._without_towns_of(areas)
        return Wanted(key, int(level), given["hazard"], given["reason"], chosen), {}

    def _without_towns_of(self, areas: tuple[str, ...]) -> tuple[str, ...]:
        """A district is all of its towns."""
        found = [area for id in areas if (area := self._areas.find(id)) is not None]
        return tuple(area.id for area in found if area.parent not in areas)

    def _do(self, order_id: int, act: Act, done: str, refused: str) -> ResponseReturnValue:
        try:
            with self.house.database.write() as session:
                act(self._office, session, order_id, self._by, self.house.clock())
        except Refused:
            warn(self.house, refused)
            return self._go("")
        return self._go(done)

    def _go(self, said: str) -> ResponseReturnValue:
        if said:
            self.house.bell.ring(TOPIC)
            tell(self.house, said)
        return redirect(url_for(".show_orders", drill=1 if _is_drill() else None), 303)

    def _render(self, status: int = 200, wanted: Wanted | None = None, errors: Errors | None = None) -> Response:
        now, is_drill = self.house.clock(), _is_drill()
        staff = current_staff()
        with self.house.database.read() as session:
            orders = [one for one in list_orders(session, STANDING) if one.is_drill == is_drill]
            total = self._office.count(session, wanted.areas, now) if wanted else 0
            waits = bool(wanted) and self._office.needs_second(session, wanted.level, is_drill=is_drill, now=now)  # type: ignore[union-attr]
            session.expunge_all()
        typed = {"level": "", "hazard": "", "reason": "", **request.form.to_dict()}
        return render(
            self.house,
            "disaster_desk/orders.html",
            status,
            is_drill=is_drill,
            waiting=[one for one in orders if one.state == OrderState.WAITING],
            issued=[one for one in orders if one.state == OrderState.ISSUED],
            me=staff.staff_id,
            areas=self._areas,
            levels=LEVELS,
            hazards=HAZARDS,
            reasons=REASONS,
            typed=typed,
            chosen=request.form.getlist("area"),
            key=secrets.token_urlsafe(16),
            drawing=self._draw(orders),
            name_area=self._name_area,
            wanted=wanted,
            said=self._preview(wanted) if wanted else (),
            total=total,
            waits=waits,
            errors=errors or {},
        )

    def _preview(self, wanted: Wanted) -> list[tuple[str, str]]:
        """(language, words) as they will arrive, the drill's mark with them."""
        now = self.house.clock()
        order = EvacuationOrder(
            **{**asdict(wanted), "areas": list(wanted.areas)}, is_drill=_is_drill(), state="", drafted_at=now
        )
        house = self.house
        worded = word_order(order, self._areas, house.city, house.texts, house.public_url, now, lifted=False)
        found = []
        for language in PREVIEWED:
            messages = mark_drill(worded[language], language, house.texts) if _is_drill() else worded[language]
            found.append((language, "\n\n".join(one.text for one in messages if isinstance(one, Text))))
        return found

    def _name_area(self, id: str) -> str:
        area = self._areas.find(id)
        return area.name_in(Words(self.house).language) if area else id

    def _draw(self, orders: list[EvacuationOrder]) -> Drawing:
        """What is in force now."""
        words = Words(self.house)
        shades: dict[str, Shade] = {}
        for order in sorted((one for one in orders if one.state == OrderState.ISSUED), key=lambda one: one.level):
            shade = Shade(
                f"level-{order.level}",
                words.text(f"disaster.admin_order_{order.level}"),
                words.text("disaster.admin_level", level=order.level),
            )
            shades |= {town.id: shade for area in order.areas for town in self._areas.towns_of(area)}
        legend = [Key(f"level-{level}", words.text(f"disaster.admin_order_{level}")) for level in reversed(LEVELS)]
        return CityMap(self._areas).draw(words.text("disaster.admin_order_map"), words.language, shades, legend=legend)


def _is_drill() -> bool:
    """Said by the page that the form is on, in its address and in the form."""
    return bool(request.form.get("drill") or request.args.get("drill"))
