"""`/admin/arrivals/figures`: what was held, who came and who did not, month by month, beside the plan's goals."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask import make_response
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.arrivals.entrance import list_receptions
from admin.figures.chart import HEIGHT, WIDTH, Bar, stack
from admin.house import AdminHouse
from admin.page import Words, render
from bot.services.reservations.counting import Month, count_for, list_months
from bot.services.reservations.receptions import Reception
from bot.targets import Target, find_fiscal_year, list_fiscal_months

KINDS = ("attended", "missed", "unknown")
COLUMNS = ("held", "online_halls", "capacity", "taken", *KINDS, "cancelled")


@dataclass(frozen=True)
class OfService:
    """One service in the fiscal year until now."""

    service: str
    months: Sequence[Month]
    bars: Sequence[Bar]

    @property
    def share(self) -> int | None:
        """Of those of whom it is known, how many in a hundred came."""
        came, missed = sum(one.attended for one in self.months), sum(one.missed for one in self.months)
        return round(100 * came / (came + missed)) if came + missed else None


@dataclass(frozen=True)
class Reached:
    """A target with what was reached; `goal` None where the plan has none for the year."""

    target: Target
    goal: int | None
    before: int
    now: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.now / self.goal) if self.goal else None


@dataclass(frozen=True)
class FiguresPages:
    house: AdminHouse

    def show_figures(self) -> ResponseReturnValue:
        """A chart and its table for each service of the member, and the city's targets."""
        year = find_fiscal_year(self.house.clock())
        with self.house.database.read() as session:
            services = [self._count(session, one, year) for one in list_receptions(self.house)]
            reached = list(self._list_reached(session, year))
        size = (WIDTH, HEIGHT)
        return render(
            self.house,
            "arrivals/figures.html",
            year=year,
            services=services,
            reached=reached,
            size=size,
            columns=COLUMNS,
            kinds=KINDS,
        )

    def export(self) -> ResponseReturnValue:
        """As CSV with a byte order mark, which Excel wants."""
        words, year = Words(self.house), find_fiscal_year(self.house.clock())
        written = io.StringIO()
        table = csv.writer(written)
        table.writerow(
            [words.text("arrivals.service"), *(words.text(f"arrivals.{one}") for one in ("month", *COLUMNS))]
        )
        with self.house.database.read() as session:
            for reception in list_receptions(self.house):
                name = words.name_service(reception.service)
                for month in self._count(session, reception, year).months:
                    row = [name, f"{month.start:%Y-%m}", *(getattr(month, one) for one in COLUMNS)]
                    table.writerow(row)
        response = make_response(written.getvalue().encode("utf-8-sig"))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = "attachment; filename=arrivals.csv"
        return response

    def _count(self, session: Session, reception: Reception, year: int) -> OfService:
        months = list_months(session, reception, list_fiscal_months(year), self.house.clock())
        rows = [(str(one.start.month), [(kind, getattr(one, kind)) for kind in KINDS]) for one in months]
        return OfService(reception.service, months, stack(rows))

    def _list_reached(self, session: Session, year: int) -> list[Reached]:
        own, now = {one.service: one for one in list_receptions(self.house)}, self.house.clock()
        return [
            Reached(
                target=one,
                goal=one.goals.get(year),
                before=count_for(session, one, own[one.service], year - 1, now),
                now=count_for(session, one, own[one.service], year, now),
            )
            for one in self.house.city.targets
            if one.service in own
        ]
