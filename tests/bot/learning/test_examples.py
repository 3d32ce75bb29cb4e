"""Staff accept and reject, on both databases."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.db import Database
from bot.errors import NotFound, Refused
from bot.models.learning import ExampleStatus, NluExample
from bot.services import personal_data
from bot.services.learning.examples import accept, list_accepted, reject
from bot.services.learning.proposals import list_proposals
from nlu.training_data import TrainingData
from tests.bot.learning.staff import NOW, propose


def accepted(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(row.utterance, row.intent) for row in list_accepted(session)]


def statuses(database: Database) -> dict[int, str]:
    with database.read() as session:
        return {row.id or 0: row.status for row in session.exec(select(NluExample))}


def test_an_accepted_example_is_the_citys_and_knows_nobody(database: Database, rooms: TrainingData) -> None:
    (number,) = propose(database, "記録を見せて")
    example = accept(database, rooms, number, "", by="Tanaka", now=NOW)
    assert (example.text, example.intent) == ("記録を見せて", "my_data")
    with database.write() as session:
        row = session.get(NluExample, number)
        assert row is not None
        assert (row.conversation_id, row.inbox_id, row.decided_by, row.decided_at) == (None, None, "Tanaka", NOW)
        personal_data.erase(session, 1, 0, NOW)
    assert accepted(database) == [("記録を見せて", "my_data")]


def test_staff_may_know_better(database: Database, rooms: TrainingData) -> None:
    first, second = propose(database, "記録を見せて", "明日の株", intent="")
    with pytest.raises(Refused, match="nothing is suggested; say what it means with --intent: give_opinion, my_data"):
        accept(database, rooms, first, "", by="", now=NOW)
    with pytest.raises(Refused, match="there is no intent swim; there are give_opinion"):
        accept(database, rooms, first, "swim", by="", now=NOW)
    accept(database, rooms, first, "order_copies", by="", now=NOW)
    accept(database, rooms, second, "out_of_scope", by="", now=NOW)
    assert accepted(database) == [("記録を見せて", "order_copies"), ("明日の株", "out_of_scope")]


def test_the_same_words_are_decided_once(database: Database, rooms: TrainingData) -> None:
    first, second, other = propose(database, "Records please", "records PLEASE", "記録")
    accept(database, rooms, second, "", by="", now=NOW)
    assert statuses(database) == {second: "accepted", other: "proposed"}
    with pytest.raises(NotFound, match=f"there is no proposal {first}"):
        accept(database, rooms, first, "", by="", now=NOW)
    with pytest.raises(Refused, match=f"{second} was accepted already"):
        accept(database, rooms, second, "", by="", now=NOW)
    (again,) = propose(database, "RECORDS please")
    with pytest.raises(Refused, match=f"is accepted already, as example {second} of my_data"):
        accept(database, rooms, again, "give_opinion", by="", now=NOW)
    assert accepted(database) == [("records PLEASE", "my_data")]


def test_an_example_of_the_rooms_is_named_with_file_and_line(database: Database, rooms: TrainingData) -> None:
    (number,) = propose(database, "松の写しを申し込む")
    with pytest.raises(Refused, match=r"is an example of order_copies already, in .*rooms/all/nlu.yml:6"):
        accept(database, rooms, number, "", by="", now=NOW)
    assert statuses(database) == {number: "proposed"}


def test_what_turns_out_to_be_personal_is_refused(database: Database, rooms: TrainingData) -> None:
    (number,) = propose(database, "電話は090-1234-5678")
    with pytest.raises(Refused, match="may be personal"):
        accept(database, rooms, number, "", by="", now=NOW)


def test_a_rejected_one_is_not_shown_any_more(database: Database, rooms: TrainingData) -> None:
    first, _, other = propose(database, "記録", "記録", "写し")
    assert reject(database, first, by="Tanaka", now=NOW) is ExampleStatus.PROPOSED
    with database.read() as session:
        assert [one.id for one in list_proposals(session)] == [other]
        assert "Tanaka" not in str(personal_data.export(session, 1))  # staff are not the citizen's own data
    for again in (
        lambda: reject(database, first, by="", now=NOW),
        lambda: accept(database, rooms, first, "", by="", now=NOW),
    ):
        with pytest.raises(Refused, match=f"{first} was rejected already"):
            again()


def test_an_accepted_one_can_be_taken_back(database: Database, rooms: TrainingData) -> None:
    (number,) = propose(database, "記録")
    accept(database, rooms, number, "", by="", now=NOW)
    assert reject(database, number, by="", now=NOW) is ExampleStatus.ACCEPTED
    assert accepted(database) == []
    (again,) = propose(database, "記録")
    accept(database, rooms, again, "", by="", now=NOW)
    assert accepted(database) == [("記録", "my_data")]


def test_a_number_that_nobody_has(database: Database, rooms: TrainingData) -> None:
    for call in (lambda: accept(database, rooms, 99, "", by="", now=NOW), lambda: reject(database, 99, by="", now=NOW)):
        with pytest.raises(NotFound, match="there is no proposal 99; `madoguchi nlu proposals` lists them"):
            call()
