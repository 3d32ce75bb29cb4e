"""`/admin/certificates/figures`: what was asked for in the last year, with the table behind the chart and as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from admin.figures.chart import HEIGHT, WIDTH, stack
from admin.page import Words, render
from bot.cells import quote_cell
from handlers.certificates.admin.desk import Desk
from handlers.certificates.models import ApplicationState
from handlers.certificates.service.figures import (
    Count,
    count,
    count_given_up,
    group,
    list_months,
    list_requested,
)

MONTHS = 12
COLUMNS = ("requests", "issued", "median_days", "saved_minutes")
NOTHING = Count(0, 0, None)


@dataclass(frozen=True)
class Figures:
    """`saved_minutes` are those of all requests together."""

    months: list[tuple[date, Count]]
    kinds: list[tuple[str, Count]]
    whole: Count
    given_up: dict[ApplicationState, int]
    minutes_each: int


@dataclass(frozen=True)
class FigurePage:
    """Of the certificates that the member works on."""

    desk: Desk

    def show_figures(self) -> ResponseReturnValue:
        found = self._read()
        bars = [(f"{month.year}-{month.month:02d}", _split(one)) for month, one in found.months]
        return render(
            self.desk.house,
            "certificate_desk/figures.html",
            found=found,
            bars=stack([(label[2:], parts) for label, parts in bars]),
            size=(WIDTH, HEIGHT),
            name_kind=self.desk.name_kind,
        )

    def export_figures(self) -> ResponseReturnValue:
        """The tables one below the other, as CSV with the mark by which Excel knows UTF-8."""
        words, found, written = Words(self.desk.house), self._read(), io.StringIO(newline="")
        table = csv.writer(written)
        heads = [words.text(f"certificates.admin_{name}") for name in COLUMNS]
        months = [(month.isoformat()[:7], one) for month, one in found.months]
        kinds = [(self.desk.name_kind(kind), one) for kind, one in found.kinds]
        for first, rows in (("month", months), ("kind", kinds)):
            table.writerow([words.text(f"certificates.admin_{first}"), *heads])
            table.writerows([quote_cell(name), *self._list_cells(found, one)] for name, one in rows)
            table.writerow([])
        table.writerow([words.text("certificates.admin_given_up")])
        for step, many in found.given_up.items():
            table.writerow([words.text(f"certificates.admin_given_up_{step}"), many])
        return _send(written.getvalue())

    def _read(self) -> Figures:
        reach, now = self.desk.reach, self.desk.house.clock()
        months = list_months(now, MONTHS)
        with self.desk.house.database.read() as session:
            requested = list_requested(session, months[0], reach)
            given_up = count_given_up(session, reach, now)
        by_month, by_kind = group(requested, lambda one: one.month), group(requested, lambda one: one.kind)
        return Figures(
            months=[(month, by_month.get(month, NOTHING)) for month in months],
            kinds=sorted(by_kind.items(), key=lambda pair: (-pair[1].requests, pair[0])),
            whole=count(requested),
            given_up=given_up,
            minutes_each=self.desk.catalogue.saved_minutes,
        )

    def _list_cells(self, found: Figures, one: Count) -> list[Any]:
        days = "" if one.median_days is None else one.median_days
        return [one.requests, one.issued, days, one.requests * found.minutes_each]


def _split(one: Count) -> list[tuple[str, int]]:
    return [("issued", one.issued), ("open", one.requests - one.issued)]


def _send(text: str) -> Response:
    response = make_response(text.encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=certificates-figures.csv"
    return response
