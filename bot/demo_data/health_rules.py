"""The demo city's rules of what is due: taken as confirmed, which in a real city a doctor or nurse does."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from bot.db import Database
from handlers.health_records.models import HealthRule, RuleState
from handlers.health_records.service.reviewing import confirm, propose, read_files

DEMO = "demo"  # instead of a profession, so that the page says so


def seed_health_rules(database: Database, now: datetime) -> int:
    """How many were taken; those that somebody decided on stay as they are."""
    with database.write() as session:
        propose(session, read_files(None), now)
        decided = set(session.exec(select(HealthRule.rule_id).where(HealthRule.state == RuleState.CONFIRMED)))
        waiting = session.exec(select(HealthRule).where(HealthRule.state == RuleState.PROPOSED)).all()
        taken = [row for row in waiting if row.rule_id not in decided]
        for row in taken:
            confirm(session, row.id or 0, None, DEMO, now)
        return len(taken)
