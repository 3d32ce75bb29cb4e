"""What we hold about a citizen: seen, taken along, deleted."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlmodel import SQLModel

from bot.clock import utc_now
from bot.db import Database
from bot.models.desk import OperatorRequest
from bot.models.inbox import InboxRow
from bot.models.tracker_event import TrackerEventRow
from bot.services.personal_data import list_tables
from bot.services.retention import purge_erased
from bot.services.transcript import list_entries
from handlers.faq.models import FaqAnswer
from handlers.my_data import links
from handlers.my_data.public import create_blueprint
from tests.dialogue.conversation import SILENCE, Conversation
from tests.dialogue.counter import PUBLIC_URL, SECRET_KEY


@pytest.fixture
def client(database: Database, conversation: Conversation) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(create_blueprint(database, conversation.engine.house))
    return app.test_client()


def test_counts_are_shown_in_plain_words_and_no_contents(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？")
    conversation.says("自分のデータ", expects="my_data.held")
    said = str(conversation.last)
    assert "あなたが送ったもの" in said
    assert "質問と評価" in said
    assert "365日" in said
    assert "手数料" not in said


def test_the_file_holds_everything_and_only_this_citizens(
    conversation: Conversation, evening: Conversation, client: FlaskClient
) -> None:
    evening.says("犬の登録")
    conversation.says("住民票の手数料は？")
    data = json.loads(client.get(ask_for_link(conversation)).data)
    assert {"conversation", "inbox", "tracker_event", "outbox", "faq_answer"} <= set(data)
    assert data["conversation"][0]["address"] == conversation.address
    assert "住民票の手数料は？" in json.dumps(data, ensure_ascii=False)
    assert "犬の登録" not in json.dumps(data, ensure_ascii=False)


def test_the_file_is_a_download_that_nobody_keeps(conversation: Conversation, client: FlaskClient) -> None:
    conversation.says("こんにちは")
    answer = client.get(ask_for_link(conversation))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("spoil", [lambda token: token + "x", lambda token: "1." + token, lambda token: "x"])
def test_a_forged_link_opens_nothing(
    conversation: Conversation, client: FlaskClient, spoil: Callable[[str], str]
) -> None:
    conversation.says("こんにちは")
    token = ask_for_link(conversation).rpartition("/")[2]
    assert client.get(f"/my-data/{spoil(token)}").status_code == 410


def test_a_link_signed_for_something_else_opens_nothing(client: FlaskClient) -> None:
    from itsdangerous import URLSafeTimedSerializer

    token = URLSafeTimedSerializer(SECRET_KEY, salt="other").dumps(1)
    assert client.get(f"/my-data/{token}").status_code == 410


def test_an_old_link_opens_nothing_and_says_so(
    conversation: Conversation, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation.says("こんにちは")
    path = ask_for_link(conversation)
    monkeypatch.setattr(links, "LIFE_SECONDS", -1)
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 410
    assert "This link no longer works" in answer.text
    assert '<html lang="en">' in answer.text


def test_deleting_asks_first(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？")
    conversation.presses("my_data.delete", expects="my_data.delete_title")
    conversation.presses("いいえ", expects="dialogue.cancelled")
    assert conversation.rows(FaqAnswer) != []


def test_after_deleting_only_the_deletion_itself_is_left(conversation: Conversation, database: Database) -> None:
    conversation.says("住民票の手数料は？")
    conversation.says("職員と話す")
    conversation.says("秘密の話", expects=SILENCE)
    conversation.says("ボットに戻る")
    conversation.presses("my_data.delete", expects="my_data.delete_means")
    conversation.presses("はい", expects="my_data.deleted")

    assert conversation.rows(FaqAnswer) == []
    assert conversation.rows(OperatorRequest) == []
    (row,) = conversation.rows(InboxRow)
    assert row.inbound["postback"] == "my_data.fill?confirmed=yes"
    events = conversation.rows(TrackerEventRow)
    assert {event.inbox_id for event in events} == {row.id}
    assert "秘密" not in str([event.data for event in events])
    assert conversation.tracker.frames == ()


def test_a_screen_that_follows_the_conversation_hears_of_the_deletion(
    conversation: Conversation, database: Database
) -> None:
    conversation.says("こんにちは")
    conversation.presses("my_data.delete", expects="my_data.delete_means")
    seen = list_entries(database, conversation.id)[-1].id
    conversation.presses("はい", expects="my_data.deleted")
    assert list_entries(database, conversation.id, after=seen)[-1].messages == conversation.last


def test_the_rest_goes_a_little_later(conversation: Conversation, database: Database) -> None:
    conversation.says("こんにちは")
    conversation.presses("my_data.delete")
    conversation.presses("はい", expects="my_data.deleted")
    with database.write() as session:
        assert purge_erased(session, utc_now() + timedelta(hours=1)) == 1
    assert count_personal_rows(database) == 0


def test_who_writes_again_is_a_new_citizen(conversation: Conversation) -> None:
    conversation.says("English please")
    conversation.presses("my_data.delete")
    conversation.presses("Yes", expects="my_data.deleted")
    conversation.says("こんにちは", expects="greeting.hello")
    assert conversation.tracker.language == "ja"


def test_another_citizens_data_stays(conversation: Conversation, evening: Conversation) -> None:
    evening.says("住民票の手数料は？")
    conversation.presses("my_data.delete")
    conversation.presses("はい", expects="my_data.deleted")
    assert len(evening.rows(FaqAnswer)) == 1


def ask_for_link(conversation: Conversation) -> str:
    conversation.presses("my_data.export", expects="my_data.link_life")
    (url,) = [choice.url for choice in conversation.choices if choice.url]
    assert url.startswith(f"{PUBLIC_URL}/my-data/")
    return url.removeprefix(PUBLIC_URL)


def count_personal_rows(database: Database) -> int:
    tables = [SQLModel.metadata.tables["conversation"], *list_tables()]
    with database.read() as session:
        return sum(session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
