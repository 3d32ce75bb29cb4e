"""What the log of conversations teaches, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select, update

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.tracker_store import SESSION_TIMEOUT
from bot.models.conversation import Conversation as ConversationRow
from bot.models.learning import NluExample
from bot.models.tracker_event import TrackerEventRow
from bot.services import personal_data
from bot.services.learning.proposals import Proposal, list_proposals
from bot.services.retention import purge_old
from tests.bot.learning.conftest import MakeReader, Talk
from tests.dialogue.conversation import Conversation


def proposed(database: Database) -> list[Proposal]:
    with database.read() as session:
        return list_proposals(session)


def told(database: Database) -> list[tuple[str, str, str]]:
    return [(one.text, one.intent, one.reason) for one in proposed(database)]


def test_what_fell_through_is_proposed_without_a_guess(
    citizen: Conversation, make_reader: MakeReader, database: Database
) -> None:
    citizen.says("ふにゃふにゃほげほげ", expects="dialogue.not_understood")
    assert make_reader().read(utc_now()) == 1
    assert told(database) == [("ふにゃふにゃほげほげ", "", "fell_through")]


def test_the_answer_to_which_says_what_was_meant(
    citizen: Conversation, make_reader: MakeReader, database: Database
) -> None:
    citizen.says("写しか意見か", expects="dialogue.which")
    reader = make_reader()
    assert reader.read(utc_now()) == 0  # nobody knows yet
    citizen.presses("ご意見", expects="memo.ask_words")
    assert reader.read(utc_now()) == 1
    assert told(database) == [("写しか意見か", "give_opinion", "clarified")]


def test_neither_of_both_says_nothing(citizen: Conversation, make_reader: MakeReader, database: Database) -> None:
    citizen.says("写しか意見か", expects="dialogue.which")
    citizen.says("こんにちは")
    citizen.presses("memo.start", expects="memo.ask_words")
    assert make_reader().read(utc_now()) == 0


def test_what_was_cancelled_at_once_for_something_else_was_misunderstood(
    citizen: Conversation, make_reader: MakeReader, database: Database
) -> None:
    citizen.says("意見があります", expects="memo.ask_words")
    citizen.presses("やめる", expects="dialogue.cancelled")
    citizen.says("住民票を2通ほしい", expects="住民票を2通です。")
    assert make_reader().read(utc_now()) == 1
    assert told(database) == [("意見があります", "order_copies", "corrected")]


@pytest.mark.parametrize("then", [(), ("職員と話したい",), ("こんにちは", "こんにちは", "住民票を2通ほしい")])
def test_who_only_cancels_corrects_nothing(
    citizen: Conversation, make_reader: MakeReader, then: tuple[str, ...]
) -> None:
    citizen.says("意見があります", expects="memo.ask_words")
    citizen.presses("やめる")
    for words in then:
        citizen.says(words)
    assert make_reader().read(utc_now()) == 0


def test_what_is_wanted_in_another_session_corrects_nothing(
    citizen: Conversation, make_reader: MakeReader, database: Database
) -> None:
    citizen.says("意見があります", expects="memo.ask_words")
    citizen.presses("やめる")
    with database.write() as session:
        session.exec(update(TrackerEventRow).values(at=utc_now() - SESSION_TIMEOUT - timedelta(minutes=1)))
    citizen.says("住民票を2通ほしい")
    assert make_reader().read(utc_now()) == 0


def test_nothing_personal_is_proposed(citizen: Conversation, make_reader: MakeReader, database: Database) -> None:
    for words in (
        "ふにゃ田中太郎と申します",
        "ほげほげ090-1234-5678",
        "ぴよぴよ 1234 5678 9012",
        "ふがふが a@b.example",
    ):
        citizen.says(words)
    assert make_reader().read(utc_now()) == 0
    assert told(database) == []


def test_what_is_an_example_already_is_not_proposed(
    citizen: Conversation, make_reader: MakeReader, database: Database
) -> None:
    citizen.says("杉の値段を予想して")
    assert "missed" in [row.name for row in citizen.rows(TrackerEventRow)]
    assert make_reader().read(utc_now()) == 0


def test_the_same_words_are_one_proposal_and_the_most_frequent_comes_first(
    talk: Talk, make_reader: MakeReader, database: Database
) -> None:
    talk().says("ふにゃふにゃほげほげ")
    for words in ("ぴよぴよ PIYO もけもけ", "ぴよぴよ　piyo もけもけ"):
        talk().says(words)
    assert make_reader().read(utc_now()) == 3
    assert [(one.text, one.times) for one in proposed(database)] == [
        ("ぴよぴよ PIYO もけもけ", 2),
        ("ふにゃふにゃほげほげ", 1),
    ]


def test_whoever_reads_again_or_at_once_proposes_nothing_twice(
    talk: Talk, make_reader: MakeReader, database: Database
) -> None:
    for number in range(6):
        talk().says(f"ふにゃふにゃほげ{'ほげ' * number}")
    readers = [make_reader() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda reader: reader.read(utc_now()), readers))
    assert sum(found) == 6 and len(proposed(database)) == 6
    assert readers[0].read(utc_now()) == make_reader().read(utc_now()) == 0


def test_what_is_taken_back_is_not_shown_and_not_proposed(
    citizen: Conversation, make_reader: MakeReader, database: Database
) -> None:
    citizen.says("ふにゃふにゃほげほげ")
    make_reader().read(utc_now())
    citizen.says("ぴよぴよもけもけ")
    with database.write() as session:
        personal_data.forget_message(session, citizen.id, citizen.last_inbound.message_id)  # type: ignore[union-attr]
    assert make_reader().read(utc_now()) == 0
    assert [text for text, *_ in told(database)] == ["ふにゃふにゃほげほげ"]
    with database.write() as session:
        first = session.exec(select(NluExample.inbox_id)).one()
        for row in citizen.rows(TrackerEventRow):
            if row.inbox_id == first:
                session.delete(row)
        session.exec(update(NluExample).values(utterance=""))
    assert told(database) == []


def test_what_is_deleted_while_it_is_read_is_not_proposed(
    citizen: Conversation, make_reader: MakeReader, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.says("ふにゃふにゃほげほげ")
    reader = make_reader()
    understand = reader._interpret

    def delete_meanwhile(text: str):  # type: ignore[no-untyped-def]
        with database.write() as session:
            personal_data.erase(session, citizen.id, 0, utc_now())
        return understand(text)

    monkeypatch.setattr(reader, "_interpret", delete_meanwhile)
    assert reader.read(utc_now()) == 0
    assert told(database) == []


def test_proposals_go_with_their_conversation(
    citizen: Conversation, make_reader: MakeReader, database: Database
) -> None:
    citizen.says("ふにゃふにゃほげほげ")
    make_reader().read(utc_now())
    with database.read() as session:
        held = personal_data.export(session, citizen.id)
    assert held["nlu_example"][0]["utterance"] == "ふにゃふにゃほげほげ"
    with database.write() as session:
        assert purge_old(session, utc_now() + timedelta(days=400), 365) == 1
    assert told(database) == []
    with database.read() as session:
        assert session.exec(select(ConversationRow)).all() == []
