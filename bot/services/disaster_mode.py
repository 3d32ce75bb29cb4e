"""Disaster mode: on and off by two persons, by one while level 5 is in force. What changes by it asks `find_mode`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.models.disaster_mode import DisasterModeSwitch
from bot.models.menu_change import MenuChange
from bot.services.hazards import in_force

GOOD_FOR = timedelta(minutes=15)  # how long a second person has
LEVEL_OF_ONE = 5


@dataclass(frozen=True)
class Mode:
    """Disaster mode is on."""

    since: datetime


def find_mode(session: Session) -> Mode | None:
    """None on quiet days."""
    last = find_last_switch(session)
    return Mode(last.confirmed_at) if last is not None and last.is_on and last.confirmed_at else None


def find_last_switch(session: Session) -> DisasterModeSwitch | None:
    """The one that counts."""
    own = select(DisasterModeSwitch).where(col(DisasterModeSwitch.confirmed_at).is_not(None))
    return session.exec(own.order_by(col(DisasterModeSwitch.id).desc()).limit(1)).first()


def find_menu_change(session: Session) -> MenuChange | None:
    """How far LINE's menus have come since the switch was last turned; None where nothing follows it there."""
    last = find_last_switch(session)
    return session.exec(select(MenuChange).where(MenuChange.switch_id == last.id)).first() if last else None


def find_asked(session: Session, now: datetime) -> DisasterModeSwitch | None:
    """What waits for a second person, while it is good."""
    own = select(DisasterModeSwitch).order_by(col(DisasterModeSwitch.id).desc()).limit(1)
    last = session.exec(own).first()
    is_good = last is not None and last.confirmed_at is None and last.asked_at > now - GOOD_FOR
    return last if is_good else None


def may_alone(session: Session, now: datetime) -> bool:
    """Whether one person is enough: level 5 is in force, and it is no drill."""
    return any(one.level == LEVEL_OF_ONE and not one.is_drill for one in in_force(session, now))


def ask_switch(session: Session, staff_id: int, now: datetime, *, is_on: bool) -> DisasterModeSwitch:
    """In the caller's transaction. It counts at once where one is enough. Raises Refused where it is so already."""
    if (find_mode(session) is not None) == is_on:
        raise Refused("disaster mode is so already")
    switch = DisasterModeSwitch(is_on=is_on, asked_by=staff_id, asked_at=now)
    if may_alone(session, now):
        switch.confirmed_by, switch.confirmed_at, switch.was_alone = staff_id, now, True
    session.add(switch)
    session.flush()
    return switch


def confirm_switch(session: Session, switch_id: int, staff_id: int, now: datetime) -> DisasterModeSwitch:
    """By another person than who asked. Raises Refused for the same one, and for what is not asked any more."""
    own = select(DisasterModeSwitch).where(DisasterModeSwitch.id == switch_id).with_for_update()
    switch = session.exec(own).first()
    asked = find_asked(session, now)
    if switch is None or asked is None or asked.id != switch.id:
        raise Refused("this is not asked any more")
    if switch.asked_by == staff_id and not may_alone(session, now):
        raise Refused("a second person has to confirm it")
    switch.was_alone = switch.asked_by == staff_id
    switch.confirmed_by, switch.confirmed_at = staff_id, now
    session.add(switch)
    return switch


def list_switches(session: Session, limit: int = 20) -> list[DisasterModeSwitch]:
    """The newest first."""
    own = select(DisasterModeSwitch).order_by(col(DisasterModeSwitch.id).desc()).limit(limit)
    return list(session.exec(own))
