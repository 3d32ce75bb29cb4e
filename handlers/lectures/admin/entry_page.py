"""`/admin/lectures/new`, `/edit` and `/import`: staff enter lectures by hand, from an earlier one, or by a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, select

from admin.page import tell
from bot.errors import InputFileError
from handlers.lectures.admin.desk import Desk
from handlers.lectures.admin.entered import DATES, HALLS, MORE, Entered, copy_offer, read_form, show_offer
from handlers.lectures.models import Lecture
from handlers.lectures.service.attending import LectureAction
from handlers.lectures.service.catalogue import Offer
from handlers.lectures.service.importing import (
    NotImported,
    is_applied_for,
    read_lectures,
    store_lecture,
    store_rows,
)
from handlers.lectures.service.reasons import Fault, Reason
from handlers.lectures.service.rows import LectureRow
from handlers.lectures.service.sheet import COLUMNS, WORDS
from handlers.lectures.slots import read_id

SHOWN = 200  # faults of a file


class _NotStored(Exception):
    """Leaves the transaction as it was."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = reasons


@dataclass(frozen=True)
class EntryPage:
    desk: Desk

    def show_new(self) -> ResponseReturnValue:
        """Empty, or with what another lecture has."""
        with self.desk.house.database.read() as session:
            copied = read_id(request.args.get("copy", ""))
            entered = copy_offer(self.desk.find(session, copied)) if copied else Entered()
        return self._render(entered.add_lines(max(1, DATES - len(entered.dates)), max(1, HALLS - len(entered.halls))))

    def enter_new(self) -> ResponseReturnValue:
        """422 with what is wrong beside its field; what was typed stays."""
        entered = read_form(request.form)
        if "more" in request.form:
            return self._render(entered.add_lines(MORE, MORE))
        return self._store(entered, None)

    def show_edit(self, lecture_id: int) -> ResponseReturnValue:
        with self.desk.house.database.read() as session:
            offer = self.desk.find(session, lecture_id)
            return self._render(
                show_offer(offer).add_lines(1, 1), offer, is_locked=is_applied_for(session, offer.lecture)
            )

    def change(self, lecture_id: int) -> ResponseReturnValue:
        """What people have applied for stays as it is; the page says so, and the import's rules see to it."""
        with self.desk.house.database.read() as session:
            offer = self.desk.find(session, lecture_id)
            session.expunge_all()
        entered = read_form(request.form, offer.lecture.code)
        if "more" in request.form:
            return self._render_again(entered.add_lines(MORE, MORE), offer, 200)
        return self._store(entered, offer)

    def show_import(self) -> ResponseReturnValue:
        return self._render_import()

    def take_file(self) -> ResponseReturnValue:
        """All of it or nothing, and then every row that is wrong."""
        given = request.files.get("file")
        if given is None or not given.filename:
            return self._render_import(422, errors={"file": ("lectures.admin_file_wanted", {})})
        try:
            rows = read_lectures("file", given.read(), self.desk.halls)
            with self.desk.house.database.write() as session:
                done = store_rows(session, rows, self.desk.now)
                self.desk.note(session, LectureAction.IMPORTED, "", {"new": done.new, "changed": done.changed})
        except NotImported as refused:
            errors = {"file": ("lectures.admin_file_faults", {"count": len(refused.faults)})}
            return self._render_import(422, errors=errors, faults=refused.faults[:SHOWN])
        except InputFileError as error:
            why = str(error).partition(": ")[2] or str(error)
            return self._render_import(422, errors={"file": ("lectures.admin_file_unreadable", {"why": why})})
        tell(self.desk.house, "lectures.admin_imported", new=len(done.new), changed=len(done.changed))
        return redirect(url_for(".show_list"), 303)

    def _store(self, entered: Entered, offer: Offer | None) -> ResponseReturnValue:
        row = entered.read(self.desk.halls)
        if row is None:
            return self._render_again(entered, offer)
        try:
            with self.desk.house.database.write() as session:
                lecture_id = self._write(session, row, is_new=offer is None)
        except _NotStored as refused:
            entered.complain(refused.reasons)
            return self._render_again(entered, offer)
        tell(self.desk.house, "lectures.admin_entered" if offer is None else "lectures.admin_changed")
        return self.desk.go_to(lecture_id)

    def _write(self, session: Session, row: LectureRow, *, is_new: bool) -> int:
        own = select(Lecture).where(Lecture.code == row.code)
        found = session.exec(own).first()
        if is_new and found is not None:
            raise _NotStored([Reason("there", "code", {"code": row.code})])
        if reasons := store_lecture(session, found, row, self.desk.now):
            raise _NotStored(reasons)
        self.desk.note(session, LectureAction.ENTERED if is_new else LectureAction.CHANGED, row.code)
        return session.exec(own).one().id or 0

    def _render_again(self, entered: Entered, offer: Offer | None, status: int = 422) -> ResponseReturnValue:
        if offer is None:
            return self._render(entered, status=status)
        with self.desk.house.database.read() as session:
            is_locked = is_applied_for(session, offer.lecture)
        return self._render(entered, offer, is_locked=is_locked, status=status)

    def _render(
        self, entered: Entered, offer: Offer | None = None, *, is_locked: bool = False, status: int = 200
    ) -> ResponseReturnValue:
        return self.desk.render(
            "form",
            status,
            entered=entered,
            typed=entered.typed,
            errors=entered.errors,
            offer=offer,
            is_locked=is_locked,
            kept=len(offer.dates) if offer and is_locked else 0,
            kept_halls=len(offer.places) if offer and is_locked else 0,
            hall_names=[*self.desk.hall_names, WORDS["online"][0]],
            yes=WORDS["yes"][0],
            givings=[(WORDS[one][0], one) for one in ("first_come", "lottery")],
        )

    def _render_import(self, status: int = 200, faults: Sequence[Fault] = (), **more: object) -> ResponseReturnValue:
        shown = [
            {
                "row": fault.row,
                "column": COLUMNS[fault.reason.column][0] if fault.reason.column else "",
                "key": fault.reason.key,
                "values": fault.reason.values,
            }
            for fault in faults
        ]
        return self.desk.render("import", status, faults=shown, **more)
