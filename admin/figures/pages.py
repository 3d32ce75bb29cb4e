"""`/admin/figures`: what was asked, answered, settled and handed over, by week, department and language."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from admin.figures.chart import HEIGHT, WIDTH, Bar, stack
from admin.house import AdminHouse
from admin.page import Words, render
from bot.services.figures import OfDepartment, OfLanguage, Week, list_departments, list_languages, list_weeks
from bot.services.settling import Settling, list_settling
from knowledge.measure.summaries import WeekSummary, add_up, summarise

KINDS = ("answered", "offered", "declined", "missed")
COLUMNS = ("start", "asked", *KINDS, "up", "down", "handed_over", "wait_minutes")
SETTLING = ("settled", "unsettled", "unknown")
LANGUAGE = ("language", "asked", *KINDS, "up", "down")
DEPARTMENT = ("department", "shown", "up", "down", "handed_over", "wait_minutes")
JUDGED = ("week", "sampled", "right", "partly", "wrong", "abstained", "escalated", "unclear")


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
    blueprint.add_url_rule("/figures.csv", "export", pages.export, methods=["GET"])
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        """Charts, each with its table."""
        found = self._read()
        weeks = found.weeks
        return render(
            self.house,
            "figures/figures.html",
            **vars(found),
            asked=_draw(weeks, KINDS),
            settled=_draw(found.settling, SETTLING),
            rated=_draw(weeks, ("up", "down")),
            handed=_draw(weeks, ("handed_over",)),
            spoken=stack([(self._name_language(one.language), _count(one, KINDS)) for one in found.languages]),
            size=(WIDTH, HEIGHT),
            share=_share(weeks),
            trend=_find_trend(weeks),
            accuracy=add_up(found.judged).answered_right if found.judged else None,
            name_language=self._name_language,
            columns={"weeks": COLUMNS, "languages": LANGUAGE},
        )

    def export(self) -> ResponseReturnValue:
        """All of it as CSV with a byte order mark, which Excel wants, one table below the other. Names are the city's
        own and texts', so no cell begins as a formula does."""
        words, found = Words(self.house), self._read()
        written = io.StringIO()
        table = csv.writer(written)
        for title, columns, rows in (
            ("table", COLUMNS, found.weeks),
            ("settling", ("start", *SETTLING), found.settling),
            ("languages", LANGUAGE, found.languages),
            ("departments", DEPARTMENT, found.departments),
            ("judged", JUDGED, found.judged),
        ):
            table.writerow([words.text(f"figures.{title}")])
            table.writerow([words.text(f"figures.{'start' if name == 'week' else name}") for name in columns])
            table.writerows([self._say(words, name, getattr(row, name)) for name in columns] for row in rows)
            table.writerow([])
        response = make_response(written.getvalue().encode("utf-8-sig"))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = "attachment; filename=figures.csv"
        return response

    def _read(self) -> _Found:
        now = self.house.clock()
        with self.house.database.read() as session:
            weeks = list_weeks(session, now)
            settling, languages = list_settling(session, now), list_languages(session, now)
            judged = summarise(session, weeks[0].start)
            return _Found(weeks, settling, languages, list_departments(session, now), judged)

    def _say(self, words: Words, column: str, value: object) -> object:
        if column == "language":
            return self._name_language(str(value))
        if column == "department":
            return words.name_department(str(value)) if value else words.text("figures.no_department")
        return "" if value is None else value

    def _name_language(self, language: str) -> str:
        known = language in self.house.texts.languages
        return self.house.texts.name_language(language) if known else Words(self.house).text("figures.no_language")


@dataclass(frozen=True)
class _Found:
    """All figures of the last weeks."""

    weeks: list[Week]
    settling: list[Settling]
    languages: list[OfLanguage]
    departments: list[OfDepartment]
    judged: list[WeekSummary]


def _draw(weeks: Sequence[Week | Settling], kinds: Sequence[str]) -> list[Bar]:
    return stack([(f"{week.start.month}/{week.start.day}", _count(week, kinds)) for week in weeks])


def _count(counted: object, kinds: Sequence[str]) -> list[tuple[str, int]]:
    return [(kind, getattr(counted, kind)) for kind in kinds]


def _share(weeks: Sequence[Week]) -> int | None:
    """Of all questions of these weeks, how many in a hundred were answered directly."""
    asked = sum(week.asked for week in weeks)
    return round(100 * sum(week.answered for week in weeks) / asked) if asked else None


def _find_trend(weeks: Sequence[Week]) -> tuple[int, int] | None:
    """The share of the last four whole weeks, and of the four before; None where one of them has no question."""
    before, after = _share(weeks[-9:-5]), _share(weeks[-5:-1])
    return None if before is None or after is None else (after, before)
