"""Who has seen my data: the offices and what for, never a name."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clock import utc_now
from bot.db import Database
from bot.services.audit import Actor, ConversationAction, record
from bot.services.audit.reading import list_accesses
from bot.services.retention import purge_erased
from handlers.my_data.public import create_blueprint
from tests.bot.audit.entries import NOON, TANAKA, list_all
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import PUBLIC_URL


@pytest.fixture
def client(database: Database, conversation: Conversation) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(create_blueprint(database, conversation.engine.house))
    return app.test_client()


def look(database: Database, conversation: Conversation, actor: Actor = TANAKA, days: int = 0, why: str = "") -> None:
    """Staff open the conversation."""
    now = NOON + timedelta(days=days)
    with database.write() as session:
        record(
            session,
            actor,
            ConversationAction.VIEWED,
            conversation_id=conversation.id,
            purpose=why,
            reason="相談者の山田さんの件",
            now=now,
        )


def test_nobody_yet(conversation: Conversation) -> None:
    conversation.says("自分のデータ", expects="my_data.held")
    conversation.presses("だれが見たか", expects="my_data.seen_by_nobody")


def test_office_day_and_purpose_are_said_and_no_name(conversation: Conversation, database: Database) -> None:
    conversation.says("こんにちは")
    look(database, conversation, why="answer")
    conversation.presses("my_data.accesses", expects="my_data.seen_title")
    said = str(conversation.last)
    assert "令和8年12月1日（火）午後0時" in said
    assert "市民窓口課（お問い合わせへの対応）" in said
    for secret in (TANAKA.name, "田中", TANAKA.address, "山田"):
        assert secret not in said


def test_who_has_no_department_is_told_by_the_role(conversation: Conversation, database: Database) -> None:
    conversation.says("こんにちは")
    look(database, conversation, Actor("staff", "1", role="auditor"), why="quality")
    look(database, conversation, Actor("staff", "2", role="juggler"), days=1)
    conversation.presses("my_data.accesses")
    assert "監査の担当者（案内の見直し）" in str(conversation.last)
    assert "市の職員（業務のため）" in str(conversation.last)


def test_another_citizens_and_the_systems_are_not_shown(
    conversation: Conversation, evening: Conversation, database: Database
) -> None:
    evening.says("こんにちは")
    conversation.says("こんにちは")
    look(database, evening)
    look(database, conversation, Actor("system", "scheduler"))
    look(database, conversation, Actor("citizen", str(conversation.id)))
    conversation.presses("my_data.accesses", expects="my_data.seen_by_nobody")


def test_the_same_office_on_one_day_is_one_access(conversation: Conversation, database: Database) -> None:
    conversation.says("こんにちは")
    for _ in range(3):
        look(database, conversation, why="answer")
    look(database, conversation, days=2, why="answer")
    with database.read() as session:
        found = list_accesses(session, conversation.id)
    assert [(access.at, access.times) for access in found] == [(NOON + timedelta(days=2), 1), (NOON, 3)]


def test_more_than_a_few_are_on_the_page(conversation: Conversation, database: Database, client: FlaskClient) -> None:
    conversation.says("English please")
    for day in (0, 1, 2, 3, 4, 4):
        look(database, conversation, days=day, why="answer")
    conversation.presses("my_data.accesses", expects="my_data.seen_title")
    assert str(conversation.last).count("Citizen Service Counter (to answer you)") == 3
    (url,) = [choice.url for choice in conversation.choices if choice.url]
    page = client.get(url.removeprefix(PUBLIC_URL))
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    assert page.text.count("Citizen Service Counter (to answer you)") == 5
    assert page.text.count("×2") == 1
    assert "田中" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    file = client.get(url.removeprefix(PUBLIC_URL).partition("/accesses")[0])
    accesses = json.loads(file.data)["accesses"]
    assert [access["department"] for access in accesses] == ["residents"] * 5
    assert "田中" not in file.text


def test_the_page_opens_with_a_good_link_only(client: FlaskClient) -> None:
    assert client.get("/my-data/forged/accesses").status_code == 410


def test_entries_outlive_the_citizens_data_and_hold_none_of_it(conversation: Conversation, database: Database) -> None:
    conversation.says("秘密の相談です")
    look(database, conversation)
    before = conversation.id
    conversation.presses("my_data.delete")
    conversation.presses("はい", expects="my_data.deleted")
    with database.write() as session:
        assert purge_erased(session, utc_now() + timedelta(hours=1)) == 1
    (entry,) = list_all(database)
    assert entry.conversation_ref == before
    assert "秘密" not in entry.model_dump_json(exclude={"mac"})


def test_who_comes_after_a_deletion_sees_nothing_of_who_was_before(
    conversation: Conversation, database: Database
) -> None:
    conversation.says("こんにちは")
    look(database, conversation)
    conversation.presses("my_data.delete")
    conversation.presses("はい", expects="my_data.deleted")
    with database.write() as session:
        purge_erased(session, utc_now() + timedelta(hours=1))
    conversation.says("こんにちは")
    conversation.presses("my_data.accesses", expects="my_data.seen_by_nobody")
