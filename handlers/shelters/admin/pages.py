"""`/admin/shelters`: every shelter on one screen to open, close and say how full it is; each with its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.section import add_routes
from admin.visit import current_staff
from bot.areas import Area, Areas
from bot.models.staff import Role, Staff
from bot.services.audit import Actor, record
from handlers.shelters.actions import ShelterAction
from handlers.shelters.admin.chart import draw
from handlers.shelters.admin.importing import Importing
from handlers.shelters.admin.people import People
from handlers.shelters.links import PATH
from handlers.shelters.models import Change, Crowding, Hazard, Shelter
from handlers.shelters.service.catalogue import Catalogue, Site, load_catalogue
from handlers.shelters.service.choosing import Standing, list_open
from handlers.shelters.service.city_facts import SERVICE, get_areas
from handlers.shelters.service.standing import By, close_shelters, list_history, open_shelters, report
from handlers.shelters.service.telephone import MOST_PERSONS, make_pin

NAMED = 10  # in what is told after a change
OPEN, CLOSE = "open", "close"


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service."""
    blueprint = Blueprint(
        SERVICE,
        __name__,
        url_prefix=PATH,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    pages, importing, people = Pages(house), Importing(house), People(house)
    routes = (
        ("GET", "", pages.show_list),
        ("POST", "/change", pages.change),
        ("GET", "/<int:shelter_id>", pages.show_shelter),
        ("POST", "/<int:shelter_id>/report", pages.report_one),
        ("POST", "/<int:shelter_id>/pin", pages.make_pin),
        ("GET", "/<int:shelter_id>/people", people.show_people),
        ("POST", "/<int:shelter_id>/check-out", people.check_out),
        ("POST", "/<int:shelter_id>/count", people.report_count),
        ("GET", "/<int:shelter_id>/door", people.show_door),
        ("GET", "/import", importing.show_import),
        ("POST", "/import", importing.take_file),
    )
    add_routes(blueprint, routes)
    return blueprint


@dataclass(frozen=True)
class Row:
    site: Site
    standing: Standing | None


@dataclass(frozen=True)
class Group:
    """A district with its shelters; None for those in no known one."""

    district: Area | None
    rows: Sequence[Row]

    @property
    def open_count(self) -> int:
        return sum(row.standing is not None for row in self.rows)


@dataclass(frozen=True)
class Pages:
    house: AdminHouse

    @property
    def now(self) -> datetime:
        return self.house.clock()

    @property
    def areas(self) -> Areas:
        return get_areas(self.house.city)

    def show_list(self) -> ResponseReturnValue:
        hazard, only_open = request.args.get("hazard", ""), request.args.get("open") == "1"
        hazard = hazard if hazard in list(Hazard) else ""
        with self.house.database.read() as session:
            catalogue, standing = load_catalogue(session), list_open(session)
        sites = [
            site
            for site in catalogue.sites
            if (not hazard or hazard in site.hazards) and (not only_open or site.id in standing)
        ]
        return render(
            self.house,
            "shelter_desk/list.html",
            groups=list(_group(sites, standing, self.areas)),
            hazards=[one for one in Hazard if catalogue.has_any(one)],
            hazard=hazard,
            only_open=only_open,
            total=len(catalogue),
            open_count=len(standing),
            persons=sum(one.persons or 0 for one in standing.values()),
            crowdings=list(Crowding),
            page=self.house.public_url.rstrip("/") + PATH,
        )

    def change(self) -> ResponseReturnValue:
        """Those that are ticked, and all of the districts that are, as far as they are listed."""
        act = request.form.get("act", "")
        if act not in (OPEN, CLOSE, *Crowding):
            abort(400)
        with self.house.database.write() as session:
            catalogue = load_catalogue(session)
            ids = self._read_ids(catalogue)
            by, now = By(current_staff().staff_id), self.now
            if act == OPEN:
                done, action = open_shelters(session, ids, by, now), ShelterAction.OPENED
            elif act == CLOSE:
                done, action = close_shelters(session, ids, by, now), ShelterAction.CLOSED
            else:
                done, action = report(session, ids, by, now, Crowding(act)), ShelterAction.REPORTED
            if done:
                new = {"count": len(done), "shelters": done, **({"crowding": act} if act in list(Crowding) else {})}
                record(session, self._actor(), action, object_kind="shelter", new=new, now=now)
        if not ids:
            warn(self.house, "shelters.admin_none_chosen")
        elif not done:
            warn(self.house, "shelters.admin_nothing_changed")
        else:
            key = f"shelters.admin_done_{act if act in (OPEN, CLOSE) else 'report'}"
            tell(self.house, key, count=len(done), names=self._name(catalogue, done))
        back = {name: request.form[name] for name in ("hazard", "open") if request.form.get(name)}
        return redirect(url_for(".show_list", **back), 303)  # type: ignore[arg-type]

    def show_shelter(self, shelter_id: int) -> ResponseReturnValue:
        return self._render_shelter(shelter_id)

    def report_one(self, shelter_id: int) -> ResponseReturnValue:
        """How full, and how many persons; either may be left out."""
        said, crowding = request.form.get("persons", "").strip(), request.form.get("crowding", "")
        persons = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else None
        if (said and (persons is None or persons > MOST_PERSONS)) or (crowding and crowding not in list(Crowding)):
            errors = {"persons": ("shelters.admin_wrong_persons", {"most": MOST_PERSONS})}
            return self._render_shelter(shelter_id, 422, errors=errors, typed=said)
        with self.house.database.write() as session:
            self._find(session.get(Shelter, shelter_id))
            level = Crowding(crowding) if crowding else None
            done = report(session, [shelter_id], By(current_staff().staff_id), self.now, level, persons)
            if done:
                new = {"crowding": crowding, "persons": persons}
                self._record_one(session, ShelterAction.REPORTED, shelter_id, new)
        if done:
            tell(self.house, "shelters.admin_reported")
        else:
            warn(self.house, "shelters.admin_is_closed")
        return redirect(url_for(".show_shelter", shelter_id=shelter_id), 303)

    def make_pin(self, shelter_id: int) -> ResponseReturnValue:
        """Shown on this answer alone."""
        with self.house.database.write() as session:
            self._find(session.get(Shelter, shelter_id))
            pin = make_pin(session, self.house.database.vault, shelter_id, self.now)
            self._record_one(session, ShelterAction.PIN_MADE, shelter_id, None)
        return self._render_shelter(shelter_id, pin=pin)

    def _render_shelter(self, shelter_id: int, status: int = 200, **more: object) -> ResponseReturnValue:
        with self.house.database.read() as session:
            shelter = self._find(session.get(Shelter, shelter_id))
            standing = list_open(session).get(shelter_id)
            events = list_history(session, shelter_id)
            staff_ids = {one.staff_id for one in events if one.staff_id}
            names = {id: found.name for id in staff_ids if (found := session.get(Staff, id))}
            session.expunge_all()
        town = self.areas.find(shelter.area)
        shown = {"shelter": shelter, "standing": standing, "events": events, "names": names, "town": town}
        return render(
            self.house,
            "shelter_desk/shelter.html",
            status,
            line=draw(events, self.now),
            crowdings=list(Crowding),
            changes=Change,
            **shown,
            **more,
        )

    def _read_ids(self, catalogue: Catalogue) -> list[int]:
        ticked = {int(one) for one in request.form.getlist("shelter") if one.isascii() and one.isdigit()}
        towns = {town.id for one in request.form.getlist("district") for town in self.areas.towns_of(one)}
        hazard = request.form.get("hazard", "")  # of a district all are meant that are for it
        of_districts = {
            site.id for site in catalogue.sites if site.area in towns and (not hazard or hazard in site.hazards)
        }
        return [site.id for site in catalogue.sites if site.id in ticked | of_districts]

    def _name(self, catalogue: Catalogue, ids: Iterable[int]) -> str:
        names = [site.name for id in ids if (site := catalogue.find(id))]
        more = Words(self.house).text("shelters.admin_and_more", count=len(names) - NAMED) if len(names) > NAMED else ""
        return Words(self.house).text("shelters.admin_between").join(names[:NAMED]) + more

    def _actor(self) -> Actor:
        return current_staff().act_as(role=Role.SERVICE)

    def _record_one(self, session: Session, action: ShelterAction, shelter_id: int, new: object) -> None:
        record(session, self._actor(), action, object_kind="shelter", object_id=str(shelter_id), new=new, now=self.now)

    def _find(self, shelter: Shelter | None) -> Shelter:
        return shelter or abort(404)


def _group(sites: Sequence[Site], standing: dict[int, Standing], areas: Areas) -> Iterable[Group]:
    """By district, those that are open first."""
    for district in (*areas.districts, None):
        towns = {town.id for town in areas.towns_of(district.id)} if district else set()
        rows = [
            Row(site, standing.get(site.id))
            for site in sites
            if (site.area in towns if district else areas.find(site.area) is None)
        ]
        if rows:
            yield Group(district, sorted(rows, key=lambda row: row.standing is None))
