"""What was held and who came, by month and beside the plan's goals."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from bot.booking.wiring import find_receptions
from bot.city import FixedCity
from bot.clock import TOKYO
from bot.db import Database
from bot.models.arrivals import Way
from bot.models.reservations import ReservationState
from bot.services.reservations.arriving import check_in, miss
from bot.services.reservations.counting import count_for, list_months
from bot.services.reservations.leaving import end
from bot.targets import Target, find_fiscal_year, list_fiscal_months
from tests.admin.arrivals.door import Doors, open_doors
from tests.bot.documents.papers import load_house
from tests.bot.reservations.hall import FIRST, open_hall
from tests.handlers.lectures.files import import_rows, make_row

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATE = datetime(2027, 2, 1, tzinfo=TOKYO)
LECTURES = {"service": "lectures", "goals": {2026: 4}, "name": {"ja": "x"}}
TEXTS, CITY = load_house()
CARD_CENTER, OF_LECTURES = find_receptions(FixedCity(CITY), TEXTS)


@pytest.mark.parametrize(
    ("moment", "year"),
    [("2026-03-31T23:59+09:00", 2025), ("2026-03-31T15:00+00:00", 2026), ("2027-01-01T00:00+09:00", 2026)],
)
def test_a_fiscal_year_begins_in_april_in_japan(moment: str, year: int) -> None:
    assert find_fiscal_year(datetime.fromisoformat(moment)) == year
    months = list_fiscal_months(year)
    assert (len(months), months[0], months[9], months[-1]) == (
        13,
        date(year, 4, 1),
        date(year + 1, 1, 1),
        date(year + 1, 4, 1),
    )


def test_what_became_of_reservations(database: Database) -> None:
    hall = open_hall(database, capacity=9)
    own = [hall.reserves(units) for units in (1, 2, 3, 1)] + [hall.reserves(2, at=1)]
    with database.write() as session:
        check_in(session, own[0], Way.HAND, FIRST)
        check_in(session, own[1], Way.HAND, FIRST)
        miss(session, own[2], FIRST)
        end(session, own[3], ReservationState.CANCELLED, FIRST - timedelta(hours=1))
    with database.read() as session:
        months = list_months(session, CARD_CENTER, list_fiscal_months(2026), LATE)
        before = list_months(session, CARD_CENTER, list_fiscal_months(2026), FIRST)
        attended = Target.model_validate({**LECTURES, "service": "card_center", "counts": "attended"})
        reached = [count_for(session, attended, CARD_CENTER, year, LATE) for year in (2025, 2026)]
    (december,) = [one for one in months if one.taken]
    assert december.start == date(2026, 12, 1)
    assert (december.held, december.capacity, december.taken) == (2, 18, 8)
    assert (december.attended, december.missed, december.unknown, december.cancelled) == (3, 3, 2, 1)
    assert [one for one in before if one.held or one.taken] == []  # nothing is over yet
    assert reached == [0, 3]


@on_sqlite
def test_lectures_that_were_held(database: Database) -> None:
    import_rows(
        database,
        make_row(場所名称="南公民館;オンライン", 定員="20;9"),
        make_row(NO="b", 場所名称="オンライン", 定員="9", カテゴリー="ICT講座", 女性向け="○"),
    )
    with database.read() as session:
        of = {
            name: Target.model_validate({**LECTURES, **more})
            for name, more in {
                "all": {"counts": "held"},
                "topic": {"counts": "held", "topics": ["ICT講座"]},
                "women": {"counts": "held", "for_women": True},
                "halls": {"counts": "online_halls"},
            }.items()
        }
        counted = {name: count_for(session, one, OF_LECTURES, 2026, LATE) for name, one in of.items()}
    assert counted == {"all": 2, "topic": 1, "women": 1, "halls": 1}


@pytest.fixture
def doors(database: Database) -> Iterator[Doors]:
    with open_doors(database) as opened:
        yield opened


@on_sqlite
def test_the_page_and_the_file(doors: Doors) -> None:
    doors.reserves()
    staff = doors.sign_in()
    page = staff.goes_to("/admin/arrivals/figures").text
    assert "まだ数えるものがありません" in page
    assert "マイナンバーカード窓口の予約による来場者数" in page
    assert "ICT講座の開催数" not in page  # of the other service
    staff.goes_to(doors.path())
    staff.sends(f"{doors.path()}/came", reservation="1")
    doors.house.clock.ahead += timedelta(hours=2)
    staff = doors.house.sign_in("card_center.staff")
    assert "100％が来場しました" in staff.goes_to("/admin/arrivals/figures").text
    with staff.open("GET", "/admin/arrivals/figures.csv") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
    assert len(rows) == 12
    assert sum(int(row["来場"]) for row in rows) == 1
