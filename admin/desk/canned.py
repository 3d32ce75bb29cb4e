"""`/admin/desk/canned`: the answers that operators say often."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.exceptions import NotFound as PageNotFound

from admin.house import AdminHouse
from admin.page import Errors, render, tell
from admin.visit import act, current_staff
from bot.errors import NotFound, UserError
from bot.models.desk import CannedAnswer
from bot.models.staff import Role
from bot.services.audit import record
from bot.services.desk.actions import DeskAction
from bot.services.desk.canned import access_canned, check_words, list_canned, list_variables, put_canned
from bot.services.staff.principal import WHOLE_CITY


@dataclass(frozen=True)
class CannedPages:
    """Operators write those of their own departments."""

    house: AdminHouse

    def show_canned(self) -> ResponseReturnValue:
        with self.house.database.read() as session:
            found = list_canned(session, current_staff())
        return render(self.house, "desk/canned.html", canned=found, may=current_staff().may, operator=Role.OPERATOR)

    def new_canned(self) -> ResponseReturnValue:
        return self._render_form(CannedAnswer(title="", words={}, changed_at=self.house.clock()))

    def edit_canned(self, canned_id: int) -> ResponseReturnValue:
        with self.house.database.read() as session:
            return self._render_form(self._access(session, canned_id))

    def add_canned(self) -> ResponseReturnValue:
        with self.house.database.write() as session:
            return self._save(session, CannedAnswer(title="", words={}, changed_at=self.house.clock()))

    def change_canned(self, canned_id: int) -> ResponseReturnValue:
        with self.house.database.write() as session:
            return self._save(session, self._access(session, canned_id))

    def remove_canned(self, canned_id: int) -> ResponseReturnValue:
        with self.house.database.write() as session:
            canned = self._access(session, canned_id)
            canned.is_active = False
            self._note(session, canned, _as_json(canned), None)
        return self._done("desk.told_canned_removed")

    def _save(self, session: Session, canned: CannedAnswer) -> ResponseReturnValue:
        staff, old = current_staff(), _as_json(canned) if canned.id else None
        title, department = request.form.get("title", "").strip(), request.form.get("department", "")
        words = {name: request.form.get(f"words_{name}", "").strip() for name in self.house.texts.languages}
        known = {"", *(one.id for one in self.house.city.departments)}
        try:
            check_words(title, words, list_variables(self.house.city))
            if department not in known or not staff.may(Role.OPERATOR, department):
                raise UserError("desk.canned_department_wrong")
        except UserError as error:
            written = CannedAnswer(
                id=canned.id, title=title, department=department, words=words, changed_at=self.house.clock()
            )
            return self._render_form(written, {_field_of(error): (error.text_key, error.values)}, 422)
        put_canned(canned, title, words, department, staff.staff_id, self.house.clock())
        session.add(canned)
        session.flush()
        self._note(session, canned, old, _as_json(canned))
        return self._done("desk.told_canned_saved")

    def _note(self, session: Session, canned: CannedAnswer, old: object, new: object) -> None:
        acting = act(self.house)
        record(
            session,
            acting.actor,
            DeskAction.CANNED_CHANGED,
            object_kind="canned_answer",
            object_id=str(canned.id),
            old=old,
            new=new,
            now=acting.now,
        )

    def _access(self, session: Session, canned_id: int) -> CannedAnswer:
        try:
            return access_canned(session, current_staff(), canned_id)
        except NotFound as error:
            raise PageNotFound from error

    def _render_form(
        self, canned: CannedAnswer, errors: Errors | None = None, status: int = 200
    ) -> ResponseReturnValue:
        staff = current_staff()
        mine = staff.list_departments(Role.OPERATOR)
        departments = [
            (one.id, one.name_in(staff.language))
            for one in self.house.city.departments
            if WHOLE_CITY in mine or one.id in mine
        ]
        return render(
            self.house,
            "desk/canned_form.html",
            status,
            canned=canned,
            departments=departments,
            for_all=WHOLE_CITY in mine,
            tongues=[(one, self.house.texts.name_language(one)) for one in self.house.texts.languages],
            variables=list_variables(self.house.city),
            errors=errors or {},
        )

    def _done(self, text_key: str) -> ResponseReturnValue:
        tell(self.house, text_key)
        return redirect(url_for("admin.desk.show_canned"), 303)


def _as_json(canned: CannedAnswer) -> dict[str, object]:
    return {"title": canned.title, "department": canned.department, "words": dict(canned.words)}


def _field_of(error: UserError) -> str:
    """The field that the error stands beside."""
    fields = {"desk.canned_title_wrong": "title", "desk.canned_department_wrong": "department"}
    return fields.get(error.text_key, "words_ja")
