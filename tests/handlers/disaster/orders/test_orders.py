"""Evacuation orders: out on one screen, a second person where the city wants one, and drills that stay drills."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import col, select

from bot.city import StaffRules, load_city
from bot.db import Database
from bot.models.broadcasts import Broadcast
from bot.models.staff import Role
from bot.services.hazards import in_force
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import LANGUAGES, load_texts
from handlers.disaster import public
from handlers.disaster.models import EvacuationOrder
from handlers.disaster.orders.giving import REASONS
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.bot.reservations.hall import add_person
from tests.dialogue.counter import make_engine

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/disaster/orders"
FLOOD = {"level": "4", "hazard": "flood", "reason": "flood_rising", "area": "kawabe"}


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    rules = {"staff": StaffRules(second_factor="none"), "alerts": {"orders": {"second_person": [3, 4]}}}
    engine = make_engine(
        database, Path("there is no index"), load_city(DEMO_CITY).model_copy(update=rules), understand_nothing
    )
    with serve_staff_house(database, load_texts(), engine=engine) as opened:
        opened.app.register_blueprint(public.create_blueprint(database, engine.house))
        for name in ("first", "second"):
            opened.add(name, Grant(Role.SERVICE, "", "disaster"), language="ja")
        with database.write() as session:
            for person in range(2):
                add_person(session, person)
        yield opened


@pytest.fixture
def first(house: StaffHouse) -> StaffBrowser:
    return house.sign_in("first")


@pytest.fixture
def second(house: StaffHouse) -> StaffBrowser:
    return house.sign_in("second")


@pytest.fixture
def citizen(house: StaffHouse) -> FlaskClient:
    return house.app.test_client()


def give(staff: StaffBrowser, **changes: str) -> str:
    staff.goes_to(BASE)
    return staff.sends(f"{BASE}/give", **{**FLOOD, "key": "k1", **changes}).text


def states(house: StaffHouse) -> list[str]:
    return [one.state for one in house.rows(EvacuationOrder)]


def read_sent(house: StaffHouse) -> list[Broadcast]:
    with house.database.read() as session:
        found = list(session.exec(select(Broadcast).order_by(col(Broadcast.id))))
        session.expunge_all()
    return found


def read_force(house: StaffHouse) -> list[tuple[int | None, tuple[str, ...], bool]]:
    with house.database.read() as session:
        return [(one.level, one.areas, one.is_drill) for one in in_force(session, house.clock())]


def test_every_reason_is_worded_in_every_language(database: Database) -> None:
    texts = load_texts()
    for reason in REASONS:
        assert set(texts.languages_of(f"disaster.reason_{reason}")) >= set(LANGUAGES)


def test_what_is_missing_is_said_and_nothing_leaves(house: StaffHouse, first: StaffBrowser) -> None:
    page = first.goes_to(BASE).text
    assert "発令中の避難情報はありません" in page
    answer = first.sends(f"{BASE}/preview", level="2", hazard="flood")
    assert answer.status == 422
    for words in ("警戒レベルを選んで", "区域を選んで", "発令の理由を選んで"):
        assert words in answer.text
    assert first.sends(f"{BASE}/give", **{**FLOOD, "area": "tokyo"}).status == 422
    assert states(house) == [] and read_sent(house) == []


def test_the_words_are_shown_before_they_leave(house: StaffHouse, first: StaffBrowser) -> None:
    first.goes_to(BASE)
    page = first.sends(f"{BASE}/preview", **FLOOD).text
    for words in ("川辺に、避難指示を発令しました", "川の水位が上がり", "全員、今すぐ", "2人に届きます", "Kawabe"):
        assert words in page
    assert "ほかの職員が承認すると" in page and states(house) == []


def test_level_4_waits_for_a_second_person_who_is_another_one(
    house: StaffHouse, first: StaffBrowser, second: StaffBrowser
) -> None:
    assert "作成した人は承認できません" in give(first)
    first.sends(f"{BASE}/1/approve")  # as a forged form would
    assert states(house) == ["waiting"] and read_sent(house) == [] and read_force(house) == []
    second.goes_to(BASE)
    second.sends(f"{BASE}/1/approve")
    assert states(house) == ["issued"] and read_force(house) == [(4, ("kawabe",), False)]
    assert "洪水" in second.goes_to("/admin/disaster").text
    second.goes_to(BASE)
    (sent,) = read_sent(house)
    assert (sent.is_urgent, sent.is_drill, sent.total) == (True, False, 2)
    assert set(sent.content) >= set(LANGUAGES) and "川辺に、避難指示を発令しました" in sent.title
    second.sends(f"{BASE}/1/approve")
    assert len(read_sent(house)) == 1
    assert [one for one in house.actions() if one.startswith("orders.")] == ["orders.drafted", "orders.issued"]


def test_level_5_waits_for_nobody_nor_does_what_follows(house: StaffHouse, first: StaffBrowser) -> None:
    give(first, level="5", reason="flood_over")
    assert states(house) == ["issued"]
    give(first, key="k2", area="shinden")
    assert states(house) == ["issued", "issued"]
    give(first, key="k2", area="shinden")  # pressed twice
    assert len(read_sent(house)) == 2


def test_a_newer_order_takes_the_place_of_an_older_one_and_is_lifted_where_it_holds(
    house: StaffHouse, first: StaffBrowser
) -> None:
    give(first, level="5", area="south", reason="flood_over")
    give(first, key="k2", level="5", area="kawabe")
    assert states(house) == ["issued", "issued"]  # the district's other towns are still under the first
    give(first, key="k3", level="5", area="south")
    assert states(house) == ["replaced", "replaced", "issued"]
    first.sends(f"{BASE}/3/lift")
    assert read_force(house) == [] and states(house)[-1] == "lifted"
    last = read_sent(house)[-1]
    assert "解除しました" in str(last.content["ja"])
    first.sends(f"{BASE}/3/lift")
    assert len(read_sent(house)) == 4


def test_a_drill_is_marked_and_never_becomes_real(house: StaffHouse, first: StaffBrowser, second: StaffBrowser) -> None:
    first.goes_to(f"{BASE}?drill=1")
    preview = first.sends(f"{BASE}/preview", **FLOOD).text
    assert "訓練" in LexborHTMLParser(preview).css_first("blockquote").text()
    first.sends(f"{BASE}/give", **{**FLOOD, "key": "d1", "drill": "1"})
    (order,) = house.rows(EvacuationOrder)
    assert order.is_drill
    second.goes_to(BASE)
    assert "承認して発令する" not in second.page.text  # the real page sees no drills
    second.sends(f"{BASE}/1/approve")
    assert states(house) == ["waiting"] and read_sent(house) == []
    second.goes_to(f"{BASE}?drill=1")
    second.sends(f"{BASE}/1/approve")
    (sent,) = read_sent(house)
    assert sent.is_drill and read_force(house) == [(4, ("kawabe",), True)]
    give(first, key="d1")  # the same form from the real page
    assert [one.is_drill for one in house.rows(EvacuationOrder)] == [True]
    give(first, key="r1", level="5")
    assert states(house) == ["issued", "issued"]  # a real order takes no drill's place
    assert read_force(house) == [(5, ("kawabe",), False), (4, ("kawabe",), True)]


def test_everybody_sees_what_is_in_force_with_the_map(
    house: StaffHouse, first: StaffBrowser, citizen: FlaskClient
) -> None:
    assert "避難情報や警報はありません" in citizen.get("/alerts?lang=ja").text
    give(first, level="5", area="south", reason="flood_over")
    first.goes_to(f"{BASE}?drill=1")
    first.sends(f"{BASE}/give", **{**FLOOD, "key": "d1", "drill": "1", "level": "5", "area": "okuyama"})
    page = LexborHTMLParser(citizen.get("/alerts?lang=ja").text)
    said: dict[str, Any] = {
        one.attributes["data-area"]: one.attributes["aria-label"] for one in page.css(".map-area[data-area]")
    }
    assert said["kawabe"] == "川辺: 緊急安全確保（警戒レベル5）" and said["okuyama"] == "奥山: ありません"
    assert "奥山" in page.css_first(".drills").text() and "実際の災害ではありません" in page.css_first(".drills").text()
    assert "Emergency safety measures" in citizen.get("/alerts?lang=en").text
