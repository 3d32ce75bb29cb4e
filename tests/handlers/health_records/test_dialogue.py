"""In the conversation: a button to the page, the way to what family may see, and nothing of a record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from bot.clock import utc_now
from bot.services.form_entries import open_draft, send_draft
from handlers.health_records.models import HealthAccount, HealthRequest
from tests.dialogue.conversation import Conversation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHILD = {"child_name": "山田 つばさ", "child_kana": "ヤマダ ツバサ", "relationship": "father", "phone": "090-1234-5678"}


def send_form(citizen: Conversation, expects: str) -> None:
    citizen.says("こんにちは")
    with citizen.database.write() as session:
        draft = open_draft(session, citizen.id, "health_parent", utc_now())
        sent = send_draft(session, draft.key, CHILD, "HC", utc_now())
        assert sent is not None
        number = sent.number
    citizen.sends_form("health_parent", number, expects, room="health_records")


def test_the_button_opens_the_page(conversation: Conversation) -> None:
    conversation.says("子どもの予防接種の記録を見せていただけますか", expects="health_records.open_text")
    assert [one.url for one in conversation.choices if one.url] == ["http://127.0.0.1:8000/health?lang=ja"]
    conversation.presses("家族の記録を見たい", expects="health_records.family_account_first")
    conversation.says("Show me my daughter's vaccination record, please.", expects="health_records.open_text")


def test_who_has_linked_line_gets_a_link_of_their_own(conversation: Conversation) -> None:
    engine = conversation.engine
    engine.house = replace(engine.house, find_account=lambda session, id: "20260001")
    conversation.says("子どもの予防接種の記録を見せていただけますか", expects="health_records.open_text")
    (url,) = [one.url for one in conversation.choices if one.url]
    assert url.startswith("http://127.0.0.1:8000/health?lang=ja&from=")
    assert "20260001" not in url
    conversation.presses("家族の記録を見たい", expects="health_records.family_text")


def test_nobody_fills_in_a_form_that_can_not_be_taken(conversation: Conversation) -> None:
    conversation.says("子どもの予防接種の記録を見せていただけますか", expects="health_records.open_text")
    conversation.presses("家族の記録を見たい", expects="health_records.family_account_first")
    assert "連携する" in conversation.labels
    assert not [one for one in conversation.choices if one.url]


def test_a_form_waits_for_staff_when_the_account_is_known(conversation: Conversation) -> None:
    send_form(conversation, "health_records.form_without_account")
    with conversation.database.read() as session:
        assert not session.exec(select(HealthRequest)).all()
    engine = conversation.engine
    engine.house = replace(engine.house, find_account=lambda session, id: f"account of {id}")
    send_form(conversation, "health_records.form_received")
    assert "つばさ" not in str(conversation.last)
    with conversation.database.read() as session:
        asked = session.exec(select(HealthRequest)).one()
        account = session.exec(select(HealthAccount)).one()
        assert asked.number in str(conversation.last)
        assert (asked.kind, asked.account_id, account.account) == (
            "parent",
            account.id,
            f"account of {conversation.id}",
        )
    for _ in range(4):
        send_form(conversation, "health_records.form_received")
    send_form(conversation, "health_records.form_too_many")
