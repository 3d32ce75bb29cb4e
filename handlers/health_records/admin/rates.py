"""`/admin/health_records/rates`: how many came to screenings, beside the city's plan; numbers, and nobody."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask import Response, make_response
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, func, select

from admin.figures.chart import HEIGHT, WIDTH, stack
from admin.page import Words
from bot.db import Database
from bot.targets import Target, find_fiscal_year, list_fiscal_months
from handlers.health_records.admin.desk import Desk
from handlers.health_records.models import HealthEvent
from handlers.health_records.service.attendance import (
    FEWEST,
    Rate,
    count_rates,
    find_percent,
    hide_few,
    survey_screenings,
)
from handlers.health_records.service.facts import SERVICE
from handlers.health_records.service.reviewing import list_confirmed


@dataclass(frozen=True)
class RatePages:
    desk: Desk

    def show_rates(self) -> ResponseReturnValue:
        """Of this fiscal year: counted once a day, and when something was imported."""
        rates, year = self._count()
        months = [date.strftime(month, "%Y-%m") for month in list_fiscal_months(year)[:12]]
        rows = [
            (str(month.month), [(rate.rule.id, _draw(rate.months[place])) for rate in rates])
            for place, month in enumerate(list_fiscal_months(year)[:12])
        ]
        return self.desk.render(
            "rates",
            rates=rates,
            year=year,
            months=months,
            bars=stack(rows),
            size=(WIDTH, HEIGHT),
            hide=hide_few,
            fewest=FEWEST,
            targets=[(one, one.goals.get(year), self._reach(one, rates)) for one in self._list_targets()],
        )

    def export_rates(self) -> ResponseReturnValue:
        """A row for each screening and month, and one for the year."""
        rates, year = self._count()
        written, words = io.StringIO(newline=""), Words(self.desk.house)
        table = csv.writer(written)
        heads = ("rule", "month", "people", "came", "percent")
        table.writerow([words.text(f"schedule.admin_rate_{name}") for name in heads])
        for rate in rates:
            name = rate.rule.name_in(words.language)
            few = [_say(rate.people), _say(rate.came) if rate.people >= FEWEST else ""]
            table.writerow([name, year, *few, "" if rate.percent is None else rate.percent])
            for month, count in zip(list_fiscal_months(year), rate.months, strict=False):
                table.writerow([name, f"{month:%Y-%m}", "", _say(count), ""])
        response: Response = make_response(written.getvalue().encode("utf-8-sig"))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = "attachment; filename=screening-rates.csv"
        return response

    def _count(self) -> tuple[list[Rate], int]:
        house = self.desk.house
        year = find_fiscal_year(house.clock())
        with house.database.read() as session:
            newest = session.exec(select(func.max(col(HealthEvent.changed_at)))).first()
            count = session.exec(select(func.count()).select_from(HealthEvent)).one()
            rules = ",".join(f"{rule.id} {rule.version}" for rule in list_confirmed(session))
        return _count_once(house.database, year, f"{newest} {count} {rules} {house.clock():%Y-%m-%d}"), year

    def _list_targets(self) -> list[Target]:
        return [one for one in self.desk.house.city.targets if one.service == SERVICE and one.counts == "screened"]

    def _reach(self, target: Target, rates: list[Rate]) -> int | None:
        """In percent, of all its screenings together (`topics`: their rules)."""
        own = [rate for rate in rates if not target.topics or rate.rule.id in target.topics]
        return find_percent(sum(rate.people for rate in own), sum(rate.came for rate in own))


@lru_cache(4)
def _count_once(database: Database, year: int, _state: str) -> list[Rate]:
    """Everybody's records are opened for it, which takes a while in a large city."""
    with database.read() as session:
        return _count_all(session, year)


def _count_all(session: Session, year: int) -> list[Rate]:
    return count_rates(survey_screenings(session, year), list_confirmed(session), year)


def _draw(count: int) -> int:
    """Nothing is drawn of a number that is not said."""
    return hide_few(count) or 0


def _say(count: int) -> str:
    shown = hide_few(count)
    return f"<{FEWEST}" if shown is None else str(shown)
