"""Who works at the centre of each test."""

from __future__ import annotations

import pytest

from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.handlers.child_consultation.centre import CASE, WORDS, Citizen, add_staff


@pytest.fixture
def nurse(house: StaffHouse, citizen: Citizen) -> StaffBrowser:
    """Of the discipline that has the case."""
    citizen.begins(WORDS)
    staff = add_staff(house, "nurse")
    staff.goes_to(CASE)
    staff.sends(f"{CASE}/claim", discipline="nurse")
    return staff
