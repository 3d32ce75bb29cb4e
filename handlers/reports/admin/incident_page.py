"""One incident: what is known, what citizens wrote for a reason that is recorded, and what staff do with it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.visit import current_staff
from bot.errors import Refused
from bot.maps import CityMap, Drawing, Pin
from bot.models.staff import Role
from bot.services.audit import Actor
from handlers.reports.models import DamageIncident, DamagePhoto, DamageReport, State
from handlers.reports.service import working
from handlers.reports.service.places import open_gazetteer
from handlers.reports.service.urgency import judge

LONGEST_NOTE = 1_000
MOST_POSTS = 50
NEARBY = 20
Act = Callable[[Session, DamageIncident, Actor], None]


@dataclass(frozen=True)
class IncidentPages:
    house: AdminHouse

    def show_incident(self, incident_id: int) -> ResponseReturnValue:
        with self.house.database.read() as session:
            return self._render(session, self._find(session, incident_id))

    def look(self, incident_id: int) -> ResponseReturnValue:
        """What citizens wrote, and their photos; each look is an entry that the citizen can see."""
        with self.house.database.write() as session:
            incident = self._find(session, incident_id)
            reports, photos = working.look(session, incident, self._actor, self.house.clock())
            shown = {id: [_embed(photo) for photo in own if photo.content] for id, own in photos.items()}
            return self._render(session, incident, reports=reports, photos=shown, reasons=_list_reasons(reports))

    def set_state(self, incident_id: int) -> ResponseReturnValue:
        state = request.form.get("state", "")
        if state not in tuple(State):
            abort(422)
        now = self.house.clock()
        return self._do(
            incident_id,
            lambda session, found, actor: working.set_state(session, found, State(state), actor, now),
            "reports.admin_state_told",
        )

    def assign(self, incident_id: int) -> ResponseReturnValue:
        department = request.form.get("department", "")
        if self.house.city.find_department(department) is None:
            abort(422)
        now = self.house.clock()
        return self._do(
            incident_id,
            lambda session, found, actor: working.assign(session, found, department, actor, now),
            "reports.admin_assigned",
        )

    def note(self, incident_id: int) -> ResponseReturnValue:
        words, now = request.form.get("note", "").strip()[:LONGEST_NOTE], self.house.clock()
        return self._do(
            incident_id,
            lambda session, found, actor: working.note(session, found, words, actor, now),
            "reports.admin_noted",
        )

    def merge(self, incident_id: int) -> ResponseReturnValue:
        """Into the one that is named."""
        into, now = _read_number(request.form.get("into", "")), self.house.clock()
        try:
            with self.house.database.write() as session:
                first, second = (working.lock(session, id) for id in sorted((incident_id, into)))
                one, other = (first, second) if first.id == incident_id else (second, first)
                working.merge(session, one, other, self._actor, now)
        except Refused:
            warn(self.house, "reports.admin_merge_refused")
            return redirect(url_for(".show_incident", incident_id=incident_id), 303)
        tell(self.house, "reports.admin_merged", number=incident_id)
        return redirect(url_for(".show_incident", incident_id=into), 303)

    def split(self, incident_id: int) -> ResponseReturnValue:
        """The reports and posts that are ticked go."""
        reports, posts = (list(map(_read_number, request.form.getlist(name))) for name in ("report", "post"))
        try:
            with self.house.database.write() as session:
                incident = working.lock(session, incident_id)
                other = working.split(session, incident, reports, posts, self._actor, self.house.clock())
                target = other.id
        except Refused:
            warn(self.house, "reports.admin_split_refused")
            target = incident_id
        else:
            tell(self.house, "reports.admin_split_done")
        return redirect(url_for(".show_incident", incident_id=target), 303)

    @property
    def _actor(self) -> Actor:
        return current_staff().act_as(role=Role.SERVICE)

    def _find(self, session: Session, incident_id: int) -> DamageIncident:
        return session.get(DamageIncident, incident_id) or abort(404)

    def _do(self, incident_id: int, act: Act, said: str) -> ResponseReturnValue:
        try:
            with self.house.database.write() as session:
                act(session, working.lock(session, incident_id), self._actor)
        except Refused:
            warn(self.house, "reports.admin_gone")
        else:
            tell(self.house, said)
        return redirect(url_for(".show_incident", incident_id=incident_id), 303)

    def _render(self, session: Session, incident: DamageIncident, **more: Any) -> Response:
        reports = more.pop("reports", None)
        others = working.list_incidents(session, tuple(State), incident.kind, most=NEARBY)
        areas = open_gazetteer(self.house.city).areas
        area = areas.find(incident.area)
        return render(
            self.house,
            "report_desk/incident.html",
            incident=incident,
            reports=working.list_reports(session, incident.id or 0) if reports is None else reports,
            is_looked_at=reports is not None,
            posts=working.list_posts(session, incident.id or 0, MOST_POSTS),
            others=[one for one in others if one.id != incident.id],
            area=area.name_in(Words(self.house).language) if area else "",
            states=tuple(State),
            departments=[one.id for one in self.house.city.departments],
            drawing=self._draw(incident),
            **{"photos": {}, "reasons": {}, **more},
        )

    def _draw(self, incident: DamageIncident) -> Drawing:
        words = Words(self.house)
        pins = []
        if incident.latitude is not None and incident.longitude is not None:
            name = words.text(f"kind_{incident.kind}")
            pins = [Pin("here", incident.latitude, incident.longitude, f"pin-{incident.severity}", name)]
        city_map = CityMap(open_gazetteer(self.house.city).areas)
        return city_map.draw(words.text("admin_map"), words.language, pins=pins)


def _list_reasons(reports: list[DamageReport]) -> dict[int, list[dict[str, str]]]:
    """Why each is as urgent as it is."""
    return {one.id or 0: [dict(rule.reason) for rule in judge(one.kind, one.words).rules] for one in reports}


def _embed(photo: DamagePhoto) -> str:
    """In the page itself, so that a look at it is the look that was recorded."""
    return f"data:image/jpeg;base64,{base64.b64encode(photo.content or b'').decode()}"


def _read_number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 0
