"""`/admin/figures`: what was asked, answered and handed over, by week and department."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from admin.figures.chart import HEIGHT, WIDTH, Bar, stack
from admin.house import AdminHouse
from admin.page import Words, render
from bot.services.figures import Week, list_departments, list_weeks
from knowledge.measure.summaries import summarise

COLUMNS = ("start", "asked", "answered", "offered", "declined", "up", "down", "handed_over", "wait_minutes")


def create_blueprint(house: AdminHouse) -> Blueprint:
    pages = _Pages(house)
    blueprint = Blueprint(
        "figures",
        __name__,
        url_prefix="/figures",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    blueprint.add_url_rule("", "show", pages.show, methods=["GET"])
    blueprint.add_url_rule("/weeks.csv", "export", pages.export, methods=["GET"])
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        """Two charts, each with its table, and the departments."""
        with self.house.database.read() as session:
            weeks = list_weeks(session, self.house.clock())
            departments = list_departments(session, self.house.clock())
            judged = summarise(session, weeks[0].start)
        return render(
            self.house,
            "figures/figures.html",
            weeks=weeks,
            departments=departments,
            judged=judged,
            asked=_draw(weeks, ("answered", "offered", "declined")),
            rated=_draw(weeks, ("up", "down")),
            handed=_draw(weeks, ("handed_over",)),
            size=(WIDTH, HEIGHT),
            share=_share(weeks),
        )

    def export(self) -> ResponseReturnValue:
        """The weeks as CSV with a byte order mark, which Excel wants; numbers and days alone, so no formulas."""
        words = Words(self.house)
        with self.house.database.read() as session:
            weeks = list_weeks(session, self.house.clock())
        written = io.StringIO()
        table = csv.writer(written)
        table.writerow([words.text(f"figures.{name}") for name in COLUMNS])
        for week in weeks:
            values = (getattr(week, name) for name in COLUMNS)
            table.writerow(["" if value is None else value for value in values])
        response = make_response(written.getvalue().encode("utf-8-sig"))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = "attachment; filename=weeks.csv"
        return response


def _draw(weeks: list[Week], kinds: tuple[str, ...]) -> list[Bar]:
    return stack(
        [(f"{week.start.month}/{week.start.day}", [(kind, getattr(week, kind)) for kind in kinds]) for week in weeks]
    )


def _share(weeks: list[Week]) -> int | None:
    """Of all questions of these weeks, how many in a hundred were answered directly."""
    asked = sum(week.asked for week in weeks)
    return round(100 * sum(week.answered for week in weeks) / asked) if asked else None
