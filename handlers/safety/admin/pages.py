"""`/admin/safety`: ask "are you safe?", see who needs help first, and how each area stands."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.section import add_routes
from admin.visit import current_staff
from bot.areas import Areas, load_areas
from bot.broadcasting import TOPIC
from bot.errors import Refused
from bot.maps import CityMap, Drawing, Shade
from bot.models.desk import OperatorRequest, RequestState
from bot.models.staff import Role, Staff
from bot.services.audit import Action, Purpose, record
from handlers.safety.models import Condition, SafetyAnswer
from handlers.safety.service.answering import find_check
from handlers.safety.service.asking import (
    GOOD_FOR,
    ROOM,
    Answered,
    Standing,
    approve,
    count,
    count_by_area,
    draft,
    drop,
    list_answers,
    list_checks,
    list_waiting,
    may_alone,
)


class SafetyAction(Action):
    DRAFTED = "safety.drafted"
    DROPPED = "safety.dropped"
    ASKED = "safety.asked"
    VIEWED = "safety.viewed"
    SEEN = "safety.seen"


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service."""
    blueprint = Blueprint(ROOM, __name__, url_prefix="/safety", template_folder="templates")
    pages = Pages(house)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_list),
            ("POST", "", pages.ask),
            ("GET", "/<int:check_id>", pages.show_check),
            ("POST", "/<int:check_id>/approve", pages.approve),
            ("POST", "/<int:check_id>/drop", pages.drop),
            ("POST", "/<int:check_id>/seen/<int:answer_id>", pages.note_seen),
        ),
    )
    return blueprint


