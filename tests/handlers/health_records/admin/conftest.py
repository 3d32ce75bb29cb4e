"""A member of staff of health records, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.texts import load_texts
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house
from tests.handlers.health_records.pages import Pages


@pytest.fixture
def house(database: Database, pages: Pages) -> Iterator[StaffHouse]:
    with serve_staff_house(database, load_texts()) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.nurse", Grant(Role.SERVICE, "health", "health_records"), language="ja")
    return house.sign_in("a.nurse")
