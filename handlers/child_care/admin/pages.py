"""`/admin/child-care`: what there is of each kind, what is out of date, and the import of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import Words, render, tell
from admin.section import add_routes
from admin.visit import current_staff
from bot.clock import TOKYO
from bot.dialogue.dates import say_date
from bot.errors import InputFileError
from bot.models.staff import Role
from bot.services.audit import record
from bot.services.audit.actions import Action
from handlers.child_care.links import PATH
from handlers.child_care.service.catalogue import SERVICE, get_facts
from handlers.child_care.service.findings import look
from handlers.child_care.service.importing import Listings, read_file, store
from handlers.child_care.service.reasons import Fault, NotImported

SHOWN = 200  # faults of a file


class ChildCareAction(Action):
    IMPORTED = "child_care.imported"


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service."""
    blueprint = Blueprint(SERVICE, __name__, url_prefix=PATH, template_folder="templates")
    pages = Pages(house)
    add_routes(
        blueprint,
        (("GET", "", pages.show_list), ("GET", "/import", pages.show_import), ("POST", "/import", pages.take_file)),
    )
    return blueprint


@dataclass(frozen=True)
class Pages:
    house: AdminHouse

    def show_list(self) -> ResponseReturnValue:
        """One row for each kind, with what is to be done."""
        words, facts = Words(self.house), get_facts(self.house.city)
        with self.house.database.read() as session:
            states = look(session, self.house.clock(), facts.stale_days)

        def day(value: date | None) -> str:
            return say_date(words, value) if value else "–"

        page = self.house.public_url.rstrip("/") + PATH
        stale_days = facts.stale_days
        return render(self.house, "child_desk/list.html", states=states, day=day, page=page, stale_days=stale_days)

    def show_import(self) -> ResponseReturnValue:
        return self._render_import()

    def take_file(self) -> ResponseReturnValue:
        """All of it or nothing, and then every row that is wrong."""
        given = request.files.get("file")
        if given is None or not given.filename:
            return self._render_import(422, errors={"file": ("child_care.admin_file_wanted", {})})
        try:
            found, replaced = self._take(given.read())
        except NotImported as refused:
            errors = {"file": ("child_care.admin_file_faults", {"count": len(refused.faults)})}
            return self._render_import(422, refused.faults[:SHOWN], errors=errors)
        except InputFileError as error:
            why = str(error).partition(": ")[2] or str(error)
            return self._render_import(422, errors={"file": ("child_care.admin_file_unreadable", {"why": why})})
        tell(self.house, f"child_care.admin_imported_{found.kind}", count=len(found.listed), replaced=replaced)
        return redirect(url_for(".show_list"), 303)

    def _take(self, content: bytes) -> tuple[Listings, int]:
        now, said = self.house.clock(), request.form.get("as_of", "")
        try:
            as_of = date.fromisoformat(said) if said else None
        except ValueError:
            as_of = None
        found = read_file("file", content, now.astimezone(TOKYO).date(), as_of)
        with self.house.database.write() as session:
            replaced = store(session, found)
            actor, new = current_staff().act_as(role=Role.SERVICE), {"count": len(found.listed), "replaced": replaced}
            record(session, actor, ChildCareAction.IMPORTED, object_kind=found.kind, object_id="", new=new, now=now)
        return found, replaced

    def _render_import(self, status: int = 200, faults: Sequence[Fault] = (), **more: object) -> ResponseReturnValue:
        typed = {"as_of": request.form.get("as_of", "")}
        return render(self.house, "child_desk/import.html", status, faults=faults, typed=typed, **more)
