"""What the audit log has of rules, of lists of who did not come, and of reminders."""

from __future__ import annotations

from bot.services.audit import Action

RULE = "health_rule"


class ScheduleAction(Action):
    RULE_CONFIRMED = "health_rule.confirmed"
    RULE_DECLINED = "health_rule.declined"
    ABSENT_LISTED = "health_absent.listed"
    ABSENT_EXPORTED = "health_absent.exported"
