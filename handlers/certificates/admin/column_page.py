"""`/admin/certificates/columns`: the columns of the file for the resident-record system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from admin.page import Errors, Words, render, tell
from admin.settings.draft import clean
from bot.models.staff import Role
from bot.services.city_settings.changing import Overtaken
from handlers.certificates.admin.cells import name_source
from handlers.certificates.admin.desk import Desk
from handlers.certificates.service.columns import (
    MOST,
    OF_FORM,
    OF_ORDER,
    Calendar,
    Column,
    Columns,
    Encoding,
    get_columns,
    store_columns,
)

BLANKS = 3  # empty rows below those that are there


@dataclass(frozen=True)
class ColumnPage:
    """Read by everybody who works on certificates, changed by those of the whole city."""

    desk: Desk

    def show_columns(self) -> ResponseReturnValue:
        with self.desk.house.database.read() as session:
            columns, version = get_columns(session)
        return self._render([(one.source, one.header) for one in columns.columns], columns, version)

    def change_columns(self) -> ResponseReturnValue:
        """What was typed; 422 with a sentence for what will not do, 409 when somebody was first."""
        if not self.desk.reach.is_whole:
            abort(403)
        rows, version = _read_rows(), request.form.get("version", type=int) or 0
        with self.desk.house.database.read() as session:
            held = get_columns(session)[0]
        try:
            columns = Columns(
                columns=tuple(Column(source=source, header=header) for source, header in rows),
                encoding=Encoding(request.form.get("encoding", "")),
                calendar=Calendar(request.form.get("calendar", "")),
            )
        except (ValidationError, ValueError):
            errors: Errors = {"columns": ("certificates.admin_columns_wrong", {"most": MOST})}
            return self._render(rows, held, version, 422, errors)
        return self._store(rows, columns, version)

    def _store(self, rows: list[tuple[str, str]], columns: Columns, version: int) -> ResponseReturnValue:
        by = self.desk.reach.staff.act_as(role=Role.SERVICE)
        try:
            with self.desk.house.database.write() as session:
                store_columns(session, columns, version, by, self.desk.house.clock())
        except Overtaken:
            with self.desk.house.database.read() as session:
                version = get_columns(session)[1]
            errors: Errors = {"columns": ("certificates.admin_columns_overtaken", {})}
            return self._render(rows, columns, version, 409, errors)
        tell(self.desk.house, "certificates.admin_told_columns")
        return redirect(url_for(".show_columns"), 303)

    def _render(
        self,
        rows: list[tuple[str, str]],
        columns: Columns,
        version: int,
        status: int = 200,
        errors: Errors | None = None,
    ) -> ResponseReturnValue:
        texts, language = self.desk.house.texts, Words(self.desk.house).language
        named: dict[str, Any] = {
            name: [(one, name_source(texts, one, language)) for one in sources]
            for name, sources in (("of_order", OF_ORDER), ("of_form", OF_FORM))
        }
        return render(
            self.desk.house,
            "certificate_desk/columns.html",
            status,
            rows=[*rows, *[("", "")] * BLANKS],
            columns=columns,
            version=version,
            may_change=self.desk.reach.is_whole,
            encodings=list(Encoding),
            calendars=list(Calendar),
            usual={one: name_source(texts, one) for one in (*OF_ORDER, *OF_FORM)},
            errors=errors or {},
            **named,
        )


def _read_rows() -> list[tuple[str, str]]:
    """(source, header) in the order of the places that were typed; a row without a source is left out."""
    found = []
    for number in range(MOST + BLANKS + 1):
        source = request.form.get(f"source_{number}", "")
        place = request.form.get(f"place_{number}", type=int) or number + 1
        if source:
            found.append((place, number, source, clean(request.form.get(f"header_{number}", ""))))
    return [(source, header) for _, _, source, header in sorted(found)]
