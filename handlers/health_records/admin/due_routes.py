"""What staff see of the schedule: rules to confirm, and who did not come."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from handlers.health_records.admin.desk import Desk
from handlers.health_records.admin.non_attenders import NonAttenders
from handlers.health_records.admin.rates import RatePages
from handlers.health_records.admin.rules import RulePages


def list_due_routes(house: AdminHouse) -> tuple[tuple[str, str, Callable[..., ResponseReturnValue]], ...]:
    rules, absent, rates = RulePages(house), NonAttenders(Desk(house)), RatePages(Desk(house))
    return (
        ("GET", "/rules", rules.show_rules),
        ("GET", "/rules/<int:version_id>", rules.show_rule),
        ("POST", "/rules/<int:version_id>/confirm", rules.confirm_rule),
        ("POST", "/rules/<int:version_id>/decline", rules.decline_rule),
        ("GET", "/non-attenders", absent.show_non_attenders),
        ("POST", "/non-attenders", absent.list_non_attenders),
        ("GET", "/rates", rates.show_rates),
        ("GET", "/rates.csv", rates.export_rates),
    )
