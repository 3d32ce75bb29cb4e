"""An application's own page, over HTTP: what it says, what it leads to, and what it never says."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect

from bot import inbox
from bot.bell import Bell
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.db import Database
from bot.signed_ids import sign_id
from bot.texts import LANGUAGES
from handlers.certificates.links import KIND
from handlers.certificates.models import ApplicationState
from handlers.certificates.public import create_blueprint
from tests.channels.web.conftest import CITY
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.certificates.ordering import ANSWERS, order, send_form
from tests.handlers.certificates.test_applying import get_application, order_at_counter, pay, put_into

S = ApplicationState
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


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


def path(conversation: Conversation, end: str = "") -> str:
    token = sign_id(SECRET_KEY, KIND, get_application(conversation).id or 0)
    return f"/certificates/{token}{end}"


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_it_follows_an_application_from_the_form_to_the_post(conversation: Conversation, client: FlaskClient) -> None:
    order(conversation)
    send_form(conversation)
    page = read(client, path(conversation))
    assert "住民票の写し 2通" in page and get_application(conversation).number in page
    assert "お支払いをお待ちしています" in page
    assert re.search(r'href="/pay/[^"]+">支払いに進む', page)
    assert [word for word in ("発行", "発送") if f'<li class="to-come"><b>{word}</b>' in page] == ["発行", "発送"]
    pay(conversation)
    page = read(client, path(conversation))
    assert "市民窓口課が確認し、" in page and "支払いに進む" not in page
    put_into(conversation, S.IN_REVIEW, S.ISSUED, S.SENT)
    page = read(client, path(conversation))
    assert page.count('<li class="past">') == 5
    assert 'aria-current="step"><b>発送</b>' in page
    assert "このあと" not in page
    assert not any(value in page for value in ANSWERS.values() if value != "self")


@on_sqlite
def test_it_leads_to_the_form_of_the_one_field(conversation: Conversation, client: FlaskClient) -> None:
    order(conversation)
    send_form(conversation)
    pay(conversation)
    put_into(conversation, S.IN_REVIEW, S.RETURNED, field="photo", reason="文字が<読>めません")
    page = client.get(path(conversation)).text
    assert "文字が&lt;読&gt;めません" in page
    assert "「本人確認書類の写真」をもう一度" in page
    on = client.get(path(conversation, "/correct"))
    assert on.headers["Location"].startswith("/liff/certificate_correction-photo?t=")
    put_into(conversation, S.IN_REVIEW)
    assert client.get(path(conversation, "/correct")).headers["Location"].endswith(path(conversation))


def test_it_is_cancelled_after_a_question(conversation: Conversation, client: FlaskClient) -> None:
    order_at_counter(conversation)
    send_form(conversation)
    asked = client.get(path(conversation, "/cancel"))
    assert "この申請を取り消しますか" in asked.text
    assert client.post(path(conversation, "/cancel")).status_code == 400
    assert get_application(conversation).state == S.PAID
    (token,) = TOKEN.findall(asked.text)
    done = client.post(path(conversation, "/cancel"), data={"csrf_token": token})
    assert done.status_code == 303
    assert get_application(conversation).state == S.CANCELLED
    assert "取り消されました" in read(client, path(conversation))
    assert "申請を取り消す" not in read(client, path(conversation))


@on_sqlite
def test_too_late_to_cancel(conversation: Conversation, client: FlaskClient) -> None:
    order_at_counter(conversation)
    send_form(conversation)
    (token,) = TOKEN.findall(client.get(path(conversation, "/cancel")).text)
    put_into(conversation, S.IN_REVIEW)
    answer = client.post(path(conversation, "/cancel"), data={"csrf_token": token})
    assert answer.status_code == 409
    assert "ここからは取り消せません" in answer.text
    assert client.get(path(conversation, "/cancel")).status_code == 303


@on_sqlite
def test_nobody_gets_in_without_the_link(conversation: Conversation, client: FlaskClient) -> None:
    order(conversation)
    for token in ("1", "MQ.forged", sign_id("another key", KIND, 1), sign_id(SECRET_KEY, KIND, 999)):
        assert client.get(f"/certificates/{token}").status_code == 404
        assert client.get(f"/certificates/{token}/cancel").status_code == 404
        assert client.post(f"/certificates/{token}/cancel").status_code == 404
    answer = client.get(path(conversation))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text


@on_sqlite
def test_every_state_in_every_language(conversation: Conversation, client: FlaskClient) -> None:
    order_at_counter(conversation)
    send_form(conversation)
    with conversation.database.write() as session:
        application = get_application(conversation)
        session.add(application)
        application.due_at = application.made_at
    for state in ApplicationState:
        with conversation.database.write() as session:
            application = get_application(conversation)
            session.add(application)
            application.state, application.field = state, "photo" if state == S.RETURNED else ""
        for language in LANGUAGES:
            page = read(client, f"{path(conversation)}?lang={language}")
            assert conversation.engine.house.texts.get(language, f"certificates.state_{state}") in page
            assert "{" not in page
