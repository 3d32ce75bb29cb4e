"""The queue: whose it is, in which order, filtered, a page at a time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.city import City
from handlers.certificates.models import ApplicationState
from handlers.certificates.service.queue import read_number
from tests.admin.conftest import OpenHouse, open_house, texts  # noqa: F401
from tests.admin.staff_house import StaffBrowser
from tests.handlers.certificates.admin.conftest import BASE, Hall

S = ApplicationState


def list_numbers(browser: StaffBrowser) -> list[str]:
    return re.findall(r'<a class="open" href="[^"]*">([^<]*)</a>', browser.page.text)


def test_what_is_due_first_stands_first_and_is_marked_when_overdue(hall: Hall) -> None:
    hall.add(days=5)
    hall.add(days=-1)
    hall.add(days=2)
    aki = hall.sign_in("aki")
    aki.goes_to(BASE)
    assert list_numbers(aki) == ["K-000002", "K-000003", "K-000001"]
    assert aki.page.text.count("期限超過") == 1 and aki.page.text.count('class="overdue"') == 1
    assert 'aria-current="page">未着手 <span class="count">3</span>' in aki.page.text


def test_everybody_sees_their_departments_certificates(hall: Hall) -> None:
    hall.add()
    hall.add(kind="income_tax")
    hall.add(kind="gone")
    for login, department, expected in (
        ("aki", "residents", ["K-000001"]),
        ("ben", "tax", ["K-000002"]),
        ("chie", "all", ["K-000001", "K-000002", "K-000003"]),
        ("dai", "waste", []),
    ):
        browser = hall.sign_in(login, department)
        browser.goes_to(BASE)
        assert list_numbers(browser) == expected
        browser.goes_to(f"{BASE}?number=2")
        assert list_numbers(browser) == [number for number in expected if number == "K-000002"]


def test_views_and_filters(hall: Hall) -> None:
    aki = hall.sign_in("aki", "all")
    mine = hall.house.member("aki").id
    hall.add(S.IN_REVIEW, staff_id=mine)
    hall.add(S.IN_REVIEW, kind="income_tax")
    hall.add(S.RETURNED, staff_id=mine)
    hall.add(S.SENT)
    hall.add(S.CANCELLED, kind="income_tax")
    for query, expected in (
        ("view=mine", [1, 3]),
        ("view=review", [1, 2]),
        ("view=review&mine=1", [1]),
        ("view=review&kind=income_tax", [2]),
        ("view=review&department=tax", [2]),
        ("view=returned", [3]),
        ("view=done", [5, 4]),
        ("view=done&department=residents", [4]),
        ("view=none", []),
        ("view=waiting", []),
        ("number=k-4", [4]),
        ("number=%EF%BC%94", [4]),
        ("number=99", []),
    ):
        aki.goes_to(f"{BASE}?{query}")
        assert list_numbers(aki) == [f"K-{number:06d}" for number in expected], query
    assert "K-000099 の申請はありません" in aki.page.text
    assert 'class="count">2</span>' in aki.page.text


def test_fifty_a_page_and_none_twice(hall: Hall) -> None:
    many, now = 103, hall.house.clock()
    for number in range(many):
        hall.add(due_at=now + timedelta(days=number // 40))  # many are due at one moment
    aki = hall.sign_in("aki")
    seen: list[str] = []
    aki.goes_to(BASE)
    while True:
        shown = list_numbers(aki)
        assert len(shown) <= 50
        seen += shown
        following = re.search(r'<a rel="next" href="([^"]+)"', aki.page.text)
        if following is None:
            break
        aki.goes_to(following[1].replace("&amp;", "&"))
    assert seen == [f"K-{number:06d}" for number in range(1, many + 1)]
    assert "先頭へ" in aki.page.text


def test_a_place_that_is_none_is_the_beginning(hall: Hall) -> None:
    hall.add()
    aki = hall.sign_in("aki")
    for after in ("x", "1 x", "1 2026-01-01", "99999999999999999999"):
        aki.goes_to(f"{BASE}?after={after.replace(' ', '+')}")
        assert list_numbers(aki) == ["K-000001"]


def test_a_city_without_certificates_says_so(open_house: OpenHouse, certificates_city: City) -> None:  # noqa: F811
    house = open_house()
    hall = Hall(house)
    aki = hall.sign_in("aki")
    if house.house.city.services.get("certificates") is None:
        assert "受け付けていません" in aki.goes_to(BASE).text
        assert aki.goes_to(f"{BASE}/1").status == 404


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("42", "K-000042"),
        ("Ｋ－４２", "K-000042"),
        ("k 000042", "K-000042"),
        ("K-1234567", "K-1234567"),
        ("山田", "山田"),
    ],
)
def test_a_number_however_it_is_typed(typed: str, number: str) -> None:
    assert read_number(typed) == number
