"""`/admin/certificates/batch`: several applications at once: into a file, on labels and slips, marked as sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.page import Errors, render, tell, warn
from bot.documents import DoesNotFit
from bot.documents.labels import ON_A_SHEET
from bot.errors import NotFound
from handlers.certificates.admin.cells import list_cells, list_headers
from handlers.certificates.admin.chosen import Chosen, note_use, read_chosen, read_reason
from handlers.certificates.admin.desk import Desk
from handlers.certificates.admin.printing import NEEDED, Pair, can_be_posted, print_labels, print_slips
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
            note_use(self.desk, session, chosen.applications, action, used, reason, self.desk.house.clock(), new)
        return self._send(columns, rows)

    def print_labels(self) -> ResponseReturnValue:
        """For what is posted, from the first free place of a sheet on."""
        start = request.form.get("start", type=int) or 0

        def make(pairs: Sequence[Pair], now: datetime) -> bytes:
            if not 1 <= start <= ON_A_SHEET:
                raise Unfit("start")
            try:
                return print_labels(self.desk, pairs, now, start)
            except DoesNotFit as error:
                raise Unfit("long", pairs[error.number - 1][0].number) from error

        return self._print("labels", NEEDED, lambda pair: can_be_posted(*pair), make)

    def print_slips(self) -> ResponseReturnValue:
        """For all of them."""
        fields = ("name", "items")
        return self._print("slips", fields, lambda _: True, lambda pairs, now: print_slips(self.desk, pairs, now))

    def _print(
        self,
        what: str,
        fields: Sequence[str],
        is_wanted: Callable[[Pair], bool],
        make: Callable[[Sequence[Pair], datetime], bytes],
    ) -> ResponseReturnValue:
        """The file is made before the entries are written: what could not be made was not given out."""
        now = self.desk.house.clock()
        with self.desk.house.database.read() as session:
            chosen, columns = read_chosen(self.desk, session), get_columns(session)[0]
        reason = read_reason(chosen)
        if reason is None:
            return self._render(chosen, columns, 422, errors={"reason": ("certificates.admin_batch_reason", {})})
        pairs = [pair for pair in chosen.pair() if is_wanted(pair)]
        try:
            if not pairs:
                raise Unfit("nothing")
            pdf = make(pairs, now)
        except Unfit as unfit:
            fault, *number = map(str, unfit.args)
            values = {"number": number[0] if number else "", "most": ON_A_SHEET}
            return self._render(chosen, columns, 422, errors={what: (f"certificates.admin_unfit_{fault}", values)})
        used = [application for application, _ in pairs]
        with self.desk.house.database.write() as session:
            note_use(self.desk, session, used, CertificateAction.PRINTED, fields, reason, now, {"what": what})
        response = make_response(pdf)
        response.headers["Content-Type"] = "application/pdf"
        response.headers["Content-Disposition"] = f"inline; filename={what}.pdf"
        return response

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
            to_post=[one for one, content in chosen.pair() if can_be_posted(one, content)],
            on_a_sheet=ON_A_SHEET,
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
