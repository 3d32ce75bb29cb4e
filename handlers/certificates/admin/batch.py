"""`/admin/certificates/batch`: several applications at once: into a file, on labels and slips, marked as sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.page import Errors, render, tell, warn
from bot.errors import NotFound
from handlers.certificates.admin.cells import list_cells, list_headers
from handlers.certificates.admin.chosen import Chosen, note_use, read_chosen, read_reason
from handlers.certificates.admin.desk import Desk
from handlers.certificates.models import ApplicationState, Delivery
from handlers.certificates.service.actions import CertificateAction
from handlers.certificates.service.columns import OF_FORM, Columns, get_columns
from handlers.certificates.service.exporting import list_lost, write_file
from handlers.certificates.service.reviewing import Unfit
from handlers.certificates.service.steps import WrongState

TYPES = {"utf-8": "text/csv; charset=utf-8", "cp932": "text/csv; charset=Shift_JIS"}


@dataclass(frozen=True)
class Batch:
    desk: Desk

    def show_batch(self) -> ResponseReturnValue:
        """What was marked, and what can be done with it."""
        with self.desk.house.database.read() as session:
            chosen, columns = read_chosen(self.desk, session), get_columns(session)[0]
        return self._render(chosen, columns)

    def export_batch(self) -> ResponseReturnValue:
        """The file; with letters that its encoding has not only after they were shown."""
        with self.desk.house.database.write() as session:
            chosen, columns = read_chosen(self.desk, session), get_columns(session)[0]
            reason = read_reason(chosen)
            if reason is None:
                return self._render(chosen, columns, 422, errors={"reason": ("certificates.admin_batch_reason", {})})
            rows = [list_cells(self.desk, columns, one, content) for one, content in chosen.pair()]
            lost = list(list_lost(rows, columns.encoding))
            if lost and request.form.get("with_gaps") != "1":
                headers = list_headers(self.desk.house.texts, columns)
                shown = [(chosen.applications[one.row].number, headers[one.column], one.letters) for one in lost]
                return self._render(chosen, columns, 422, lost=shown)
            used = {column.source for column in columns.columns} & set(OF_FORM)
            new = {"letters_lost": len(lost), "encoding": columns.encoding}
            action = CertificateAction.EXPORTED
            note_use(self.desk, session, chosen, action, used, reason, self.desk.house.clock(), new)
        return self._send(columns, rows)

    def mark_batch_sent(self) -> ResponseReturnValue:
        """Each that waits to be posted; the others are named and left as they are."""
        with self.desk.house.database.read() as session:
            chosen = read_chosen(self.desk, session)
        done, left = 0, []
        for one in chosen.applications:
            try:
                with self.desk.house.database.write() as session:
                    application = self.desk.access(session, one.id or 0)
                    self.desk.review(session, application).mark_sent(application.id or 0)
                done += 1
            except (WrongState, NotFound, Unfit):
                left.append(one.number)
        self.desk.ring()
        if done:
            tell(self.desk.house, "certificates.admin_told_batch_sent", count=done)
        if left:
            warn(self.desk.house, "certificates.admin_told_batch_left", count=len(left), numbers=", ".join(left))
        return redirect(url_for(".show_queue", view="issued"), 303)

    def _render(
        self, chosen: Chosen, columns: Columns, status: int = 200, errors: Errors | None = None, **more: Any
    ) -> ResponseReturnValue:
        to_send = [one for one in chosen.applications if _can_be_sent(one.state, one.delivery)]
        return render(
            self.desk.house,
            "certificate_desk/batch.html",
            status,
            chosen=chosen,
            columns=columns,
            headers=list_headers(self.desk.house.texts, columns),
            to_send=to_send,
            name_kind=self.desk.name_kind,
            errors=errors or {},
            typed=request.form,
            **{"lost": (), **more},
        )

    def _send(self, columns: Columns, rows: Sequence[Sequence[str]]) -> Response:
        headers = list_headers(self.desk.house.texts, columns)
        response = make_response(write_file(headers, rows, columns.encoding))
        response.headers["Content-Type"] = TYPES[columns.encoding]
        response.headers["Content-Disposition"] = "attachment; filename=certificates.csv"
        return response


def _can_be_sent(state: str, delivery: str) -> bool:
    return state == ApplicationState.ISSUED and delivery == Delivery.POST
