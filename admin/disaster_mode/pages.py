"""`/admin/disaster-mode`: one switch for the whole counter, turned by two persons, by one while level 5 is in force."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import render, tell, warn
from admin.section import add_routes
from admin.visit import current_staff
from bot.errors import Refused
from bot.models.disaster_mode import DisasterModeSwitch
from bot.models.staff import Staff
from bot.services.audit import Action, record
from bot.services.disaster_mode import (
    ask_switch,
    confirm_switch,
    find_asked,
    find_menu_change,
    find_mode,
    list_switches,
    may_alone,
)

ROOM = "disaster_mode"


class ModeAction(Action):
    ASKED = "disaster_mode.asked"
    SWITCHED = "disaster_mode.switched"


def create_blueprint(house: AdminHouse) -> Blueprint:
    blueprint = Blueprint(ROOM, __name__, url_prefix="/disaster-mode", template_folder="templates")
    pages = Pages(house)
    add_routes(blueprint, (("GET", "", pages.show), ("POST", "/ask", pages.ask), ("POST", "/confirm", pages.confirm)))
    return blueprint


class Pages:
    def __init__(self, house: AdminHouse) -> None:
        self.house = house

    def show(self) -> ResponseReturnValue:
        now = self.house.clock()
        with self.house.database.read() as session:
            mode, asked, switches = find_mode(session), find_asked(session, now), list_switches(session)
            ids = {id for one in switches for id in (one.asked_by, one.confirmed_by) if id}
            names = {id: found.name for id in ids if (found := session.get(Staff, id))}
            alone, menus = may_alone(session, now), find_menu_change(session)
            session.expunge_all()
        own = asked is not None and asked.asked_by == current_staff().staff_id and not alone
        return render(
            self.house,
            "disaster_mode/switch.html",
            mode=mode,
            asked=asked,
            is_own=own,
            alone=alone,
            menus=menus,
            switches=switches,
            names=names,
        )

    def ask(self) -> ResponseReturnValue:
        said = request.form.get("on", "")
        if said not in ("0", "1"):
            abort(400)
        try:
            with self.house.database.write() as session:
                switch = ask_switch(session, current_staff().staff_id, self.house.clock(), is_on=said == "1")
                self._record(session, switch)
        except Refused:
            warn(self.house, "disaster_mode.was_so")
        else:
            tell(self.house, self._name(switch))
        return redirect(url_for(".show"), 303)

    def confirm(self) -> ResponseReturnValue:
        said = request.form.get("switch", "")
        switch_id = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else abort(400)
        try:
            with self.house.database.write() as session:
                switch = confirm_switch(session, switch_id, current_staff().staff_id, self.house.clock())
                self._record(session, switch)
        except Refused:
            warn(self.house, "disaster_mode.refused")
        else:
            tell(self.house, self._name(switch))
        return redirect(url_for(".show"), 303)

    def _name(self, switch: DisasterModeSwitch) -> str:
        state = "asked" if switch.confirmed_at is None else "is_on" if switch.is_on else "is_off"
        return f"disaster_mode.{state}"

    def _record(self, session: Session, switch: DisasterModeSwitch) -> None:
        action = ModeAction.ASKED if switch.confirmed_at is None else ModeAction.SWITCHED
        new = {"on": switch.is_on, "alone": switch.was_alone}
        actor, id = current_staff().act_as(), str(switch.id)
        record(session, actor, action, object_kind="disaster_mode", object_id=id, new=new, now=self.house.clock())
