"""Feeds over real HTTP, and what the clock does with what they bring."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask, Response, request
from sqlmodel import select
from werkzeug.serving import make_server

from bot.bell import Bell
from bot.clients.duty_phone import SimulatedDutyPhone
from bot.db import Database
from bot.signed_requests import HEADER, is_genuine, sign
from bot.simulator import AGENCY_PREFIX
from bot.simulator.agency import SimulatedAgency, create_agency_blueprint
from handlers.disaster.alerts.office import AlertOffice
from handlers.disaster.clock import AlertClock
from handlers.disaster.models import AlertFeed, AlertNotice
from handlers.disaster.public import _Webhook
from handlers.disaster.sources.atom import read_feed
from handlers.disaster.sources.polling import FeedReader
from handlers.disaster.telegrams import UnreadableTelegram
from tests.handlers.disaster.night import NIGHT, NOON, House, make_city, quake, rain

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECRET = "a secret that two systems share"


@dataclass
class Agency:
    """The simulated agency behind a server that may be down, and whoever asks it."""

    house: House
    agency: SimulatedAgency
    base: str
    is_down: bool = False
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        office = AlertOffice(self.house.city, self.house.reach.texts, self.house.facts)
        urls = [f"{self.base}{AGENCY_PREFIX}/feed/{name}.xml" for name in ("extra", "eqvol")]
        self.reader = FeedReader(self.house.database, office, urls)

    def poll(self) -> list[str]:
        return [one.arrival.telegram.code for one in self.reader.poll(self.house.now)]

    def publish(self, code: str, content: bytes, at: datetime = NOON, prefecture: str = "200000") -> None:
        self.agency.publish(code, content, at, prefecture)


@pytest.fixture
def agency(database: Database, tmp_path: Path) -> Iterator[Agency]:
    app = Flask(__name__)
    simulated = SimulatedAgency(tmp_path / "agency")
    app.register_blueprint(create_agency_blueprint(simulated))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    made = Agency(House(database), simulated, f"http://127.0.0.1:{server.port}")

    @app.before_request
    def stumble() -> Response | None:
        made.asked.append(request.path.rpartition("/")[2])
        return Response(status=503) if made.is_down else None

    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_each_telegram_is_fetched_once_and_an_unchanged_feed_costs_nothing(agency: Agency) -> None:
    agency.house.join("a")
    agency.publish("VPWW55", rain(4))
    agency.publish("VXSE53", quake("5+"))
    agency.publish("VPTW60", b"<x/>")
    agency.publish("VPWW55", rain(5, more="x"), prefecture="130000")
    assert agency.poll() == ["VPWW55", "VXSE53"]
    assert len(agency.house.told()) == 2
    agency.asked.clear()
    agency.house.pass_time(minutes=1)
    assert agency.poll() == []
    assert sorted(agency.asked) == ["eqvol.xml", "extra.xml"]


def test_after_an_outage_the_long_feed_is_read_and_what_still_holds_is_told(agency: Agency) -> None:
    agency.house.join("a")
    assert agency.poll() == []
    agency.is_down = True
    for minutes in range(1, 13, 3):
        agency.house.pass_time(minutes=3)
        agency.publish("VPWW55", rain(minutes % 4 + 2, NOON + timedelta(minutes=minutes)))
        agency.poll()
    with agency.house.database.read() as session:
        feeds = session.exec(select(AlertFeed)).all()
        assert [bool(feed.silent_since) for feed in feeds] == [True, True], "staff are told of the silence"
        assert {feed.fault for feed in feeds} == {"answers 503"}
    agency.is_down = False
    agency.asked.clear()
    agency.house.pass_time(minutes=1)
    assert len(agency.poll()) == 4
    assert "extra_l.xml" in agency.asked
    assert [(change, level) for _, change, level, _ in agency.house.notices()] == [("raised", 4)]
    with agency.house.database.read() as session:
        assert {feed.silent_since for feed in session.exec(select(AlertFeed)).all()} == {None}


def test_a_broken_telegram_stops_no_other(agency: Agency) -> None:
    agency.house.join("a")
    agency.publish("VPWW56", b"<Report>")
    agency.publish("VPWW55", rain(4))
    assert agency.poll() == ["VPWW55"]
    assert agency.poll() == []


def test_a_feed_names_only_files_of_its_own_host(database_url: str) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        "<entry><id>https://a.example/1_0_VPWW55_200000.xml</id></entry>"
        "<entry><id>http://127.0.0.1/2_0_VPWW55_200000.xml</id></entry></feed>"
    )
    (only,) = read_feed(feed.encode(), "https://a.example/feed.xml", "2099900")
    assert only.url == "https://a.example/1_0_VPWW55_200000.xml"
    with pytest.raises(UnreadableTelegram):
        read_feed(b"<html/>", "https://a.example/feed.xml", "2099900")


def make_clock(house: House, phone: SimulatedDutyPhone) -> AlertClock:
    @dataclass
    class Counter:
        city: Any
        texts: Any
        alert_feeds: tuple[str, ...] = ()

    return AlertClock(house.database, cast(Any, Counter(house.city, house.reach.texts)), Bell(), phone)


def test_somebody_is_called_while_nobody_decides(database: Database) -> None:
    rule = {"kinds": ["heavy_rain"], "levels": [4], "send": "person"}
    escalation = {"after_minutes": 10, "again_minutes": 5, "most_calls": 2}
    house, phone = House(database, make_city(rules=[rule], escalation=escalation)), SimulatedDutyPhone()
    house.join("a")
    house.take(rain(4))
    clock = make_clock(house, phone)
    for _ in range(8):
        clock.run(house.pass_time(minutes=4))
    assert [(level, times) for _, level, times in phone.calls] == [("4", 1), ("4", 2)]
    office = AlertOffice(house.city, house.reach.texts, house.facts)
    with database.write() as session:
        office.approve(session, session.exec(select(AlertNotice)).one().id or 0, None, house.now)
    assert len(house.told()) == 1


def test_what_waited_is_told_in_the_morning(database: Database) -> None:
    rule = {"kinds": ["heavy_rain"], "levels": [3], "send": "auto", "at_night": False}
    house = House(database, make_city(rules=[rule]), now=NIGHT)
    house.join("a")
    house.take(rain(3, NIGHT))
    clock = make_clock(house, SimulatedDutyPhone())
    clock.run(house.pass_time(hours=6))
    assert house.told() == []
    clock.run(house.pass_time(hours=1, minutes=1))
    assert len(house.told()) == 1


def test_a_webhook_is_taken_once_and_only_when_it_is_signed_now(database: Database) -> None:
    house = House(database)
    house.join("a")
    alert = {
        "form": "madoguchi-alert/1",
        "kind": "evacuation",
        "status": "actual",
        "event_id": "1",
        "reported_at": NOON.isoformat(),
        "areas": [{"code": "2099900", "level": 4}],
    }
    body = json.dumps(alert).encode()

    @dataclass
    class Counter:
        city: Any
        texts: Any
        bell: Bell
        alert_webhook_secret: str = SECRET

    app = Flask(__name__)
    webhook = _Webhook(database, cast(Any, Counter(house.city, house.reach.texts, Bell())), lambda: house.now)
    app.add_url_rule("/alerts/webhook", view_func=webhook.receive, methods=["POST"])
    client = app.test_client()

    def post(signature: str, content: bytes = body) -> tuple[int, Any]:
        response = client.post("/alerts/webhook", data=content, headers={HEADER: signature})
        return response.status_code, response.get_json()

    good = sign(SECRET, body, house.now)
    assert post(good) == (200, {"outcome": "applied", "sends": True, "recipients": 1})
    assert post(good) == (200, {"outcome": "duplicate", "sends": False, "recipients": 0})
    for wrong in ("", "t=1", sign("another", body, house.now), sign(SECRET, body, house.now - timedelta(minutes=6))):
        assert post(wrong)[0] == 400
    assert post(sign(SECRET, b"{}", house.now), b"{}")[0] == 422
    assert not is_genuine("", body, sign("", body, house.now), house.now), "an empty secret signs nothing"
    assert len(house.told()) == 1
