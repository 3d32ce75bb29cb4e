"""A centre of each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.db import Database
from tests.admin.staff_house import StaffHouse
from tests.handlers.child_consultation.centre import Citizen, serve_centre, visit


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    with serve_centre(database) as opened:
        yield opened


@pytest.fixture
def citizen(house: StaffHouse) -> Citizen:
    return visit(house)
