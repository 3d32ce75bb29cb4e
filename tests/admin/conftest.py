"""A staff house of each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from bot.db import Database
from bot.texts import Texts, load_texts
from tests.admin.staff_house import StaffHouse, serve_staff_house

OpenHouse = Callable[..., StaffHouse]


@pytest.fixture(scope="session")
def texts() -> Texts:
    return load_texts()


@pytest.fixture
def open_house(database: Database, texts: Texts) -> Iterator[OpenHouse]:
    """Starts a staff house; keyword arguments are those of `serve_staff_house`."""
    with ExitStack() as stack:

        def open_one(**parts: Any) -> StaffHouse:
            return stack.enter_context(serve_staff_house(database, texts, **parts))

        yield open_one


@pytest.fixture
def house(open_house: OpenHouse) -> StaffHouse:
    return open_house()
