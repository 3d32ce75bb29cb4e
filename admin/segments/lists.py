"""`/admin/segments/lists`: people who agreed elsewhere, from a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import Errors, render, tell
from admin.visit import current_staff
from bot.clock import TOKYO
from bot.errors import InputFileError
from bot.models.staff import Role
from bot.models.subscriptions import ContactList
from bot.services.audit import record
from bot.services.segments.acting import SegmentAction
from bot.services.segments.lists import Refusal, list_standing, read_list, store_list
from bot.services.segments.saving import LONGEST_NAME

SHOWN = 200  # refused rows
Route = tuple[str, str, Callable[..., ResponseReturnValue]]


@dataclass(frozen=True)
class ListPages:
    house: AdminHouse

    def routes(self) -> tuple[Route, ...]:
        return (
            ("GET", "/lists", self.show_lists),
            ("POST", "/lists", self.take_list),
            ("POST", "/lists/<int:list_id>/delete", self.delete_list),
        )

    def show_lists(self) -> ResponseReturnValue:
        return self._show()

    def take_list(self) -> ResponseReturnValue:
        """The good rows are taken, and the others named."""
        name, file, now = " ".join(request.form.get("name", "").split()), request.files.get("file"), self.house.clock()
        errors: Errors = {}
        if not name or len(name) > LONGEST_NAME:
            errors["name"] = ("segments.wrong_name", {"longest": LONGEST_NAME})
        if file is None or not file.filename:
            errors["file"] = ("segments.wrong_no_file", {})
        if errors or file is None:
            return self._show(errors, name, status=400)
        try:
            found = read_list(file.filename or "", file.read(), now.astimezone(TOKYO).date())
        except InputFileError:
            return self._show({"file": ("segments.wrong_file", {})}, name, status=400)
        if not found.rows:
            return self._show({"file": ("segments.wrong_no_rows", {})}, name, found.refused, status=400)
        staff, key = current_staff(), self.house.engine.house.secret_key
        with self.house.database.write() as session:
            row = store_list(session, key, name, found.rows, staff.staff_id, now)
            counts = {"name": name, "rows": len(found.rows), "refused": len(found.refused)}
            self._record(session, SegmentAction.LIST_IMPORTED, row, new=counts)
        tell(self.house, "segments.list_taken", name=name, count=len(found.rows))
        if found.refused:
            return self._show({}, "", found.refused)
        return redirect(url_for("admin.segments.show_lists"), 303)

    def delete_list(self, list_id: int) -> ResponseReturnValue:
        with self.house.database.write() as session:
            row = session.get(ContactList, list_id) or abort(404)
            name = row.name
            self._record(session, SegmentAction.LIST_DELETED, row, old={"name": name})
            session.delete(row)
        tell(self.house, "segments.list_deleted", name=name)
        return redirect(url_for("admin.segments.show_lists"), 303)

    def _show(
        self, errors: Errors | None = None, name: str = "", refused: tuple[Refusal, ...] = (), status: int = 200
    ) -> ResponseReturnValue:
        with self.house.database.read() as session:
            lists = list_standing(session)
            session.expunge_all()
        return render(
            self.house,
            "segments/lists.html",
            status,
            errors=errors or {},
            name=name,
            refused=refused[:SHOWN],
            count_refused=len(refused),
            lists=lists,
        )

    def _record(self, session: Any, action: SegmentAction, row: ContactList, **values: Any) -> None:
        actor, now = current_staff().act_as(role=Role.BROADCASTER), self.house.clock()
        record(session, actor, action, object_kind="contact_list", object_id=str(row.id), now=now, **values)
