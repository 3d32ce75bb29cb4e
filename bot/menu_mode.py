"""Everybody's rich menu follows disaster mode, and goes back to the one that was everybody's before.

How far a change has come is a row, so any process goes on with it after a restart, and LINE is never asked to move
people a second time while it still does so: it takes three such requests an hour.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.channels.line.delivery import get_delay_seconds
from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.present import read_present
from bot.channels.line.menus.use import find_everybodys, find_moves
from bot.clock import utc_now
from bot.db import Database, insert_if_new
from bot.errors import PermanentFault, Refused, TemporaryFault
from bot.models.disaster_mode import DisasterModeSwitch
from bot.models.menu_change import MenuChange, MenuChangeStatus
from bot.services.disaster_mode import find_last_switch

log = logging.getLogger(__name__)

ONCE = Patience(tries=1)  # the row is tried again, not the request
LEASE = timedelta(seconds=60)
LATER = timedelta(minutes=5)  # after a refusal, until somebody has run `madoguchi richmenu sync`
LOOK_AGAIN = timedelta(seconds=40)  # at LINE's progress, which it tells a hundred times an hour


@dataclass(frozen=True)
class Menus:
    """By name: the one for disasters, and the one of every other day; `language` is everybody's."""

    disaster: str
    usual: str
    language: str


class MenuSwitcher:
    """For one thread of any process."""

    def __init__(
        self, database: Database, api: RichMenuApi, menus: Menus, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._api = api
        self._menus = menus
        self._clock = clock

    def step(self) -> bool:
        """Bring the change a step further; False when there is nothing to do now."""
        claimed = self._claim()
        if claimed is None:
            return False
        change, is_on = claimed
        try:
            self._move_on(change, is_on)
            change.attempts, change.fault = 0, ""
        except TemporaryFault as fault:
            log.warning("rich menus of disaster mode: later: %s", fault)
            self._put_off(
                change, "no_answer", timedelta(seconds=get_delay_seconds(change.attempts + 1, random.random()))
            )
        except (Refused, PermanentFault) as fault:
            log.error("rich menus of disaster mode: %s", fault)
            self._put_off(change, "no_menu" if isinstance(fault, Refused) else "refused", LATER)
        self._settle(change)
        return True

    def _move_on(self, change: MenuChange, is_on: bool) -> None:
        if change.status == MenuChangeStatus.MOVING and change.line_request:
            self._look(change)
            return
        menu = self._menus.disaster if is_on else change.menu_before or self._menus.usual
        present = read_present(self._api, ONCE)
        everybodys = find_everybodys(present, menu, self._menus.language)
        if is_on and not change.menu_before and present.everybodys and present.everybodys.menu != menu:
            change.menu_before = present.everybodys.menu
            self._settle(change)  # before anything changes, or it would not be known after a restart
        if present.default != everybodys:
            self._api.set_default(everybodys)
        change.status = MenuChangeStatus.MOVING
        moves = find_moves(present, menu, everybodys)
        if not moves:
            self._finish(change)
            return
        change.key = change.key or uuid.uuid4().hex
        self._settle(change)
        change.moved, change.line_request = len(moves), self._api.move_citizens(moves, change.key)
        change.not_before = self._clock()

    def _look(self, change: MenuChange) -> None:
        phase = self._api.find_progress(change.line_request)
        if phase == "succeeded":
            self._finish(change)
        elif phase == "ongoing":
            change.not_before = self._clock() + LOOK_AGAIN
        else:
            change.line_request = change.key = ""  # failed, or forgotten: asked for anew
            raise TemporaryFault("LINE did not move everybody")

    def _finish(self, change: MenuChange) -> None:
        change.status, change.not_before = MenuChangeStatus.DONE, None

    def _put_off(self, change: MenuChange, fault: str, delay: timedelta) -> None:
        change.attempts, change.fault, change.not_before = change.attempts + 1, fault, self._clock() + delay

    def _claim(self) -> tuple[MenuChange, bool] | None:
        """The change for the last turn of the switch, which alone counts."""
        now = self._clock()
        with self._database.read() as session:
            switch = find_last_switch(session)
            if switch is None or not _is_due(session, switch, now):
                return None
        with self._database.write() as session:
            values = {"switch_id": switch.id, "menu_before": "" if switch.is_on else _find_before(session)}
            blank = {"status": MenuChangeStatus.WAITING, "key": "", "line_request": "", "fault": ""}
            counts = {"moved": 0, "attempts": 0, "changed_at": now}
            insert_if_new(session, MenuChange, values | blank | counts)
            own = select(MenuChange).where(MenuChange.switch_id == switch.id).with_for_update(skip_locked=True)
            change = session.exec(own).first()
            if change is None or not _may_try(change, now):
                return None
            change.not_before = now + LEASE
            session.flush()
            session.refresh(change)
            session.expunge(change)
        return change, switch.is_on

    def _settle(self, change: MenuChange) -> None:
        with self._database.write() as session:
            session.merge(change).changed_at = self._clock()


def _is_due(session: Session, switch: DisasterModeSwitch, now: datetime) -> bool:
    change = session.exec(select(MenuChange).where(MenuChange.switch_id == switch.id)).first()
    return change is None or _may_try(change, now)


def _may_try(change: MenuChange, now: datetime) -> bool:
    return change.status != MenuChangeStatus.DONE and (change.not_before is None or change.not_before <= now)


def _find_before(session: Session) -> str:
    """What was everybody's before disaster mode was last turned on; empty where that is not known."""
    own = select(MenuChange.menu_before).where(MenuChange.menu_before != "").order_by(col(MenuChange.id).desc())
    return session.exec(own.limit(1)).first() or ""
