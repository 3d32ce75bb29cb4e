"""The form of each topic: from what holds to what is shown in the fields, and from what is typed to facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from admin.settings.draft import Draft, name_cell, narrow
from admin.settings.parsing import parse_date, parse_month_day, parse_number, parse_spans
from bot.city import FEE_ID, LONGEST_ANSWER_MINUTES, MOST_YEN, City
from bot.errors import UserError
from bot.opening_hours import WEEKDAYS, Span

LONGEST_NAME = 80
OPEN, CLOSED = "open", "closed"


class TopicForm(Protocol):
    """`names` are of single fields, `columns` of those in each row."""

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def columns(self) -> Sequence[str]: ...

    def show(self, city: City) -> Draft: ...

    def check(self, draft: Draft) -> dict[str, Any]:
        """The facts, as JSON. What is wrong is in the draft's errors, and the facts are then of no use."""
        ...


class HoursForm:
    names = (*WEEKDAYS, "closed_on_holidays")
    columns = ("from", "to")

    def show(self, city: City) -> Draft:
        hours = city.opening_hours
        weekly = {weekday: write_spans(hours.weekly.get(weekday, ())) for weekday in WEEKDAYS}
        holidays = {"closed_on_holidays": "yes" if hours.closed_on_holidays else ""}
        return Draft({**weekly, **holidays}, [{"from": one.start, "to": one.end} for one in hours.closures])

    def check(self, draft: Draft) -> dict[str, Any]:
        weekly = {weekday: to_json(draft.read(weekday, parse_spans)) for weekday in WEEKDAYS}
        closures = []
        for number in range(len(draft.rows)):
            start, end = (draft.read_cell(number, name, parse_month_day) for name in self.columns)
            if start and end:
                closures.append({"from": start, "to": end})
        holidays = draft.fields["closed_on_holidays"] == "yes"
        return {"weekly": weekly, "closed_on_holidays": holidays, "closures": closures}


class DaysForm:
    names = ()
    columns = ("from", "to", "kind", "hours")

    def show(self, city: City) -> Draft:
        rows = [
            {
                "from": one.start.isoformat(),
                "to": one.end.isoformat(),
                "kind": OPEN if one.spans else CLOSED,
                "hours": write_spans(one.spans),
            }
            for one in city.opening_hours.special_days
        ]
        return Draft(rows=rows)

    def check(self, draft: Draft) -> dict[str, Any]:
        found = [self._check_row(draft, number) for number in range(len(draft.rows))]
        whole = sorted(((one["from"], number, one) for number, one in enumerate(found) if one), key=lambda one: one[:2])
        last = ""
        for start, number, one in whole:
            if start <= last:
                draft.refuse(name_cell(number, "from"), "settings.day_twice")
            last = max(last, one["to"])
        return {"special_days": [one for _, _, one in whole]}

    def _check_row(self, draft: Draft, number: int) -> dict[str, Any] | None:
        row = draft.rows[number]
        row["to"] = row["to"] or row["from"]
        start, end = (draft.read_cell(number, name, parse_date) for name in ("from", "to"))
        spans = draft.read_cell(number, "hours", parse_spans)
        if row["kind"] == OPEN and spans == []:
            draft.refuse(name_cell(number, "hours"), "settings.hours_missing")
        if row["kind"] != OPEN and spans:
            draft.refuse(name_cell(number, "hours"), "settings.hours_of_closed")
        if start and end and end < start:
            draft.refuse(name_cell(number, "to"), "settings.ends_before")
        if not start or not end or spans is None:
            return None
        return {"from": start.isoformat(), "to": end.isoformat(), "spans": to_json(spans)}


class AnsweringForm:
    names = ("minutes",)
    columns = ()

    def show(self, city: City) -> Draft:
        return Draft({"minutes": str(city.answer_within_minutes)})

    def check(self, draft: Draft) -> dict[str, Any]:
        read = partial(parse_number, least=1, most=LONGEST_ANSWER_MINUTES)
        return {"answer_within_minutes": draft.read("minutes", read)}


@dataclass(frozen=True)
class FeesForm:
    languages: Sequence[str]
    names: Sequence[str] = ()

    @property
    def columns(self) -> Sequence[str]:
        return ("id", "yen", "store_yen", *(f"name_{language}" for language in self.languages))

    def show(self, city: City) -> Draft:
        rows = [
            {
                "id": fee.id,
                "yen": str(fee.yen),
                "store_yen": "" if fee.store_yen is None else str(fee.store_yen),
                **{f"name_{language}": fee.name.get(language, "") for language in self.languages},
            }
            for fee in city.fees
        ]
        return Draft(rows=rows)

    def check(self, draft: Draft) -> dict[str, Any]:
        fees = [self._check_row(draft, number) for number in range(len(draft.rows))]
        known: set[str] = set()
        for number, fee in enumerate(fees):
            if fee["id"] in known:
                draft.refuse(name_cell(number, "id"), "settings.fee_id_twice")
            known.add(fee["id"])
        return {"fees": fees}

    def _check_row(self, draft: Draft, number: int) -> dict[str, Any]:
        read = partial(parse_number, least=0, most=MOST_YEN)
        names = {
            language: draft.read_cell(number, f"name_{language}", partial(_parse_name, is_needed=language == "ja"))
            for language in self.languages
        }
        has_store = bool(draft.rows[number]["store_yen"])
        return {
            "id": draft.read_cell(number, "id", _parse_id),
            "name": {language: name for language, name in names.items() if name},
            "yen": draft.read_cell(number, "yen", read),
            "store_yen": draft.read_cell(number, "store_yen", read) if has_store else None,
        }


def write_spans(spans: Sequence[Span]) -> str:
    return ", ".join(map(str, spans))


def to_json(spans: Sequence[Span] | None) -> list[dict[str, Any]]:
    return [span.model_dump(mode="json") for span in spans or ()]


def _parse_id(typed: str) -> str:
    if not re.fullmatch(FEE_ID, narrow(typed)):
        raise UserError("settings.fee_id_wrong")
    return narrow(typed)


def _parse_name(typed: str, *, is_needed: bool) -> str:
    name = " ".join(typed.split())
    if is_needed and not name:
        raise UserError("settings.fee_name_missing")
    if len(name) > LONGEST_NAME:
        raise UserError("settings.fee_name_long", longest=LONGEST_NAME)
    return name
