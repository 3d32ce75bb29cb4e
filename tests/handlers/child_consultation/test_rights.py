"""Who is of the centre, and of which discipline."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.models.staff import Role
from bot.services.staff.principal import Awaited, Grant, SignedIn
from handlers.child_consultation.service.catalogue import SERVICE, Catalogue
from handlers.child_consultation.service.rights import make_reader
from tests.handlers.child_consultation.centre import FACTS

SCHOOL = {"id": "school", "name": {"ja": "教育"}, "departments": ["school"]}
CATALOGUE = Catalogue.model_validate({**FACTS, "disciplines": [*FACTS["disciplines"], SCHOOL]})


def sign_in(login: str, *grants: Grant, awaits: Awaited | None = None) -> SignedIn:
    return SignedIn(1, login, login, "ja", 1, "", *[datetime.now(UTC)] * 2, grants=grants, awaits=awaits)


def of(department: str, service: str = SERVICE) -> Grant:
    return Grant(Role.SERVICE, department, service)


@pytest.mark.parametrize(
    ("staff", "is_centre", "is_lead", "disciplines"),
    [
        (sign_in("nurse", of("family-center")), True, False, {"nurse"}),
        (sign_in("nurse", of("")), True, False, {"nurse"}),
        (sign_in("lead", of("family-center")), True, True, set()),
        (sign_in("teacher", of("school")), True, False, {"school"}),
        (sign_in("nurse", of("tax")), False, False, set()),  # a name alone opens nothing
        (sign_in("lead", of("tax")), False, False, set()),
        (sign_in("nurse", of("family-center", "lectures")), False, False, set()),
        (sign_in("nurse", Grant(Role.ADMINISTRATOR)), False, False, set()),
        (sign_in("nurse", of("family-center"), awaits=Awaited.SECOND_FACTOR), False, False, set()),
    ],
)
def test_a_reader_is_what_their_grants_say(
    staff: SignedIn, is_centre: bool, is_lead: bool, disciplines: set[Any]
) -> None:
    reader = make_reader(staff, CATALOGUE)
    assert (reader.is_centre, reader.is_lead, reader.disciplines) == (is_centre, is_lead, disciplines)
