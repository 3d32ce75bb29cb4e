"""Which times are free, as everybody may fetch it."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from bot.city import FixedCity, load_city
from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.services.reservations.taking import confirm, hold
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.card_center.opendata import create_blueprint
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.card_center.places import FIRST, HOURS, day_of, open_places

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FEED = "/opendata/card-center/free-times"


def serve(database: Database, city: Any = None) -> FlaskClient:
    app = Flask("feeds")
    cities = city or FixedCity(load_city(DEMO_CITY))
    unused: Any = None
    house = House(cities, load_texts(), unused, unused, "https://c.example", SECRET_KEY)
    app.register_blueprint(create_blueprint(database, house))
    return app.test_client()


def reserve(database: Database, timeframe_id: int, units: int) -> None:
    with database.write() as session:
        held = hold(session, timeframe_id, units, utc_now(), conversation_id=None)
        confirm(session, held.id or 0, "M", utc_now())


def test_the_same_times_in_all_three(database: Database) -> None:
    open_places(database, days=3, capacity=2)
    reserve(database, 1, 2)
    reserve(database, 2, 1)
    client = serve(database)
    hall, north = client.get(f"{FEED}.json").get_json()["places"]
    assert [hall["id"], north["name"]["ja"]] == ["hall", "北部支所"]
    assert (len(hall["times"]), len(north["times"])) == (3 * len(HOURS) - 1, 3)
    first = datetime.combine(day_of(FIRST), time(HOURS[1]), TOKYO)
    assert hall["times"][0]["starts_at"] == first.isoformat(timespec="minutes")
    assert hall["times"][0]["left"] == 1
    rows = list(csv.DictReader(io.StringIO(client.get(f"{FEED}.csv").data.decode("utf-8-sig"))))
    assert len(rows) == len(hall["times"]) + len(north["times"])
    assert rows[0] | {"URL": ""} == {
        "NO": f"hall-{first:%Y%m%d%H%M}",
        "場所名称": "本庁舎 10番窓口",
        "住所": hall["address"]["ja"],
        "開始日": f"{first:%Y-%m-%d}",
        "開始時間": "10:00",
        "終了日": f"{first:%Y-%m-%d}",
        "終了時間": "10:30",
        "定員": "2",
        "URL": "",
        "空き": "1",
        "場所名称_英語": hall["name"]["en"],
    }
    events = Calendar.from_ical(client.get(f"{FEED}.ics").data).walk("VEVENT")
    assert len(events) == len(rows)  # there is a gap between any two
    assert events[0].decoded("dtstart") == first


def test_what_follows_without_a_gap_is_one_event(database: Database) -> None:
    open_places(database, days=1, hours=(9, 9.5, 10, 14), north=False)
    events = Calendar.from_ical(serve(database).get(f"{FEED}.ics").data).walk("VEVENT")
    spans = [(f"{one.decoded('dtstart').astimezone(TOKYO):%H:%M}", one.decoded("dtend")) for one in events]
    assert [start for start, _ in spans] == ["09:00", "14:00"]
    assert f"{spans[0][1].astimezone(TOKYO):%H:%M}" == "10:30"


@pytest.mark.parametrize("ending", ["json", "csv", "ics"])
def test_what_a_cache_has_is_not_sent_again(database: Database, ending: str) -> None:
    open_places(database, days=2)
    client = serve(database)
    answer = client.get(f"{FEED}.{ending}")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    etag = {"If-None-Match": answer.headers["ETag"]}
    again = client.get(f"{FEED}.{ending}", headers=etag)
    assert (again.status_code, again.data) == (304, b"")
    reserve(database, 1, 20)
    assert client.get(f"{FEED}.{ending}", headers=etag).status_code == 200


def test_a_city_without_a_card_centre(database: Database) -> None:
    city = load_city(DEMO_CITY).model_copy(update={"services": {}})
    answer = serve(database, FixedCity(city)).get(f"{FEED}.json")
    assert answer.status_code == 404
    assert "ETag" not in answer.headers
