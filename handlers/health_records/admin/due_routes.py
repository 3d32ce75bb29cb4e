"""What staff see of the schedule: rules to confirm, and who did not come."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from handlers.health_records.admin.rules import RulePages


def list_due_routes(house: AdminHouse) -> tuple[tuple[str, str, Callable[..., ResponseReturnValue]], ...]:
    rules = RulePages(house)
    return (
        ("GET", "/rules", rules.show_rules),
        ("GET", "/rules/<int:version_id>", rules.show_rule),
        ("POST", "/rules/<int:version_id>/confirm", rules.confirm_rule),
        ("POST", "/rules/<int:version_id>/decline", rules.decline_rule),
    )
