"""A member of staff of health records, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import StaffRules, load_city
from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.dialogue.counter import make_engine
from tests.handlers.health_records.pages import Pages


@pytest.fixture
def house(database: Database, pages: Pages) -> Iterator[StaffHouse]:
    city = load_city(DEMO_CITY).model_copy(update={"staff": StaffRules(second_factor="none")})
    engine = make_engine(database, Path("there is no index"), city, understand_nothing)
    with serve_staff_house(database, load_texts(), engine=engine) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.nurse", Grant(Role.SERVICE, "health", "health_records"), language="ja")
    return house.sign_in("a.nurse")
