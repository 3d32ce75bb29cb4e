"""Figures of the centre, without persons, and as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

from flask import Response
from flask.typing import ResponseReturnValue

from admin.figures.chart import HEIGHT, WIDTH, stack
from admin.page import Words
from handlers.child_consultation.admin.desk import Desk
from handlers.child_consultation.levels import Level
from handlers.child_consultation.service.figures import KINDS, Month, count_months, list_cells, mask_total


@dataclass(frozen=True)
class FiguresPages:
    desk: Desk

    def show_figures(self) -> ResponseReturnValue:
        self.desk.centre_reader  # noqa: B018  # 403 for others
        months = self._count()
        told = [(f"{one.first:%m}", [("cases", mask_total(one.total) or 0)]) for one in months]
        tables = {kind: list(list_cells(months, kind)) for kind in KINDS}
        return self.desk.render(
            "figures",
            months=months,
            bars=stack(told),
            size=(WIDTH, HEIGHT),
            tables=tables,
            mask_total=mask_total,
            name_value=self._name,
        )

    def export_figures(self) -> ResponseReturnValue:
        """A row for each month, kind and value; what fewer than five share is not told."""
        self.desk.centre_reader  # noqa: B018  # 403 for others
        words, months, out = Words(self.desk.house), self._count(), StringIO()
        few, rows = words.text("child_consultation.admin_few"), csv.writer(out)
        rows.writerow([words.text(f"child_consultation.admin_{name}") for name in ("month", "kind", "value", "cases")])
        for month in months:
            for kind, counted in (("total", month.total), ("unwritten", month.unwritten)):
                told = mask_total(counted)
                rows.writerow([f"{month.first:%Y-%m}", self._name_kind(kind), "", few if told is None else told])
        for kind in KINDS:
            for first, cells in list_cells(months, kind):
                for value, count in cells.items():
                    said = few if count is None else count
                    rows.writerow([f"{first:%Y-%m}", self._name_kind(kind), self._name(kind, value), said])
        response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="consultations.csv"'
        return response

    def _count(self) -> list[Month]:
        with self.desk.house.database.read() as session:
            return count_months(session, self.desk.now)

    def _name_kind(self, kind: str) -> str:
        return Words(self.desk.house).text(f"child_consultation.admin_kind_{kind}")

    def _name(self, kind: str, value: str) -> str:
        words = Words(self.desk.house)
        if kind == "discipline":
            return self.desk.name_discipline(value)
        if kind == "reason":
            return self.desk.name_reason(value)
        if kind == "topic":
            return self.desk.name_topic(value)
        if kind == "level":
            return words.text(f"child_consultation.admin_level_{Level(value)}")
        return words.text(f"child_consultation.admin_channel_{value}")
