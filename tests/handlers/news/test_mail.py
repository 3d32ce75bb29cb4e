"""News by mail: only after its owner confirmed, each letter once, ended by one press."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlmodel import select

from bot.bell import Bell
from bot.clients.mail import Letter, SimulatedMail
from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.errors import TemporaryFault
from handlers.news.clock import create_clock
from handlers.news.models import MailDelivery, MailReader
from tests.dialogue.counter import PUBLIC_URL
from tests.handlers.news.sending import correct, send

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
MORNING = (utc_now().astimezone(TOKYO) + timedelta(days=1)).replace(hour=10, minute=0)
LATER = MORNING + timedelta(minutes=10)


def ask(client: FlaskClient, address: str = "hanako@example.jp", topics: tuple[str, ...] = ("waste",)) -> int:
    token = CSRF.search(client.get("/news/mail?lang=ja").text)
    assert token is not None
    fields = {"csrf_token": token[1], "mail": address, "topic": list(topics)}
    return client.post("/news/mail?lang=ja", data=fields).status_code


def find_link(letter: Letter) -> str:
    found = re.search(rf"{PUBLIC_URL}(/news/mail/\S+)", letter.text)
    assert found is not None
    return found[1]


def sign_up(client: FlaskClient, mail: SimulatedMail, address: str = "hanako@example.jp") -> str:
    """The link of the letter, which was opened and pressed."""
    assert ask(client, address) == 200
    link = find_link(mail.shown[0])
    assert client.post(link).status_code == 200
    return link


def run(database: Database, house: House, now: datetime = LATER) -> None:
    create_clock(database, house, Bell()).run(now)


def count(database: Database, model: type[MailReader] | type[MailDelivery]) -> int:
    with database.read() as session:
        return len(session.exec(select(model)).all())


def test_nothing_comes_before_its_owner_has_pressed_the_button(
    client: FlaskClient, mail: SimulatedMail, database: Database, house: House
) -> None:
    assert ask(client) == 200
    (question,) = mail.shown
    assert (question.to, "7日後に消えます" in question.text) == ("hanako@example.jp", True)
    assert client.get(find_link(question)).status_code == 200, "mail programs open links by themselves"
    send(database, "a", {"topic": "waste"}, utc_now() - timedelta(minutes=1), is_urgent=True)  # at any hour
    run(database, house, utc_now())
    assert len(mail.shown) == 1
    client.post(find_link(question))
    run(database, house, utc_now())
    assert len(mail.shown) == 1, "what left before is no news"
    send(database, "b", {"topic": "waste"}, MORNING + timedelta(minutes=5))
    run(database, house)
    assert [one.subject for one in mail.shown] == ["大雨警報", "お知らせメールの確認"]


def test_each_topic_once_with_the_way_out_in_each_letter(
    client: FlaskClient, mail: SimulatedMail, database: Database, house: House
) -> None:
    sign_up(client, mail)
    send(database, "a", {"topic": "waste"}, MORNING)
    send(database, "b", {"topic": "events"}, MORNING)
    send(database, "c", {"everyone": True}, MORNING)
    for _ in range(3):
        run(database, house)
    letters = [one for one in mail.shown if one.subject == "大雨警報"]
    assert len(letters) == 2
    headers = dict(letters[0].headers)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = headers["List-Unsubscribe"].strip("<>").removeprefix(PUBLIC_URL)
    assert stop in letters[0].text and "川に\n近づかないで" in letters[0].text
    assert client.get(stop).status_code == 200 and count(database, MailReader) == 1
    assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert count(database, MailReader) == count(database, MailDelivery) == 0
    assert client.post(stop).status_code == 200


def test_a_correction_goes_to_whom_the_first_went(
    client: FlaskClient, mail: SimulatedMail, database: Database, house: House
) -> None:
    sign_up(client, mail)
    id = send(database, "a", {"topic": "waste"}, MORNING)
    run(database, house)
    sign_up(client, mail, "jiro@example.jp")
    correct(database, id, "昼からです。", MORNING + timedelta(minutes=5))
    run(database, house)
    assert [one.to for one in mail.shown if one.subject.startswith("【訂正】")] == ["hanako@example.jp"]


def test_at_night_only_what_is_urgent(
    client: FlaskClient, mail: SimulatedMail, database: Database, house: House
) -> None:
    sign_up(client, mail)
    night = MORNING.replace(hour=23)
    send(database, "a", {"topic": "waste"}, night)
    send(database, "b", {"everyone": True}, night, is_urgent=True)
    run(database, house, night)
    assert [one.subject for one in mail.shown].count("大雨警報") == 1
    run(database, house, night + timedelta(hours=10))
    assert [one.subject for one in mail.shown].count("大雨警報") == 2


def test_what_the_server_does_not_take_is_tried_again(
    client: FlaskClient, mail: SimulatedMail, database: Database, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_up(client, mail)
    send(database, "a", {"topic": "waste"}, MORNING)
    with monkeypatch.context() as away:
        away.setattr(mail, "send", _refuse)
        run(database, house)
        assert ask(client, "jiro@example.jp") == 503
    assert count(database, MailDelivery) == 0
    run(database, house)
    assert mail.shown[0].subject == "大雨警報"


def _refuse(_: Letter) -> None:
    raise TemporaryFault("the mail server is away")


def test_a_form_can_neither_flood_an_address_nor_change_what_it_gets(
    client: FlaskClient, mail: SimulatedMail, database: Database
) -> None:
    sign_up(client, mail)
    assert [ask(client, "hanako@example.jp", ("events",)), ask(client, "HANAKO@example.jp")] == [200, 200]
    assert len(mail.shown) == 1
    with database.read() as session:
        (row,) = session.exec(select(MailReader)).all()
        raw = session.execute(text("SELECT address, address_index FROM mail_reader")).one()
    assert row.topics == ["waste"] and b"hanako" not in bytes(raw[0]) and "hanako" not in raw[1]


def test_what_is_wrong_is_said(client: FlaskClient, mail: SimulatedMail, database: Database) -> None:
    assert [ask(client, "hanako"), ask(client, ""), ask(client, topics=())] == [400, 400, 400]
    assert client.post("/news/mail", data={"mail": "a@example.jp", "topic": "waste"}).status_code == 400
    assert client.get("/news/mail/x").status_code == 404 and client.post("/news/mail/x/stop").status_code == 404
    assert (count(database, MailReader), len(mail.shown)) == (0, 0)


def test_who_never_confirmed_is_forgotten_after_a_week(
    client: FlaskClient, mail: SimulatedMail, database: Database, house: House
) -> None:
    ask(client)
    sign_up(client, mail, "jiro@example.jp")
    run(database, house, utc_now() + timedelta(days=8))
    assert count(database, MailReader) == 1
    assert client.post(find_link(mail.shown[1])).status_code == 410
