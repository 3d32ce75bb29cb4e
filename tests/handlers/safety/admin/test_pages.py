"""Staff ask, and see who needs help first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.db import Database
from bot.models.broadcasts import Broadcast
from bot.models.conversation import Conversation
from bot.models.hazards import Hazard
from bot.models.staff import Role
from bot.models.subscriptions import Subscription
from bot.services.staff.principal import Grant
from bot.texts import load_texts
from handlers.safety.models import Condition, SafetyCheck
from handlers.safety.service.answering import answer
from handlers.safety.service.asking import GOOD_FOR, count, count_by_area, list_answers
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/safety"


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    with serve_staff_house(database, load_texts()) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.staff", Grant(Role.SERVICE, "disaster", "safety"), language="ja")
    return house.sign_in("a.staff")


@pytest.fixture
def second(house: StaffHouse) -> StaffBrowser:
    house.add("c.staff", Grant(Role.SERVICE, "disaster", "safety"), language="ja")
    return house.sign_in("c.staff")


def add_citizens(house: StaffHouse, count: int) -> list[int]:
    """The first of them lives in Kawabe."""
    now = house.clock()
    with house.database.write() as session:
        rows = [
            Conversation(
                channel="line",
                address=f"U{number:032}",
                address_fingerprint=f"{number}",
                created_at=now,
                last_seen_at=now,
            )
            for number in range(count)
        ]
        session.add_all(rows)
        session.flush()
        ids = [row.id or 0 for row in rows]
        session.add(Subscription(conversation_id=ids[0], areas=["kawabe"], has_area=True, changed_at=now))
        return ids


def test_everybody_is_asked_once_a_second_person_approves(
    house: StaffHouse, staff: StaffBrowser, second: StaffBrowser
) -> None:
    add_citizens(house, 3)
    assert "まだ聞いていません" in staff.goes_to(BASE).text
    staff.sends(BASE)
    assert "scope" in staff.errors()
    staff.sends(BASE, scope="all")
    assert "sure" in staff.errors()
    assert house.rows(SafetyCheck) == []
    page = staff.sends(BASE, scope="all", sure="1", drill="1").text
    assert "60分以内" in page and "ほかの職員が承認します" in page
    assert "承認できません" in staff.sends(f"{BASE}/1/approve").text  # nobody their own, over HTTP too
    assert house.rows(Broadcast) == []
    assert staff.goes_to(f"{BASE}/1").status == 404
    second.goes_to(BASE)
    assert "3人に聞きました" in second.sends(f"{BASE}/1/approve").text
    (broadcast,) = house.rows(Broadcast)
    assert (broadcast.kind, broadcast.is_drill, broadcast.total) == ("safety", True, 3)
    buttons = broadcast.content["en"][0]["buttons"]
    assert [one["postback"] for one in buttons] == ["safety.answer?check=1&is=safe", "safety.answer?check=1&is=help"]
    second.goes_to(BASE)
    assert "承認できません" in second.sends(f"{BASE}/1/approve").text  # once
    assert [one for one in house.actions() if one.startswith("safety.")] == [
        "safety.drafted",
        "safety.asked",
        "safety.viewed",
    ]


def test_it_can_be_dropped_and_is_forgotten(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(BASE)
    staff.sends(BASE, scope="all", sure="1")
    assert "送らないことにしました" in staff.sends(f"{BASE}/1/drop").text
    staff.sends(BASE, scope="all", sure="1")
    house.clock.ahead += GOOD_FOR
    house.add("c.staff", Grant(Role.SERVICE, "disaster", "safety"), language="ja")
    second = house.sign_in("c.staff")
    second.goes_to(BASE)
    for number in (1, 2):
        assert "承認できません" in second.sends(f"{BASE}/{number}/approve").text
    assert house.rows(Broadcast) == []


@pytest.mark.parametrize(("drill", "alone"), [("", True), ("1", False)])
def test_one_person_is_enough_at_level_five_and_never_for_a_drill(
    house: StaffHouse, staff: StaffBrowser, drill: str, alone: bool
) -> None:
    since = house.clock() - timedelta(minutes=1)
    with house.database.write() as session:
        session.add(Hazard(source="s", kind="river", area="2099900", level=5, since=since, reported_at=since))
    staff.goes_to(BASE)
    staff.sends(BASE, scope="all", sure="1", drill=drill)
    assert bool(house.rows(Broadcast)) is alone


def test_who_needs_help_comes_first_and_is_seen_to(
    house: StaffHouse, staff: StaffBrowser, second: StaffBrowser
) -> None:
    ids = add_citizens(house, 4)
    staff.goes_to(BASE)
    staff.sends(BASE, scope="all", sure="1")
    second.goes_to(BASE)
    second.sends(f"{BASE}/1/approve")
    now = house.clock()
    with house.database.write() as session:
        check = session.get_one(SafetyCheck, 1)
        for minutes, (citizen, condition) in enumerate(((ids[1], "help"), (ids[0], "help"), (ids[2], "safe"))):
            answer(session, check, citizen, Condition(condition), "alone", now + timedelta(minutes=minutes))
    page = staff.goes_to(f"{BASE}/1").text
    assert page.index(f"会話 {ids[1]}") < page.index(f"会話 {ids[0]}")
    assert "川辺: 助けが必要1人、無事0人、回答なし0人" in page
    staff.sends(f"{BASE}/1/seen/1")
    with house.database.read() as session:
        check = session.get_one(SafetyCheck, 1)
        standing = count(session, check)
        assert (standing.asked, standing.help, standing.safe, standing.silent) == (4, 2, 1, 1)
        order = [one.answer.conversation_id for one in list_answers(session, check, Condition.HELP)]
        assert order == [ids[0], ids[1]]  # whom somebody sees to comes last
        assert list(count_by_area(session, check)) == ["kawabe"]
    assert "safety.seen" in house.actions()


def test_others_stay_outside(house: StaffHouse) -> None:
    house.add("b.staff", Grant(Role.SERVICE, "learning", "lectures"), language="ja")
    assert house.sign_in("b.staff").goes_to(BASE).status == 403
