"""The page on which everything is chosen, over HTTP; what it asks, keeps and refuses."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from sqlmodel import select
from werkzeug.test import TestResponse

from bot import inbox
from bot.bell import Bell
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.clock import utc_now
from bot.db import Database
from bot.models.subscriptions import Subscription
from bot.services.personal_data import erase, export
from bot.services.segments import parse, select_recipients
from bot.texts import LANGUAGES
from handlers.subscriptions.public import create_blueprint
from tests.channels.web.conftest import CITY
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import PUBLIC_URL, SECRET_KEY

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
GOOD: dict[str, Any] = {
    "topic": ["children", "health", "nonsense"],
    "area": ["higashi", "chuo-1", "nowhere"],
    "language": "vi",
    "quiet_from": "22",
    "quiet_until": "6",
    "child": ["2024-04", ""],
    "need": ["flee", "wealth"],
    "consent": "yes",
}


@pytest.fixture
def client(database: Database, conversation: Conversation) -> FlaskClient:
    app = Flask("tests", static_folder=None)
    app.config.update(SECRET_KEY=SECRET_KEY)
    CSRFProtect(app)
    house = conversation.engine.house
    web = WebCounter(database, Bell(), house.texts, lambda inbounds: inbox.accept(database, inbounds), CITY)
    app.register_blueprint(web_blueprint.create_blueprint(web))
    app.register_blueprint(create_blueprint(database, house))
    return app.test_client()


@pytest.fixture
def path(conversation: Conversation) -> str:
    """The address behind the button in the conversation."""
    conversation.presses("subscriptions.start")
    (url,) = [button.url for message in conversation.last for button in getattr(message, "buttons", ()) if button.url]
    return url.removeprefix(PUBLIC_URL)


def send(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    token = CSRF.search(client.get(path).text)
    assert token is not None
    return client.post(path, data={"csrf_token": token[1], **fields})


def read_row(database: Database) -> Subscription | None:
    with database.read() as session:
        row = session.exec(select(Subscription)).first()
        session.expunge_all()
    return row


def test_what_is_chosen_is_kept_found_and_shown(
    client: FlaskClient, path: str, database: Database, conversation: Conversation
) -> None:
    answer = send(client, path, **GOOD)
    assert answer.status_code == 303
    page = unescape(client.get(answer.location).text)
    assert "保存しました" in page
    for value in ("children", "health", "higashi", "chuo-1", "flee", "yes"):
        assert f'value="{value}" checked' in page
    assert 'value="disaster" checked' not in page and 'value="2024-04"' in page
    assert 'value="22" selected' in page and '<option value="vi" lang="vi" selected' in page
    everything = [{"topic": "children"}, {"area": ["east"]}, {"language": ["vi"]}, {"need": "flee"}]
    rule = parse({"all": [*everything, {"child_age": {"from": 0, "to": 18}}, {"not": {"topic": "disaster"}}]})
    with database.read() as session:
        assert session.scalars(select_recipients(rule, utc_now())).all() == [conversation.id]


def test_personal_things_want_consent_and_what_was_typed_stays(
    client: FlaskClient, path: str, database: Database
) -> None:
    answer = send(client, path, **{**GOOD, "consent": ""})
    page = unescape(answer.text)
    assert (answer.status_code, 'role="alert"' in page, "同意のチェックが必要です" in page) == (400, True, True)
    assert 'value="flee" checked' in page and 'value="2024-04"' in page
    assert read_row(database) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"child": ["1990-01"], "consent": "yes"}, "18歳まで"),
        ({"child": ["2099-01"], "consent": "yes"}, "18歳まで"),
        ({"child": ["spring"], "consent": "yes"}, "2023-04"),
        ({"quiet_from": "22"}, "始まりと終わり"),
        ({"quiet_from": "6", "quiet_until": "6"}, "同じ時刻"),
        ({"area": ["chuo-1", "chuo-2", "higashi", "nishi", "kita", "hara"]}, "多すぎます"),
    ],
)
def test_what_is_wrong_is_said_and_not_kept(
    client: FlaskClient, path: str, database: Database, fields: dict[str, Any], words: str
) -> None:
    answer = send(client, path, **fields)
    assert (answer.status_code, words in unescape(answer.text)) == (400, True)
    assert read_row(database) is None


def test_taken_out_on_the_page_it_is_deleted(client: FlaskClient, path: str, database: Database) -> None:
    send(client, path, **GOOD)
    kept = read_row(database)
    assert kept is not None and kept.consented_at is not None
    assert kept.personal == {"needs": ["flee"], "children": ["2024-04"]}
    send(client, path, topic="disaster")
    emptied = read_row(database)
    assert emptied is not None and (emptied.personal, emptied.consented_at) == (None, None)


def test_my_data_shows_and_deletes_it(
    client: FlaskClient, path: str, database: Database, conversation: Conversation
) -> None:
    send(client, path, **GOOD)
    with database.write() as session:
        (row,) = export(session, conversation.id)["subscription"]
        assert (row["personal"]["needs"], row["areas"]) == (["flee"], ["higashi", "chuo-1"])
        erase(session, conversation.id, 0, utc_now())
    assert read_row(database) is None
    conversation.says("自分のデータ")
    assert "お知らせの受信設定" not in str(conversation.last)


def test_only_who_has_the_link_and_the_page_may(client: FlaskClient, path: str, database: Database) -> None:
    assert client.get("/subscriptions").status_code == 200
    assert client.get(path.replace("/subscriptions/", "/subscriptions/x")).status_code == 410
    assert client.post("/subscriptions/x", data={}).status_code == 410
    stale = client.post(path, data={"topic": "waste"})
    assert (stale.status_code, 'value="waste" checked' in stale.text) == (400, True)
    assert read_row(database) is None
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-store" and "unsafe-inline" not in str(answer.headers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(client: FlaskClient, path: str, conversation: Conversation, language: str) -> None:
    page = unescape(client.get(path.partition("?")[0] + f"?lang={language}").text)
    texts = conversation.engine.house.texts
    for key in ("title", "page_purpose", "page_consent", "need_flee", "page_save"):
        assert texts.get(language, f"subscriptions.{key}") in page
