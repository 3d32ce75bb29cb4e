"""`/admin/health_records/rules`: what plans are computed by, and what waits for a doctor or nurse of the city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import render, tell, warn
from admin.visit import current_staff
from bot.clock import TOKYO
from bot.errors import NotFound, Refused
from bot.models.staff import Role
from bot.services.audit import record
from handlers.health_records.models import HealthRule, RuleState
from handlers.health_records.schedule.rules import Rule
from handlers.health_records.service.comparing import Changes, compare, count_changes
from handlers.health_records.service.reviewing import (
    confirm,
    decline,
    find_confirmed,
    get_version,
    list_case_faults,
    list_confirmed,
    list_versions,
    propose,
    read_files,
    read_rule,
)
from handlers.health_records.service.schedule_acts import RULE, ScheduleAction
from handlers.health_records.service.schedule_facts import find_schedule_facts
from handlers.health_records.service.surveying import survey

MOST_LOOKED_AT = 2_000  # people, while somebody waits for the page
SHOWN_STATES = (RuleState.PROPOSED, RuleState.CONFIRMED)


@dataclass(frozen=True)
class Version:
    row: HealthRule
    rule: Rule


@dataclass(frozen=True)
class RulePages:
    house: AdminHouse

    def show_rules(self) -> ResponseReturnValue:
        """What waits comes first; new files are taken up by looking."""
        files = read_files(self.house.city_folder)
        with self.house.database.write() as session:
            propose(session, files, self.house.clock())
        with self.house.database.read() as session:
            versions = [Version(row, read_rule(row.text)) for row in list_versions(session)]
            shown = sorted(
                (one for one in versions if one.row.state in SHOWN_STATES),
                key=lambda one: (SHOWN_STATES.index(RuleState(one.row.state)), one.rule.kind, one.row.rule_id),
            )
            return self._render("rules", versions=shown, faults=files.faults, profession=self._profession)

    def show_rule(self, version_id: int) -> ResponseReturnValue:
        with self.house.database.read() as session:
            row = self._find(session, version_id)
            before = find_confirmed(session, row.rule_id) if row.state == RuleState.PROPOSED else None
            return self._render(
                "rule",
                row=row,
                rule=read_rule(row.text),
                before=before,
                lines=compare(before.text, row.text) if before else [],
                faults=list_case_faults(session, row),
                changes=self._count(session, row, before) if request.args.get("count") else None,
                profession=self._profession,
                is_open=row.state == RuleState.PROPOSED,
            )

    def confirm_rule(self, version_id: int) -> ResponseReturnValue:
        return self._decide(version_id, confirm, ScheduleAction.RULE_CONFIRMED, "schedule.admin_rule_confirmed")

    def decline_rule(self, version_id: int) -> ResponseReturnValue:
        return self._decide(version_id, decline, ScheduleAction.RULE_DECLINED, "schedule.admin_rule_declined")

    def _decide(
        self,
        version_id: int,
        act: Callable[[Session, int, int, str, datetime], HealthRule],
        action: ScheduleAction,
        said: str,
    ) -> ResponseReturnValue:
        """For who is a doctor or nurse by `city.yml` alone."""
        staff, now = current_staff(), self.house.clock()
        profession = self._profession or abort(403)
        try:
            with self.house.database.write() as session:
                row = act(session, version_id, staff.staff_id, profession, now)
                new = {"rule": row.rule_id, "version": read_rule(row.text).version, "digest": row.digest[:12]}
                actor = staff.act_as(role=Role.SERVICE)
                record(session, actor, action, object_kind=RULE, object_id=row.rule_id, new=new, now=now)
        except NotFound:
            abort(404)
        except Refused:
            warn(self.house, "schedule.admin_rule_not_decided")
        else:
            tell(self.house, said)
        return redirect(url_for(".show_rules"), 303)

    def _count(self, session: Session, row: HealthRule, before: HealthRule | None) -> Changes:
        new, old = read_rule(row.text), read_rule(before.text) if before else None
        people = islice(survey(session, new.kind, lambda _: True), MOST_LOOKED_AT)
        return count_changes(people, old, new, list_confirmed(session), self._today)

    @property
    def _today(self) -> date:
        return self.house.clock().astimezone(TOKYO).date()

    @property
    def _profession(self) -> str:
        """Of the member who looks, empty for who may not confirm."""
        return find_schedule_facts(self.house.city).reviewers.get(current_staff().login, "")

    def _find(self, session: Session, version_id: int) -> HealthRule:
        try:
            return get_version(session, version_id)
        except NotFound:
            abort(404)

    def _render(self, name: str, **values: Any) -> ResponseReturnValue:
        return render(self.house, f"health_schedule/{name}.html", **values)
