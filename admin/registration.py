"""All staff pages of the application, with the one guard before them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from flask import Blueprint, Flask, Response
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from admin import SECTIONS
from admin.guard import Guard
from admin.house import AdminHouse
from admin.page import SECTIONS as REGISTERED
from admin.page import list_warnings, render
from admin.section import Door, Section
from bot.texts import ROOT

_HOME = Section("admin", "admin.registration", door=Door.MEMBERS)


def open_admin(app: Flask, house: AdminHouse, sections: Sequence[Section] | None = None) -> None:
    """Register every section below `/admin/`. To be called before `CSRFProtect(app)`: a stranger is turned away before
    anybody looks at the form, and the token is bound to the session first."""
    known: dict[str, Section] = {"admin": _HOME}
    parent = create_blueprint(house)
    for section in (*SECTIONS, *list_service_sections()) if sections is None else sections:
        known[f"admin.{section.name}"] = section
        parent.register_blueprint(section.create_blueprint(house))
    guard = Guard(house, known)
    app.extensions[REGISTERED] = known
    app.before_request(guard.check)
    app.after_request(guard.add_headers)
    app.register_blueprint(parent)


def list_service_sections() -> list[Section]:
    """The city services with staff pages: `handlers/<service>/admin.py`, or a package of that name. Open to the staff
    of that service, or, where it says `ROLES`, to whoever has one of these."""
    handlers = ROOT / "handlers"
    found = (path for shape in ("*/admin.py", "*/admin/__init__.py") for path in handlers.glob(shape))
    rooms = sorted(path.relative_to(handlers).parts[0] for path in found)
    return [_make_section(room, f"handlers.{room}.admin") for room in rooms]


def _make_section(room: str, module: str) -> Section:
    roles = getattr(import_module(module), "ROLES", ())
    return Section(room, module, roles) if roles else Section(room, module, door=Door.SERVICE)


def create_blueprint(house: AdminHouse) -> Blueprint:
    """The front page, and what every page shares. All sections are blueprints inside this one."""
    blueprint = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates", static_folder="static")

    @blueprint.get("/")
    def home() -> ResponseReturnValue:
        return render(house, "admin/home.html", warnings=list_warnings(house))

    def show_stale(_: Any) -> Response:
        return render(house, "admin/stale.html", 400)

    blueprint.register_error_handler(CSRFError, show_stale)
    return blueprint
