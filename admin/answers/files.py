"""Files in and out: CSV and Excel."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.answers.common import Pages, Route, read_filters
from admin.page import tell
from bot.models.staff import Role
from bot.services.faq.actions import FaqAction
from bot.services.faq.content import Wrong
from bot.services.faq.exporting import list_rows
from bot.services.faq.importing import make_plan, read_rows, store_plan
from bot.services.faq.listing import list_all
from bot.services.faq.sheets import write_csv, write_workbook

_KINDS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_SHOWN = 200  # faults


class Files(Pages):
    def routes(self) -> tuple[Route, ...]:
        return (
            ("GET", "/import", self.show_import),
            ("POST", "/import", self.take_file),
            ("GET", "/export.<kind>", self.export),
        )

    def show_import(self) -> ResponseReturnValue:
        return self._render()

    def take_file(self) -> ResponseReturnValue:
        """All of it as drafts, or nothing and why."""
        given = request.files.get("file")
        if given is None or not given.filename:
            return self._render(422, errors={"file": ("answers.file_wanted", {})})
        content = given.read()
        try:
            rows = read_rows("file", content)
        except Wrong as wrong:
            return self._render(422, errors={"file": (wrong.text_key, wrong.values)})
        with self.house.database.write() as session:
            doing = self.doing()
            plan = make_plan(session, rows, self.house.city, doing)
            if plan.faults or not plan.contents:
                key = "answers.file_faults" if plan.faults else "answers.file_empty"
                errors = {"file": (key, {"count": len(plan.faults)})}
                return self._render(422, errors=errors, faults=plan.faults[:_SHOWN])
            # The name is a stranger's words; a mark of the content says which file it was.
            done = store_plan(session, plan, doing, f"file {hashlib.sha256(content).hexdigest()[:8]}")
        counts = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
        tell(self.house, "answers.was_imported", **counts)
        return redirect(url_for("admin.answers.show_list", state="draft"), 303)

    def export(self, kind: str) -> ResponseReturnValue:
        """What the filters let through, the newest version of each."""
        if kind not in _KINDS:
            abort(404)
        write, mimetype = _KINDS[kind]
        doing = self.doing()
        with self.house.database.write() as session:
            entries = list_all(session, read_filters(), doing.today)
            rows = list(list_rows(session, entries))
            new = {"count": len(entries)}
            doing.record(session, FaqAction.EXPORTED, _role(doing.staff), "", "faq", "", new=new)
        response: Response = make_response(write(rows))  # nobody who writes waits for that
        response.headers["Content-Type"] = mimetype
        response.headers["Content-Disposition"] = f'attachment; filename="faq-{doing.today}.{kind}"'
        return response

    def _render(self, status: int = 200, **more: Any) -> ResponseReturnValue:
        return self.render("import.html", status, **{"faults": [], **more})


def _role(staff: Any) -> Role:
    return Role.EDITOR if staff.may(Role.EDITOR) else Role.APPROVER
