"""What everybody may fetch: lectures and lotteries, and nobody's data."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlmodel import select

from bot.city import FixedCity, load_city
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.lectures.models import Lecture
from handlers.lectures.opendata import create_blueprint
from handlers.lectures.service.importing import read_lectures
from handlers.lectures.service.verifying import verify
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.lectures.crowd import Crowd, open_lecture
from tests.handlers.lectures.files import HALLS, import_rows, make_row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET_LINK = "https://meet.example/secret"


def day(ahead: int) -> str:
    return f"{utc_now() + timedelta(days=ahead):%Y-%m-%d}"


@pytest.fixture
def crowd(database: Database) -> Crowd:
    made = open_lecture(
        database,
        now=utc_now(),
        開始日=day(20),
        以降の日程=f"{day(27)} 10:00-11:30",
        参加申込終了日=day(15),
        場所名称="南公民館;オンライン",
        定員="2;50",
        参加用URL=SECRET_LINK,
        説明="=1+1",
    )
    lottery = make_row(NO="game", 開始日=day(20), 参加申込終了日=day(15), 選び方="抽選", 定員="2")
    import_rows(database, lottery, now=utc_now())
    made.now = utc_now()
    return made


@pytest.fixture
def client(crowd: Crowd) -> FlaskClient:
    app = Flask("feeds")
    texts, city = load_texts(), FixedCity(load_city(DEMO_CITY))
    unused: Any = None
    house = House(city, texts, unused, unused, "https://line.city.example", SECRET_KEY)
    app.register_blueprint(create_blueprint(crowd.database, house))
    return app.test_client()


def test_the_csv_can_be_imported(client: FlaskClient) -> None:
    answer = client.get("/opendata/lectures.csv")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    first, second = read_lectures("a.csv", answer.data, HALLS)
    assert (first.code, second.code) == ("smart-1", "game")
    assert len(first.dates) == 2
    assert [(hall.name, hall.capacity) for hall in first.halls] == [("南公民館", 2), ("オンライン", 50)]


def test_json_says_what_is_left(client: FlaskClient, crowd: Crowd) -> None:
    crowd.applies(0, units=2)
    (lecture, _) = client.get("/opendata/lectures.json").get_json()["lectures"]
    assert [(place["name"], place["left"]) for place in lecture["places"]] == [("南公民館", 0), ("オンライン", 50)]


def test_the_calendar_has_an_event_for_each_date(client: FlaskClient) -> None:
    events = Calendar.from_ical(client.get("/opendata/lectures/smart-1.ics").data).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == [
        "はじめてのスマートフォン (1/2)",
        "はじめてのスマートフォン (2/2)",
    ]
    assert [event.decoded("dtstart").strftime("%H:%M %Z") for event in events] == ["01:00 UTC"] * 2
    assert len(Calendar.from_ical(client.get("/opendata/lectures.ics").data).walk("VEVENT")) == 3
    assert client.get("/opendata/lectures/none.ics").status_code == 404


def test_no_person_and_no_link_is_in_any_of_them(client: FlaskClient, crowd: Crowd) -> None:
    crowd.sends(crowd.begins(0, place=1), phone="090-1234-5678")
    for name in ("lectures.json", "lectures.csv", "lectures.ics", "lotteries.json", "lotteries/game-3.json"):
        answer = client.get(f"/opendata/{name}")
        assert answer.status_code == 200
        said = answer.get_data(as_text=True)
        assert not [word for word in (SECRET_LINK, "meet.example", "1234", "髙", "L-0000") if word in said]


def test_a_lottery_is_revealed_step_by_step(client: FlaskClient, crowd: Crowd) -> None:
    crowd.lecture = 2
    numbers = [f"L-{crowd.applies(who):06d}" for who in range(4)]
    address = "/opendata/lotteries/game-3.json"
    before = client.get(address).get_json()
    assert (before["state"], "seed" in before, "entries" in before) == ("open", False, False)
    close(crowd)
    crowd.draws()
    after = client.get(address)
    assert after.get_json()["commitment"] == before["commitment"]
    assert [entry["number"] for entry in after.get_json()["entries"]] == numbers
    assert verify(after.get_data(as_text=True)) == ""
    changed = after.get_json() | {"winners": after.get_json()["winners"][:1]}
    assert verify(json.dumps(changed)) == "winners: 1 are published, 2 are right"
    assert client.get("/opendata/lotteries/game-1.json").status_code == 404


def close(crowd: Crowd) -> None:
    with crowd.database.write() as session:
        lecture = session.exec(select(Lecture).where(Lecture.code == "game")).one()
        lecture.opens_at, lecture.closes_at = utc_now() - timedelta(days=1), utc_now()
        session.add(lecture)
    crowd.now = utc_now()
