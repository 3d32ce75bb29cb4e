"""The chat page's server side: the page, its JSON, the live stream, and life inside another application."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect

import bot.simulator.page as page_module
from bot.simulator.blueprint import create_simulator_blueprints
from bot.simulator.line import SimulatedLine
from bot.simulator.page import add_demo_citizens
from bot.simulator.server import create_app
from bot.simulator.stage import Stage, Tell
from tests.simulator.conftest import Bot

HERE = Path(page_module.__file__).parent


@pytest.fixture
def line(bot: Bot) -> Iterator[SimulatedLine]:
    line = SimulatedLine("secret", "token", webhook_url=bot.url)
    add_demo_citizens(line)
    yield line
    line.stop()


@pytest.fixture
def browser(line: SimulatedLine) -> FlaskClient:
    return create_app(line).test_client()


@pytest.fixture
def citizen(line: SimulatedLine) -> str:
    return next(iter(line.citizens))


def test_the_page_runs_only_own_scripts_and_styles(browser: FlaskClient) -> None:
    answer = browser.get("/simulator/")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    html = answer.get_data(as_text=True)
    assert "style=" not in html
    assert "http://" not in html
    assert "https://" not in html
    own = html.count('<script type="module" src="/simulator/static/')
    assert html.count("<script") == own + html.count('<script type="application/json"') == 2


def test_static_files_need_nothing_from_elsewhere(browser: FlaskClient) -> None:
    files = [path for path in (HERE / "static").iterdir() if path.suffix in (".css", ".js")]
    assert len(files) >= 10
    for path in files:
        with browser.get(f"/simulator/static/{path.name}") as answer:
            assert answer.status_code == 200
        text = path.read_text(encoding="utf-8")
        assert "innerHTML" not in text
        assert "@import" not in text


def test_every_wording_the_page_asks_for_is_there_in_six_languages() -> None:
    texts = yaml.safe_load((HERE / "texts.yml").read_text(encoding="utf-8"))
    assert len(texts) > 50
    assert {tuple(wording) for wording in texts.values()} == {("ja", "ja-easy", "en", "zh", "ko", "vi")}
    html = (HERE / "templates/simulator/page.html").read_text(encoding="utf-8")
    for key in (part.split('"')[0] for part in html.replace("data-label", "data-text").split('data-text="')[1:]):
        assert key in texts


def test_a_citizen_adds_the_bot_writes_and_blocks_it(
    browser: FlaskClient, line: SimulatedLine, bot: Bot, citizen: str
) -> None:
    assert browser.get("/simulator/state").json["citizens"][0]["blocked"] is True
    chat = f"/simulator/chats/{citizen}"
    assert browser.post(f"{chat}/follow").json["events"][0]["follow"] == {"isUnblocked": False}
    sent = browser.post(f"{chat}/text", json={"text": "住民票がほしい"}).json
    assert (sent["status"], sent["events"][0]["message"]["text"]) == (200, "住民票がほしい")
    browser.post(f"{chat}/postback", json={"data": "faq.show?id=1", "displayText": "これ"})
    browser.post(f"{chat}/sticker", json={"packageId": "446", "stickerId": "1988"})
    browser.post(
        f"{chat}/location", json={"latitude": "36.6", "longitude": "138.2", "title": "駅", "address": "南長野"}
    )
    image = browser.post(f"{chat}/image", data=b"\x89PNG", content_type="image/png").json
    message_id = image["events"][0]["message"]["id"]
    assert browser.get(f"/simulator/content/{message_id}").data == b"\x89PNG"
    browser.post(f"{chat}/unsend", json={"messageId": message_id})
    browser.post(f"{chat}/unfollow")
    assert browser.post(f"{chat}/follow").json["events"][0]["follow"] == {"isUnblocked": True}
    kinds = [json.loads(body)["events"][0]["type"] for body, _ in bot.received]
    assert kinds == ["follow", "message", "postback", "message", "message", "message", "unsend", "unfollow", "follow"]
    entries = browser.get(chat).json["entries"]
    assert [entry["message"].get("text") for entry in entries[:2]] == ["住民票がほしい", "これ"]
    assert [entry["unsent"] for entry in entries] == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("text", {}),
        ("text", {"text": " "}),
        ("text", {"text": "あ" * 5001}),
        ("text", {"text": 5}),
        ("location", {"latitude": "north", "longitude": 0}),
        ("postback", []),
    ],
)
def test_what_line_would_not_let_a_citizen_send_is_refused(
    browser: FlaskClient, bot: Bot, citizen: str, action: str, data: Any
) -> None:
    assert browser.post(f"/simulator/chats/{citizen}/{action}", json=data).status_code == 400
    assert bot.received == []


def test_unknown_things_are_not_found(browser: FlaskClient, citizen: str) -> None:
    assert browser.get("/simulator/chats/nobody").status_code == 404
    assert browser.post("/simulator/chats/nobody/text", json={"text": "a"}).status_code == 404
    assert browser.post(f"/simulator/chats/{citizen}/dance").status_code == 404
    assert browser.get("/simulator/content/0").status_code == 404
    assert browser.get("/simulator/richmenus/none").status_code == 404
    answer = browser.post(f"/simulator/chats/{citizen}/richmenu", json={"alias": "none"})
    assert (answer.status_code, answer.json) == (404, {"message": "richmenu alias not found"})
    for kind in ("text/html", "image/svg+xml"):
        assert browser.post(f"/simulator/chats/{citizen}/image", data=b"x", content_type=kind).status_code == 415


def test_the_same_name_is_the_same_citizen(browser: FlaskClient, line: SimulatedLine) -> None:
    first = browser.post("/simulator/citizens", json={"name": "新しい人", "language": "en"}).json
    assert browser.post("/simulator/citizens", json={"name": "新しい人"}).json["userId"] == first["userId"]
    assert first["language"] == "en"
    assert browser.post("/simulator/citizens", json={"name": " "}).status_code == 400


def test_faults_and_settings_can_be_switched(browser: FlaskClient, line: SimulatedLine) -> None:
    fault = {"operation": "pushMessage", "kind": "accepted-cut", "times": 2}
    assert browser.post("/simulator/faults", json=fault).json["faults"][0]["times"] == 2
    assert browser.post("/simulator/faults", json={"kind": "earthquake"}).status_code == 400
    assert browser.get("/simulator/faults").json["faults"] == line.faults.list_waiting()
    assert browser.delete("/simulator/faults").json == {"faults": []}
    assert line.faults.take("pushMessage") is None
    browser.post("/simulator/settings", json={"redelivery": True, "standby": True, "quotaLimit": 3})
    assert (line.redelivery, line.mode, line.quota.limit) == (True, "standby", 3)
    browser.post("/simulator/settings", json={"quotaLimit": None})
    assert (line.redelivery, line.quota.limit) == (True, None)


def test_the_stream_takes_up_where_the_reader_left(browser: FlaskClient, line: SimulatedLine, citizen: str) -> None:
    position = browser.get("/simulator/state").json["position"]
    line.send_text(citizen, "一")
    reader = browser.get(f"/simulator/stream?after={position}", buffered=False)
    chunks = iter(reader.response)
    assert next(chunks).startswith(b"retry:")
    kinds = [next(chunks).split(b"\n")[1] for _ in range(2)]
    assert kinds == [b"event: message", b"event: delivery"]
    reader.close()
    later = browser.get("/simulator/stream", headers={"Last-Event-ID": str(line.feed.last_number)}, buffered=False)
    chunks = iter(later.response)
    next(chunks)
    threading.Timer(0.1, line.send_text, (citizen, "二")).start()
    assert '"text": "二"' in next(chunks).decode()
    later.close()


def test_the_stream_shows_no_token(browser: FlaskClient, line: SimulatedLine) -> None:
    browser.get("/simulator/api/v2/bot/info", headers={"Authorization": f"Bearer {line.channel_token}"})
    assert line.requests[-1].headers["authorization"] == f"Bearer {line.channel_token}"
    assert f"Bearer {line.channel_token}" not in browser.get("/simulator/state").get_data(as_text=True)


def test_inside_an_application_with_csrf_protection(line: SimulatedLine, citizen: str) -> None:
    app = Flask("demo")
    app.config.update(SECRET_KEY="a secret key of the tests")
    csrf = CSRFProtect(app)
    page, api = create_simulator_blueprints(line)
    csrf.exempt(api)
    app.register_blueprint(page)
    app.register_blueprint(api)
    browser = app.test_client()
    html = browser.get("/simulator/").get_data(as_text=True)
    token = html.split('name="csrf-token" content="')[1].split('"')[0]
    url = f"/simulator/chats/{citizen}/text"
    assert browser.post(url, json={"text": "a"}).status_code == 400
    assert browser.post(url, json={"text": "a"}, headers={"X-CSRFToken": token}).status_code == 200
    info = browser.post(
        "/simulator/api/v2/bot/message/validate/push",
        json={"messages": [{"type": "text", "text": "a"}]},
        headers={"Authorization": f"Bearer {line.channel_token}"},
    )
    assert info.status_code == 200


def read_form(html: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def test_lines_link_page_asks_whose_phone_it_is_and_sends_the_webhook(
    line: SimulatedLine, browser: FlaskClient, bot: Bot
) -> None:
    owner, other = list(line.citizens)[:2]
    for citizen in (owner, other):
        line.follow(citizen)
    for holder, result in ((other, "failed"), (owner, "ok")):
        line.link_tokens["token"] = (owner, line.clock() + timedelta(minutes=10))
        page = browser.get("/simulator/account-link?linkToken=token&nonce=n1")
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert f'<option value="{owner}" selected>' in page.text
        fields = read_form(page.text)
        assert fields == {"linkToken": "token", "nonce": "n1"}
        answer = browser.post("/simulator/account-link", data={**fields, "user": holder})
        assert ("連携できませんでした" in answer.text) is (result == "failed")
        (event,) = line.deliveries[-1].events
        assert (event["type"], event["link"]) == ("accountLink", {"result": result, "nonce": "n1"})
        assert event["source"]["userId"] == holder


def test_lines_link_page_knows_no_strangers(browser: FlaskClient) -> None:
    assert browser.get("/simulator/account-link").status_code == 200
    data = {"linkToken": "x", "nonce": "n", "user": "U-nobody"}
    assert browser.post("/simulator/account-link", data=data).status_code == 400


def test_a_night_is_played_one_at_a_time_and_told_live(line: SimulatedLine, browser: FlaskClient) -> None:
    assert browser.get("/simulator/state").get_json()["night"] is None
    assert browser.post("/simulator/night", json={}).status_code == 404
    goes_on, plays = threading.Event(), 0

    def play(tell: Tell) -> None:
        nonlocal plays
        plays += 1
        tell(1, 2, "rain")
        goes_on.wait(10)
        if plays == 2:
            raise RuntimeError("no server")
        tell(2, 2, "all clear")

    line.stage = Stage(line.feed, play)
    for is_first in (True, False):
        stream = line.feed.follow(line.feed.last_number)
        assert browser.post("/simulator/night", json={}).status_code == 202
        heard = [next(stream), next(stream)]
        assert [one and one[2]["title"] for one in heard] == ["", "rain"]
        assert browser.post("/simulator/night", json={}).status_code == 409
        goes_on.set()
        state = next(one[2] for one in stream if one and not one[2]["isPlaying"])
        assert (state["step"], state["failed"]) == ((2, False) if is_first else (1, True))
        goes_on.clear()
    assert browser.get("/simulator/state").get_json()["night"]["failed"] is True
