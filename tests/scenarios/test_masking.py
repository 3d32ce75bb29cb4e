"""Through the real doors: what a citizen types by mistake is in no table, no message, no log and on no screen."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text

from bot.services.personal_data import export
from tests.channels.web.conftest import Visitor
from tests.scenarios.office import Citizen, Office

SECRETS = ("090-1234-5678", "taro@example.com", "1234 5678 9018", "4111 1111 1111 1111")
SAID = "電話は090-1234-5678、taro@example.com、番号は1234 5678 9018、カードは4111 1111 1111 1111です"
MASKS = ("●●●-●●●●-●●●●", "●●●@●●●", "●●●●-●●●●-●●●●", "●●●●-●●●●-●●●●-●●●●")


def read_everything(office: Office) -> str:
    """What is held of everybody, decrypted, and every cell of every table as it is."""
    with office.counter.database.read() as session:
        ids = [row[0] for row in session.execute(text("SELECT id FROM conversation"))]
        held = "".join(str(export(session, conversation_id)) for conversation_id in ids)
        tables = ("conversation", "inbox", "outbox", "tracker_event")
        return held + "".join(str(session.execute(text(f"SELECT * FROM {name}")).all()) for name in tables)


def test_line(office: Office, citizen: Citizen, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = "".join(citizen.is_told(SAID))
    held = read_everything(office)
    for secret in SECRETS:
        assert secret not in held
        assert secret not in said
        assert secret not in caplog.text
    assert [mask in held for mask in MASKS] == [True] * 4
    assert said.count("伏せました") == 1


def test_web(office: Office) -> None:
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"text": SAID})
    asked, answered = visitor.listen().take(2)
    page, held = visitor.get().text, read_everything(office)
    for secret in SECRETS:
        assert secret not in page + held + str(asked) + str(answered)
    assert "電話は●●●-●●●●-●●●●、" in asked["messages"][0]["text"]


def test_a_label_of_a_button_that_was_never_ours(office: Office) -> None:
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"postback": "help.start", "label": "090-1234-5678"})
    visitor.listen().take(2)
    assert "090-1234-5678" not in read_everything(office)


def test_the_citys_own_numbers_are_read(office: Office, citizen: Citizen) -> None:
    citizen.is_told("代表の026-000-1000にかけてもつながりません")
    assert "026-000-1000にかけても" in read_everything(office)
