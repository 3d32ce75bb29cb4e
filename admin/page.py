"""How a page of the staff's is made: its language, its navigation, and what its template may call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, flash, make_response, render_template, request, session

from admin.house import AdminHouse
from admin.section import Section
from admin.visit import find_staff
from bot.clock import TOKYO
from bot.models.staff import Role
from bot.services.disaster_mode import Mode, find_mode
from bot.services.staff.principal import Grant
from bot.texts import STAFF_KEY, STAFF_LANGUAGES

_LANGUAGE = "staff_language"  # in Flask's session, until somebody is signed in
Errors = dict[str, tuple[str, dict[str, object]]]  # what is wrong with a form: (text key, its values) by field
SECTIONS = "madoguchi_sections"  # in the application's extensions: those that were registered, by blueprint


def render(house: AdminHouse, template: str, status: int = 200, **values: Any) -> Response:
    """A whole page. Its template extends `admin/base.html` and gets `values` beside what is listed here."""
    words = Words(house)
    context = {
        "t": words.text,
        "language": words.language,
        "languages": [(one, house.texts.name_language(one)) for one in STAFF_LANGUAGES],
        "city": house.city.name_in(words.language),
        "staff": find_staff(),
        "disaster_mode": _find_mode(house),
        "navigation": list(_navigate(words)),
        "here": _address_with,
        "name_role": words.name_role,
        "name_roles": words.name_roles,
        "name_grant": words.name_grant,
        "name_department": words.name_department,
        "name_service": words.name_service,
        "name_services": words.name_services,
        "show_time": show_time,
    }
    return make_response(render_template(template, **{**context, **values}), status)


def _find_mode(house: AdminHouse) -> Mode | None:
    """For the line that every page has while it is on; strangers see none."""
    if find_staff() is None:
        return None
    with house.database.read() as session:
        return find_mode(session)


def tell(house: AdminHouse, text_key: str, **values: object) -> None:
    """Say on the next page that something was done."""
    flash(Words(house).text(text_key, **values), "done")


def warn(house: AdminHouse, text_key: str, **values: object) -> None:
    """Say on the next page that something could not be done."""
    flash(Words(house).text(text_key, **values), "problem")


def choose_language(language: str) -> None:
    """A stranger's choice, before anybody knows whose it is."""
    if language in STAFF_LANGUAGES:
        session[_LANGUAGE] = language


def show_time(at: datetime | None) -> str:
    """A moment as tables have it, in Japan's time."""
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}" if at else ""


class Words:
    """What is said in this request's language; a key without a room is the section's own."""

    def __init__(self, house: AdminHouse) -> None:
        staff = find_staff()
        wanted = staff.language if staff else session.get(_LANGUAGE, "")
        self.house = house
        self.language = wanted if wanted in STAFF_LANGUAGES else STAFF_LANGUAGES[0]

    def text(self, key: str, **values: object) -> str:
        room = (request.blueprint or "admin").rpartition(".")[2]
        full = key if "." in key else f"{room}.{key}"
        return self.house.texts.get(self.language, full, **values)

    def name_role(self, role: Role) -> str:
        return self.text(f"admin.role_{role}")

    def name_roles(self, roles: Iterable[Role]) -> str:
        return " · ".join(map(self.name_role, roles))

    def name_grant(self, grant: Grant) -> str:
        """The role and where it holds."""
        service = f" {self.name_service(grant.service)}" if grant.service else ""
        return f"{self.name_role(grant.role)}{service} – {self.name_department(grant.department)}"

    def name_department(self, department: str) -> str:
        """Its name; the whole city's for none, and the id of one that `city.yml` has no more."""
        if not department:
            return self.text("admin.whole_city")
        found = self.house.city.find_department(department)
        return found.name_in(self.language) if found else department

    def name_service(self, service: str) -> str:
        """As staff call it, else as citizens do."""
        keys = (f"{service}.{STAFF_KEY}title", f"{service}.title")
        return next((self.text(key) for key in keys if self.house.texts.has(key)), service)

    def name_services(self, services: Iterable[str]) -> str:
        return " · ".join(map(self.name_service, services))


def _navigate(words: Words) -> Iterator[tuple[str, str, bool]]:
    """(address, name, whether it is this one) of each section that the member may enter."""
    staff = find_staff()
    sections: dict[str, Section] = current_app.extensions[SECTIONS]
    for blueprint, section in sections.items():
        if section.is_listed and section.admits(staff):
            yield _find_front(blueprint), words.name_service(section.name), request.blueprint == blueprint


def list_warnings(house: AdminHouse) -> list[tuple[str, str]]:
    """(address, sentence) of what needs the member, of the sections that they may enter."""
    staff = find_staff()
    sections: dict[str, Section] = current_app.extensions[SECTIONS]
    admitting = ((name, one) for name, one in sections.items() if one.is_listed and one.admits(staff))
    return [(_find_front(name), said) for name, one in admitting for said in one.list_warnings(house)]


def _find_front(blueprint: str) -> str:
    """The section's shortest address that takes nothing."""
    rules = current_app.url_map.iter_rules()
    fronts = (
        rule.rule
        for rule in rules
        if rule.endpoint.rpartition(".")[0] == blueprint and not rule.arguments and "GET" in (rule.methods or ())
    )
    return min(fronts, key=len)


def _address_with(**changes: object) -> str:
    """This address with other filters; one that is empty is left out."""
    asked = {**request.args.to_dict(), **{name: str(value) for name, value in changes.items()}}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{request.path}?{query}" if query else request.path