class Pages:
    def __init__(self, house: AdminHouse) -> None:
        self.house = house

    @cached_property
    def areas(self) -> Areas:
        folder = self.house.city.folder
        return load_areas(folder) if folder else Areas([])

    @cached_property
    def city_map(self) -> CityMap:
        return CityMap(self.areas)

    def show_list(self) -> ResponseReturnValue:
        return self._render_list()

    def ask(self) -> ResponseReturnValue:
        """It waits for a second person; while one is enough it leaves at once."""
        chosen = [one for one in request.form.getlist("area") if self.areas.find(one)]
        scope = request.form.get("scope", "")
        errors = {}
        if scope not in ("all", "areas") or (scope == "areas" and not chosen):
            errors["scope"] = ("safety.admin_scope_wanted", dict[str, object]())
        elif request.form.get("sure") != "1":
            errors["sure"] = ("safety.admin_sure_wanted", {})
        if errors:
            return self._render_list(422, errors=errors)
        now, is_drill = self.house.clock(), request.form.get("drill") == "1"
        unknown = request.form.get("unknown") == "1"
        areas = chosen if scope == "areas" else []
        with self.house.database.write() as session:
            check = draft(session, areas, current_staff().staff_id, now, is_drill=is_drill, with_unknown=unknown)
            new = {"areas": check.areas, "drill": is_drill}
            self._record(session, SafetyAction.DRAFTED, check.id, new)
            check_id, alone = check.id or 0, may_alone(session, check, now)
        if alone:
            return self.approve(check_id)
        tell(self.house, "safety.admin_drafted", minutes=int(GOOD_FOR.total_seconds()) // 60)
        return redirect(url_for(".show_list"), 303)

    def approve(self, check_id: int) -> ResponseReturnValue:
        """By another person than who drafted it."""
        house, now, staff_id = self.house, self.house.clock(), current_staff().staff_id
        try:
            with house.database.write() as session:
                check = approve(session, house.texts, house.city, check_id, staff_id, now)
                asked = count(session, check).asked
                new = {"areas": check.areas, "drill": check.is_drill, "count": asked}
                self._record(session, SafetyAction.ASKED, check_id, new)
        except Refused:
            warn(house, "safety.admin_refused")
            return redirect(url_for(".show_list"), 303)
        house.bell.ring(TOPIC)
        tell(house, "safety.admin_asked_of", count=asked)
        return redirect(url_for(".show_check", check_id=check_id), 303)

    def drop(self, check_id: int) -> ResponseReturnValue:
        """By anybody, who drafted it too."""
        try:
            with self.house.database.write() as session:
                drop(session, check_id, current_staff().staff_id, self.house.clock())
                self._record(session, SafetyAction.DROPPED, check_id, None)
        except Refused:
            warn(self.house, "safety.admin_refused")
        else:
            tell(self.house, "safety.admin_dropped")
        return redirect(url_for(".show_list"), 303)

    def show_check(self, check_id: int) -> ResponseReturnValue:
        with self.house.database.write() as session:
            check = find_check(session, check_id) or abort(404)
            standing = count(session, check)
            helped = list_answers(session, check, Condition.HELP)
            talks = _find_talks(session, helped)
            by_area = count_by_area(session, check)
            self._record(session, SafetyAction.VIEWED, check_id, {"count": len(helped)})
        return render(
            self.house,
            "safety_desk/check.html",
            check=check,
            standing=standing,
            helped=helped,
            talks=talks,
            by_area=[(area, one) for id, one in by_area.items() if (area := self.areas.find(id))],
            drawing=self._draw(by_area),
            name_areas=self._name_areas,
        )

    def note_seen(self, check_id: int, answer_id: int) -> ResponseReturnValue:
        """Somebody sees to it; a second press takes that back."""
        with self.house.database.write() as session:
            own = select(SafetyAnswer).where(SafetyAnswer.id == answer_id, SafetyAnswer.check_id == check_id)
            row = session.exec(own.with_for_update()).first() or abort(404)
            row.is_seen = not row.is_seen
            session.add(row)
            self._record(session, SafetyAction.SEEN, check_id, {"answer": answer_id, "seen": row.is_seen})
        return redirect(url_for(".show_check", check_id=check_id), 303)

    def _render_list(self, status: int = 200, **more: object) -> ResponseReturnValue:
        now, own = self.house.clock(), current_staff().staff_id
        with self.house.database.read() as session:
            waiting = [
                (one, one.asked_by == own and not may_alone(session, one, now), _name(session, one.asked_by))
                for one in list_waiting(session, now)
            ]
            checks = [(check, count(session, check)) for check in list_checks(session)]
            session.expunge_all()
        return render(
            self.house,
            "safety_desk/list.html",
            status,
            waiting=waiting,
            checks=checks,
            areas=self.areas,
            typed=request.form,
            name_areas=self._name_areas,
            **more,
        )

    def _draw(self, by_area: dict[str, Standing]) -> Drawing:
        """Where help is needed is dark, where many are silent is lighter."""
        words = Words(self.house)
        shades = {
            id: Shade(_find_tone(one), words.text("admin_area_says", **_say(one)), short=str(one.help or ""))
            for id, one in by_area.items()
        }
        return self.city_map.draw(words.text("admin_map"), words.language, shades=shades)

    def _name_areas(self, ids: list[str]) -> str:
        return Words(self.house).text("admin_between").join(area.name for id in ids if (area := self.areas.find(id)))

    def _record(self, session: Session, action: SafetyAction, check_id: int | None, new: object) -> None:
        record(
            session,
            current_staff().act_as(role=Role.SERVICE),
            action,
            object_kind="safety_check",
            object_id=str(check_id),
            purpose=Purpose.ANSWER,
            new=new,
            now=self.house.clock(),
        )


def _name(session: Session, staff_id: int | None) -> str:
    found = session.get(Staff, staff_id) if staff_id else None
    return found.name if found else ""


def _find_tone(one: Standing) -> str:
    if one.help:
        return "heat-4"
    return "heat-3" if one.silent * 2 > one.asked else "heat-2" if one.silent else "heat-1"


def _say(one: Standing) -> dict[str, int]:
    return {"help": one.help, "safe": one.safe, "silent": one.silent}


def _find_talks(session: Session, helped: list[Answered]) -> dict[int, int]:
    """The open request of each in the desk, by conversation."""
    ids = [one.answer.conversation_id for one in helped]
    own = select(OperatorRequest.conversation_id, OperatorRequest.id).where(
        col(OperatorRequest.conversation_id).in_(ids), OperatorRequest.state != RequestState.DONE
    )
    return {conversation_id: id for conversation_id, id in session.exec(own) if id is not None}
