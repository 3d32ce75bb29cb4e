"""`/admin/reports`: what happened, on the map and as a list to send people by; figures by kind and day."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import Words, render
from admin.section import add_routes
from bot.areas import Areas
from bot.cells import quote_cell
from bot.maps import CityMap, Drawing, Key, Pin, Shade
from handlers.reports.admin.incident_page import IncidentPages
from handlers.reports.models import OPEN, DamageIncident, State
from handlers.reports.service import figures, working
from handlers.reports.service.catalogue import SERVICE, find_catalogue
from handlers.reports.service.kinds import KINDS
from handlers.reports.service.places import open_gazetteer

SHOWN = 300
STATES = ("open", *State)
SEVERITIES = (4, 3, 2, 1)
FEW = (1, 3, 7)  # incidents of a town for each tone of the map but the darkest
DAYS = 14
MAPS = "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}&zoom=17"
CHART = (720, 220)
BASE, TOP = 40, 24  # of the chart: below for the days, above for the numbers


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service."""
    blueprint = Blueprint(
        SERVICE,
        __name__,
        url_prefix="/reports",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    pages, one = Pages(house), IncidentPages(house)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_list),
            ("GET", "/incidents.csv", pages.export),
            ("GET", "/apart", pages.show_apart),
            ("GET", "/figures", pages.show_figures),
            ("GET", "/<int:incident_id>", one.show_incident),
            ("POST", "/<int:incident_id>/look", one.look),
            ("POST", "/<int:incident_id>/state", one.set_state),
            ("POST", "/<int:incident_id>/assign", one.assign),
            ("POST", "/<int:incident_id>/note", one.note),
            ("POST", "/<int:incident_id>/merge", one.merge),
            ("POST", "/<int:incident_id>/split", one.split),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class Pages:
    house: AdminHouse

    @property
    def areas(self) -> Areas:
        return open_gazetteer(self.house.city).areas

    @cached_property
    def city_map(self) -> CityMap:
        return CityMap(self.areas)

    def show_list(self) -> ResponseReturnValue:
        """The map and the list of the same incidents, which is the map's table."""
        found = self._find()
        return render(
            self.house,
            "report_desk/list.html",
            incidents=found,
            drawing=self._draw(found),
            name_area=self._name_area,
            states=STATES,
            kinds=KINDS,
            severities=SEVERITIES,
            departments=self._list_departments(),
            asked=request.args,
            has_more=len(found) == SHOWN,
            map_url=make_map_url,
            export=f"{url_for('.export')}?{urlencode(request.args)}",
        )

    def export(self) -> ResponseReturnValue:
        """To send people by: what, where, how grave, and nothing of who told of it."""
        words, written = Words(self.house), StringIO()
        writer = csv.writer(written)
        names = ("id", "kind", "severity", "state", "department", "area", "latitude", "longitude", "precision")
        writer.writerow([*names, "reports", "posts", "confidence", "first_at", "last_at", "map"])
        for one in self._find():
            cells = (
                *(one.id, words.text(f"kind_{one.kind}"), one.severity, words.text(f"state_{one.state}")),
                *(words.name_department(one.department), self._name_area(one.area)),
                *(one.latitude, one.longitude, one.precision, one.reports, one.posts, one.confidence),
                *(one.first_at.isoformat(), one.last_at.isoformat(), make_map_url(one)),
            )
            writer.writerow([quote_cell(cell) if isinstance(cell, str) else cell for cell in cells])
        response = Response(f"\ufeff{written.getvalue()}")
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = 'attachment; filename="incidents.csv"'
        return response

    def show_apart(self) -> ResponseReturnValue:
        """What is in no incident: outside of the city, or one of too many of the same person."""
        with self.house.database.read() as session:
            found = working.list_apart(session, SHOWN)
            session.expunge_all()
        return render(self.house, "report_desk/apart.html", reports=found)

    def show_figures(self) -> ResponseReturnValue:
        with self.house.database.read() as session:
            found = figures.count(session, self.house.clock(), DAYS)
        return render(self.house, "report_desk/figures.html", found=found, bars=draw_bars(found.days), size=CHART)

    def _find(self) -> list[DamageIncident]:
        asked = request.args
        state, severity = asked.get("state") or "open", asked.get("severity") or "1"
        if state not in STATES or severity not in map(str, SEVERITIES):
            abort(404)
        states = OPEN if state == "open" else (state,)
        with self.house.database.read() as session:
            found = working.list_incidents(
                session, states, asked.get("kind", ""), int(severity), asked.get("department", ""), SHOWN
            )
            session.expunge_all()
        return found

    def _list_departments(self) -> list[str]:
        catalogue = find_catalogue(self.house.city)
        return list(dict.fromkeys((catalogue.department, *catalogue.departments.values()))) if catalogue else []

    def _name_area(self, id: str) -> str:
        area = self.areas.find(id)
        return area.name_in(Words(self.house).language) if area else ""

    def _draw(self, found: Sequence[DamageIncident]) -> Drawing:
        """Towns by how many there are, and a point where the place is known as one."""
        words = Words(self.house)
        counts = Counter(one.area for one in found if one.area)
        shades = {
            area: Shade(_tone(count), words.text("admin_so_many", count=count), str(count), here_with_area(area))
            for area, count in counts.items()
        }
        pins = [
            Pin(
                str(one.id),
                one.latitude,
                one.longitude,
                f"pin-{one.severity}",
                f"{words.text(f'kind_{one.kind}')} {one.id}",
                words.text(f"admin_severity_{one.severity}"),
                url_for(".show_incident", incident_id=one.id),
            )
            for one in found
            if one.precision == "point" and one.latitude is not None and one.longitude is not None
        ]
        legend = [Key(f"pin-{level}", words.text(f"admin_severity_{level}"), is_pin=True) for level in SEVERITIES]
        tones = [Key(f"heat-{number}", words.text(f"admin_many_{number}")) for number in range(1, len(FEW) + 2)]
        return self.city_map.draw(words.text("admin_map"), words.language, shades, pins, [*legend, *tones])


def here_with_area(area: str) -> str:
    """Down to the list, where a town's first row is."""
    return f"#in-{area}"


def make_map_url(one: DamageIncident) -> str:
    """Where a driver finds it; empty where nobody knows."""
    if one.latitude is None or one.longitude is None:
        return ""
    return MAPS.format(latitude=one.latitude, longitude=one.longitude)


def _tone(count: int) -> str:
    return f"heat-{1 + sum(count > most for most in FEW)}"


@dataclass(frozen=True)
class Bar:
    """One day's, of quiet days below and of disasters above."""

    x: float
    width: float
    quiet: tuple[float, float]  # y and height
    disaster: tuple[float, float]
    day: figures.Day


def draw_bars(days: Sequence[figures.Day]) -> list[Bar]:
    most = max((day.total for day in days), default=0) or 1
    step, bottom = CHART[0] / len(days), CHART[1] - BASE

    def measure(count: int) -> float:
        return round((bottom - TOP) * count / most, 1)

    bars = []
    for number, day in enumerate(days):
        low, high = measure(day.quiet), measure(day.disaster)
        x = round(number * step + step * 0.15, 1)
        bars.append(Bar(x, round(step * 0.7, 1), (bottom - low, low), (bottom - low - high, high), day))
    return bars
