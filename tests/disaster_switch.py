"""Disaster mode turned on and off, as if two persons had done it."""

from __future__ import annotations

from sqlmodel import select

from bot.clock import utc_now
from bot.db import Database
from bot.models.disaster_mode import DisasterModeSwitch
from bot.models.staff import Staff


def switch_mode(database: Database, *, is_on: bool) -> None:
    now = utc_now()
    with database.write() as session:
        staff = session.exec(select(Staff).limit(1)).first() or Staff(login="switcher", name="A", created_at=now)
        session.add(staff)
        session.flush()
        assert staff.id is not None
        switch = DisasterModeSwitch(is_on=is_on, asked_by=staff.id, asked_at=now)
        switch.confirmed_by, switch.confirmed_at = staff.id, now
        session.add(switch)
