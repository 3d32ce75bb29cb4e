"""Figures without persons: fewer than five are not told, and nothing can be subtracted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from bot.clock import TOKYO
from bot.db import Database
from bot.services.audit import Actor
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import CaseState, ChildCase
from handlers.child_consultation.service.catalogue import Catalogue
from handlers.child_consultation.service.figures import count_months, list_cells, mask, mask_total
from handlers.child_consultation.service.forgetting import empty, purge
from handlers.child_consultation.service.opening import LINE, OFFICE_DAYS, PAGE, Judged, begin_case
from handlers.child_consultation.service.working import assign
from tests.admin.staff_house import StaffHouse
from tests.handlers.child_consultation.centre import BASE, FACTS, HOME, Citizen, add_staff

NOW = datetime(2026, 12, 10, 10, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 0, "b": 7}, {"a": 0, "b": 7}),
        ({"a": 4, "b": 7, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 4, "b": 1, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 5, "b": 6}, {"a": 5, "b": 6}),
        ({"a": 3}, {"a": None}),
    ],
)
def test_few_are_not_told(counts: dict[str, int], told: dict[str, int | None]) -> None:
    assert mask(counts) == told


def test_months_are_counted_without_pages_that_were_not_used(database: Database) -> None:
    with database.write() as session:
        for number in range(9):
            judged = Judged(Level.URGENT if number < 6 else Level.SOON, ("bullying",))
            case = begin_case(session, None, OFFICE_DAYS, judged, PAGE, "ja", NOW)
            case.state = CaseState.NEW if number == 8 else CaseState.WAITING
            case.first_answer_at = NOW + timedelta(hours=2)
            session.add(case)
            session.flush()
            if number < 5:
                assign(session, case, "nurse", Actor("system", "tests"), NOW)
    with database.read() as session:
        months = count_months(session, NOW)
    assert [one.total for one in months] == [0] * 11 + [8]
    assert months[-1].median_hours == 2.0
    assert mask_total(3) is None
    (_, levels), (_, topics), (_, disciplines) = (
        list(list_cells(months, kind))[-1] for kind in ("level", "topic", "discipline")
    )
    assert levels == {"emergency": 0, "urgent": None, "soon": None, "information": 0}
    assert (topics, disciplines) == ({"bullying": 8}, {"nurse": 5})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_citizen_deleted_is_counted_with_its_reason(house: StaffHouse, citizen: Citizen) -> None:
    citizen.begins("こどもが学校に行きたがりません。")
    citizen.sends(f"{HOME}forget", sure="1")
    nurse = add_staff(house, "nurse")
    page = nurse.goes_to(f"{BASE}/figures")
    assert (page.status, "相談した人が削除" in page.text) == (200, True)
    file = nurse.asks("GET", f"{BASE}/figures.csv")
    assert (file.status, "相談した人が削除" in file.text) == (200, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reason_that_the_city_has_no_more_has_a_name(house: StaffHouse, citizen: Citizen) -> None:
    citizen.begins("こどもが学校に行きたがりません。")
    with house.database.write() as session:
        case = session.exec(select(ChildCase)).one()
        case.state, case.closing_reason, case.closed_at = CaseState.CLOSED, "of_last_year", NOW
        session.add(case)
    assert '<th scope="col">その他</th>' in add_staff(house, "nurse").goes_to(f"{BASE}/figures").text


def test_emergencies_that_were_never_written_are_a_line_of_their_own(database: Database) -> None:
    catalogue = Catalogue.model_validate(FACTS)
    with database.write() as session:
        for number, level in enumerate([Level.EMERGENCY] * 6 + [Level.SOON] * 2):
            case = begin_case(session, catalogue, OFFICE_DAYS, Judged(level), LINE, "ja", NOW)
            if number == 0:
                empty(session, case, NOW)  # deleted by its citizen
    later = NOW + timedelta(days=catalogue.unused_days + 1)
    for now in (NOW, later):
        with database.write() as session:
            purge(session, catalogue, now)
            month = next(one for one in count_months(session, now) if one.first.month == NOW.month)
        assert (month.total, month.unwritten, dict(month.counts["reason"])) == (0, 6, {})
    with database.read() as session:
        assert len(session.exec(select(ChildCase)).all()) == 6  # and of the others nothing is left
