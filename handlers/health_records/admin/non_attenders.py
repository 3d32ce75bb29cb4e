"""`/admin/health_records/non-attenders`: whom to write to or call, for a reason that they can see, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Errors, Words
from bot.cells import quote_cell
from bot.clock import TOKYO
from bot.services.audit import Purpose, record
from handlers.health_records.admin.desk import Desk
from handlers.health_records.schedule.rules import Rule
from handlers.health_records.service.acts import PERSON
from handlers.health_records.service.attendance import MOST, Absent, Wanted, list_absent
from handlers.health_records.service.reviewing import list_confirmed
from handlers.health_records.service.schedule_acts import ScheduleAction

COLUMNS = ("number", "name", "kana", "born", "district", "standing", "until")
LONGEST_AGE = 3  # digits


@dataclass(frozen=True)
class NonAttenders:
    desk: Desk

    def show_non_attenders(self) -> ResponseReturnValue:
        """The form: nobody's name without a reason."""
        with self.desk.house.database.read() as session:
            return self._render(list_confirmed(session))

    def list_non_attenders(self) -> ResponseReturnValue:
        """Each who is listed is an entry of the audit log, as their records were looked at."""
        purpose, reason, errors = self.desk.read_reason()
        with self.desk.house.database.read() as session:
            rules = list_confirmed(session)
            wanted = self._read_wanted(rules)
            if wanted is None:
                errors = {"rule": ("health_records.admin_wanted", {}), **errors}
            if errors or wanted is None:
                return self._render(rules, 422, errors)
            absent, has_more = list_absent(session, wanted, rules, self._today)
            is_file = request.form.get("as") == "csv"
            page = self._write(absent) if is_file else self._render(rules, 200, {}, wanted, absent, has_more)
            ids = [one.person.id or 0 for one in absent]
        with self.desk.house.database.write() as session:  # before anybody sees them
            self._note(session, wanted, ids, purpose, reason, is_file=is_file)
        return page

    def _note(
        self, session: Session, wanted: Wanted, ids: Sequence[int], purpose: Purpose, reason: str, *, is_file: bool
    ) -> None:
        action = ScheduleAction.ABSENT_EXPORTED if is_file else ScheduleAction.ABSENT_LISTED
        for person_id in ids:
            record(
                session,
                self.desk.actor,
                action,
                object_kind=PERSON,
                object_id=str(person_id),
                purpose=purpose,
                reason=reason,
                fields=["records"],
                new={"rule": wanted.rule.id},
                now=self.desk.house.clock(),
            )

    def _read_wanted(self, rules: tuple[Rule, ...]) -> Wanted | None:
        asked = self.desk.read("rule")
        rule = next((one for one in rules if one.id == asked), None)
        if rule is None:
            return None
        return Wanted(rule, self._read_age("from_age", 0), self._read_age("until_age", 150), self.desk.read("district"))

    def _read_age(self, name: str, otherwise: int) -> int:
        said = self.desk.read(name)
        return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST_AGE else otherwise

    def _write(self, absent: list[Absent]) -> Response:
        written, words = io.StringIO(newline=""), Words(self.desk.house)
        table = csv.writer(written)
        heads = [words.text(f"schedule.admin_absent_{name}") for name in COLUMNS]
        table.writerow([*heads, words.text("appointments.admin_absent_booking")])
        for one in absent:
            person = one.person
            cells = (person.number, person.name, person.kana, person.birth_date, person.district)
            said = words.text(f"schedule.status_{one.status}")
            table.writerow(
                [quote_cell(str(cell)) for cell in (*cells, said, one.until or "", _say_booking(words, one))]
            )
        response = make_response(written.getvalue().encode("utf-8-sig"))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = "attachment; filename=non-attenders.csv"
        return response

    def _render(
        self,
        rules: tuple[Rule, ...],
        status: int = 200,
        errors: Errors | None = None,
        wanted: Wanted | None = None,
        absent: list[Absent] | None = None,
        has_more: bool = False,
    ) -> Response:
        language = Words(self.desk.house).language
        options = [("", Words(self.desk.house).text("health_records.admin_choose"))]
        options += [(rule.id, rule.name_in(language)) for rule in sorted(rules, key=lambda one: (one.kind, one.id))]
        return self.desk.render(
            "non_attenders",
            status,
            errors=errors or {},
            options=options,
            wanted=wanted,
            absent=absent,
            has_more=has_more,
            most=MOST,
            columns=COLUMNS,
            given={name: self.desk.read(name) for name in ("rule", "from_age", "until_age", "district", "reason")},
            given_purpose=request.form.get("purpose", ""),
        )

    @property
    def _today(self) -> date:
        return self.desk.house.clock().astimezone(TOKYO).date()


def _say_booking(words: Words, one: Absent) -> str:
    if one.booking is None:
        return ""
    day = one.booking.at.astimezone(TOKYO).date()
    return words.text(f"appointments.admin_absent_{one.booking.state}", day=day)
