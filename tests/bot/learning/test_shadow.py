"""Another engine reads what was said: a simulated Rasa beside the counter; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select, update

from bot.clock import utc_now
from bot.db import Database
from bot.errors import TemporaryFault
from bot.models.inbox import InboxRow
from bot.models.learning import NluComparison
from bot.services import personal_data
from bot.services.learning import shadow
from bot.services.learning.differences import Pair, list_disagreements, summarise
from bot.services.learning.shadow import Shadow, agree
from bot.services.retention import purge_old
from nlu.interpretation import RankedIntent
from nlu.interpreter import Interpreter
from nlu.rasa.engine import create_sole_engine
from nlu.training_data import TrainingData
from tests.bot.learning.conftest import Talk
from tests.dialogue.conversation import Conversation
from tests.http_server import Fault
from tests.nlu.rasa.simulated import TOKEN, SimulatedRasa, start_rasa

SINCE = utc_now() - timedelta(days=1)
GREETING, MATTER = "ごめんくださいませ、おはようございます", "ふにゃふにゃほげほげ"


@pytest.fixture
def rasa() -> Iterator[SimulatedRasa]:
    server, stop = start_rasa()
    server.confidences = lambda text: {"my_data": 0.9, "give_opinion": 0.1}
    yield server
    stop()


@pytest.fixture
def beside(database: Database, rasa: SimulatedRasa, rooms: TrainingData) -> Shadow:
    engine = create_sole_engine(rasa.url, TOKEN, rooms.intents)
    return Shadow(database, "rasa", Interpreter(engine).interpret)


def compared(database: Database) -> list[tuple[str, str, bool]]:
    with database.read() as session:
        rows = session.exec(select(NluComparison).order_by(NluComparison.id)).all()  # type: ignore[arg-type]
        return [(row.intent, row.shadow_intent, row.agrees) for row in rows]


def test_what_engines_answered_is_compared_after_the_turn(
    citizen: Conversation, beside: Shadow, database: Database, rasa: SimulatedRasa
) -> None:
    citizen.says(GREETING)
    citizen.says("キャンセル")  # a word, understood without an engine
    citizen.sends_sticker()
    assert rasa.texts == []
    assert beside.compare(utc_now()) == 1
    assert rasa.texts == [GREETING]
    assert compared(database) == [("greet", "my_data", False)]
    assert beside.compare(utc_now()) == 0
    citizen.says(MATTER)
    assert beside.compare(utc_now()) == 1


@pytest.mark.parametrize(
    ("one", "other", "is_agreement"),
    [
        (("greet", 0.9), ("greet", 0.1), True),
        (("greet", 0.9), ("thanks", 0.1), False),
        (("greet", 0.9), ("nlu_fallback", 0.9), False),
        (("greet", 0.5), ("nlu_fallback", 0.9), True),
        (("greet", 0.5), ("thanks", 0.5), True),
        (("nlu_fallback", 0.7), ("nlu_fallback", 0.9), True),
    ],
)
def test_they_differ_where_one_is_sure(one: tuple[str, float], other: tuple[str, float], is_agreement: bool) -> None:
    assert agree(RankedIntent(*one), RankedIntent(*other)) is agree(RankedIntent(*other), RankedIntent(*one))
    assert agree(RankedIntent(*one), RankedIntent(*other)) is is_agreement


def test_pairs_are_counted_and_listed(talk: Talk, beside: Shadow, database: Database, rasa: SimulatedRasa) -> None:
    for _ in range(2):
        talk().says(GREETING)
    talk().says(MATTER)
    beside.compare(utc_now())
    rasa.confidences = lambda text: {"greet": 0.7, "my_data": 0.1}
    beside._interpret = Interpreter(create_sole_engine(rasa.url, TOKEN, ["greet", "my_data"])).interpret
    talk().says(GREETING)
    beside.compare(utc_now())
    with database.read() as session:
        summary = summarise(session, SINCE)
        found = list_disagreements(session, SINCE, 2, with_words=True)
        unseen = list_disagreements(session, SINCE, 2, with_words=False)
        later = summarise(session, utc_now() + timedelta(minutes=1))
    assert (summary.compared, summary.agreed, summary.rate) == (4, 1, 0.25)
    assert summary.pairs == (
        Pair("embedded", "greet", "rasa", "my_data", 2),
        Pair("embedded", "nlu_fallback", "rasa", "my_data", 1),
    )
    assert [(one.intent, one.shadow_intent, one.shadow_confidence, one.text) for one in found] == [
        ("nlu_fallback", "my_data", 0.9, MATTER),
        ("greet", "my_data", 0.9, GREETING),
    ]
    assert {one.text for one in unseen} == {""}
    assert (later.compared, later.rate) == (0, None)


def test_who_answered_in_its_place_is_not_compared_with_itself(
    citizen: Conversation, database: Database, rooms: TrainingData
) -> None:
    citizen.says(GREETING)  # Rasa was down, and the embedded engine answered
    assert Shadow(database, "embedded", lambda text: pytest.fail("asked")).compare(utc_now()) == 0
    with database.write() as session:
        session.exec(update(InboxRow).values(engine="rasa"))
    understand = citizen.engine._interpret
    assert Shadow(database, "embedded", understand).compare(utc_now()) == 1
    assert compared(database) == [("greet", "greet", True)]


def test_it_goes_on_where_it_was_when_the_engine_answers_again(
    talk: Talk, beside: Shadow, database: Database, rasa: SimulatedRasa
) -> None:
    for _ in range(3):
        talk().says(GREETING)
    rasa.fault = Fault(status=500)
    with pytest.raises(TemporaryFault):
        beside.compare(utc_now())
    assert compared(database) == []
    rasa.fault = None
    assert beside.compare(utc_now()) == 3


def test_several_at_once_or_after_a_restart_compare_once(
    talk: Talk, beside: Shadow, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        talk().says(GREETING)
    others = [Shadow(database, "rasa", beside._interpret) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda one: one.compare(utc_now()), others)) == 5
    assert beside.compare(utc_now()) == 0
    monkeypatch.setattr(shadow, "BATCH", 2)
    for _ in range(3):
        talk().says(GREETING)
    assert [beside.compare(utc_now()) for _ in range(3)] == [2, 1, 0]


def test_it_begins_with_the_last_week(talk: Talk, beside: Shadow, database: Database) -> None:
    talk().says(GREETING)
    with database.write() as session:
        session.exec(update(InboxRow).values(received_at=utc_now() - timedelta(days=8)))
    talk().says(MATTER)
    assert beside.compare(utc_now()) == 1
    assert compared(database) == [("nlu_fallback", "my_data", False)]


def test_a_comparison_holds_no_words_and_goes_with_its_conversation(
    citizen: Conversation, beside: Shadow, database: Database
) -> None:
    citizen.says(GREETING)
    beside.compare(utc_now())
    with database.read() as session:
        (held,) = personal_data.export(session, citizen.id)["nlu_comparison"]
        assert GREETING not in str(held)
        raw = session.execute(text("SELECT * FROM nlu_comparison")).mappings().one()
        assert GREETING not in str(dict(raw))
    with database.write() as session:
        assert citizen.last_inbound is not None
        personal_data.forget_message(session, citizen.id, citizen.last_inbound.message_id)
    with database.read() as session:
        assert [one.text for one in list_disagreements(session, SINCE, 5, with_words=True)] == [""]
    with database.write() as session:
        personal_data.erase(session, citizen.id, 0, utc_now())
    assert compared(database) == []


def test_what_is_deleted_while_the_shadow_thinks_is_not_kept(
    talk: Talk, beside: Shadow, database: Database, rasa: SimulatedRasa
) -> None:
    first, second = talk(), talk()
    first.says(GREETING)
    second.says(MATTER)
    number = first.id

    def delete_meanwhile(words: str) -> dict[str, float]:
        with database.write() as session:
            personal_data.erase(session, number, 0, utc_now())
        with database.write() as session:
            purge_old(session, utc_now() + timedelta(days=400), 365)
        return {"my_data": 0.9, "give_opinion": 0.1}

    rasa.confidences = delete_meanwhile
    assert beside.compare(utc_now()) == 0
    assert compared(database) == []
