"""`/admin/shelters/import`: a list of shelters, all of it or nothing, and what of it should be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import render
from admin.visit import current_staff
from bot.clock import TOKYO
from bot.errors import InputFileError
from bot.models.staff import Role
from bot.services.audit import record
from handlers.shelters.actions import ShelterAction
from handlers.shelters.service.city_facts import get_areas
from handlers.shelters.service.importing import Taken, read_file, store
from handlers.shelters.service.reasons import Fault, NotImported

SHOWN = 200  # faults, or findings, of a file


@dataclass(frozen=True)
class Importing:
    house: AdminHouse

    def show_import(self) -> ResponseReturnValue:
        return self._render()

    def take_file(self) -> ResponseReturnValue:
        given = request.files.get("file")
        if given is None or not given.filename:
            return self._render(422, errors={"file": ("shelters.admin_file_wanted", {})})
        try:
            taken = self._take(given.read())
        except NotImported as refused:
            errors = {"file": ("shelters.admin_file_faults", {"count": len(refused.faults)})}
            return self._render(422, refused.faults[:SHOWN], errors=errors)
        except InputFileError as error:
            why = str(error).partition(": ")[2] or str(error)
            return self._render(422, errors={"file": ("shelters.admin_file_unreadable", {"why": why})})
        return self._render(taken=taken, findings=list(taken.findings)[:SHOWN])

    def _take(self, content: bytes) -> Taken:
        now, said = self.house.clock(), request.form.get("as_of", "")
        try:
            as_of = date.fromisoformat(said)
        except ValueError:
            as_of = now.astimezone(TOKYO).date()
        found = read_file("file", content, as_of, get_areas(self.house.city))
        with self.house.database.write() as session:
            taken = store(session, found, now, current_staff().staff_id)
            actor, new = current_staff().act_as(role=Role.SERVICE), {"count": taken.count, "gone": taken.gone}
            record(session, actor, ShelterAction.IMPORTED, object_kind=taken.kind, new=new, now=now)
        return taken

    def _render(self, status: int = 200, faults: Sequence[Fault] = (), **more: object) -> ResponseReturnValue:
        typed = {"as_of": request.form.get("as_of", "")}
        return render(self.house, "shelter_desk/import.html", status, faults=faults, typed=typed, **more)
