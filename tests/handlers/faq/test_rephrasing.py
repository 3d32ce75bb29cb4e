"""An answer in a generator's words, from a real HTTP server that stands in for the model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.channels.line.render import render_messages
from bot.city import City
from bot.db import Database
from bot.messages import Card
from handlers.faq.models import FaqAnswer
from knowledge.generation.endpoint import ChatEndpoint
from knowledge.generation.resting import RestingGenerator
from nlu.interpreter import Interpreter
from tests.channels.line.conftest import Judge
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import make_engine
from tests.http_server import Fault
from tests.knowledge.generation.model import Request, SimulatedModel, start_model

LONG_QUESTION = "住民票を郵送でほしい"
TRUE = "請求書、本人確認書類の写し、手数料分の定額小為替、返信用の封筒を市民窓口課の郵送請求係へ送ってください。"
LIE = "手数料は1通9,999円です。"
WAIT_SECONDS = 0.3
MakeCitizen = Callable[[float], Conversation]


@pytest.fixture
def model() -> Iterator[SimulatedModel]:
    model, stop = start_model()
    model.answer = lambda request: answer(TRUE)
    yield model
    stop()


@pytest.fixture
def make_citizen(
    database: Database, index_folder: Path, open_city: City, interpreter: Interpreter, model: SimulatedModel
) -> MakeCitizen:
    """A citizen of a city that runs a model, which is waited for so many seconds."""

    def make(seconds: float = 5.0) -> Conversation:
        generator = RestingGenerator(ChatEndpoint(model.url, "m", wait_seconds=seconds))
        return Conversation(
            database,
            lambda: make_engine(database, index_folder, open_city, interpreter.interpret, generator=generator),
        )

    return make


def answer(*texts: str) -> str:
    return json.dumps({"sentences": [{"text": words, "cites": ["p1"]} for words in texts]}, ensure_ascii=False)


def shown(citizen: Conversation) -> Card:
    card = citizen.last[-1]
    assert isinstance(card, Card)
    return card


def test_a_long_answer_is_said_in_fewer_words_and_says_so(make_citizen: MakeCitizen) -> None:
    citizen = make_citizen(5)
    citizen.says(LONG_QUESTION, expects="faq.rephrased")
    card = shown(citizen)
    assert card.text == TRUE
    assert card.facts == (("担当", "市民窓口課"),)
    assert "令和8年10月5日" in card.note
    assert [row.shown_id for row in citizen.rows(FaqAnswer)] == ["residents-002"]
    citizen.presses("もっと見る", expects="届くまでに1週間から10日ほどかかります。")
    assert "AI" not in shown(citizen).note


def test_a_lie_is_not_shown(make_citizen: MakeCitizen, model: SimulatedModel) -> None:
    model.answer = lambda request: answer(TRUE, LIE)
    citizen = make_citizen(5)
    citizen.says(LONG_QUESTION, expects="郵送請求係へ送ってください。")
    assert len(model.requests) == 1
    assert "9,999" not in shown(citizen).text
    assert "AI" not in shown(citizen).note


def test_a_slow_model_is_not_waited_for_and_then_left_alone(make_citizen: MakeCitizen, model: SimulatedModel) -> None:
    model.fault = Fault(drops=True)
    citizen = make_citizen(WAIT_SECONDS)
    citizen.says(LONG_QUESTION, expects="郵送請求係へ送ってください。")
    assert "AI" not in shown(citizen).note
    model.fault = None
    citizen.says(LONG_QUESTION, expects="郵送請求係へ送ってください。")
    assert len(model.requests) == 1


def test_the_model_is_asked_outside_of_any_transaction(make_citizen: MakeCitizen, model: SimulatedModel) -> None:
    citizen = make_citizen(5)
    wrote: list[bool] = []

    def write_meanwhile(request: Request) -> str:
        with citizen.database.write() as session:  # waits in vain while the turn holds its transaction
            session.execute(text("UPDATE conversation SET locale = locale"))
            wrote.append(True)
        return answer(TRUE)

    model.answer = write_meanwhile
    citizen.says(LONG_QUESTION, expects="faq.rephrased")
    assert wrote == [True]


def test_a_short_answer_needs_no_model(make_citizen: MakeCitizen, model: SimulatedModel) -> None:
    make_citizen(5).says("住民票の手数料は？", expects="1通300円です。")
    assert model.requests == []


def test_several_answers_are_in_the_citys_words(make_citizen: MakeCitizen, model: SimulatedModel) -> None:
    make_citizen(5).says("粗大ごみの出し方は？ それと、住民票を郵送でほしいのですがどうすればいいですか？")
    assert model.requests == []


def test_easy_japanese_is_asked_for_a_short_answer_too(make_citizen: MakeCitizen, model: SimulatedModel) -> None:
    model.answer = lambda request: answer("住民票の写しの手数料は、1通300円です。")
    citizen = make_citizen(5)
    citizen.presses("language.set?language=ja-easy")
    citizen.says("住民票の手数料は？", expects="faq.rephrased")
    assert len(citizen.last) == 1  # it is no longer in ordinary Japanese


@pytest.mark.parametrize("language", ["en", "zh", "ko", "vi"])
def test_a_language_that_is_not_checked_is_not_asked_for(
    make_citizen: MakeCitizen, model: SimulatedModel, language: str
) -> None:
    citizen = make_citizen(5)
    citizen.presses(f"language.set?language={language}")
    citizen.says(LONG_QUESTION, expects="faq.only_in_japanese")
    assert model.requests == []


def test_line_takes_it(make_citizen: MakeCitizen, judge: Judge) -> None:
    judge(render_messages(make_citizen(5).says(LONG_QUESTION)))
