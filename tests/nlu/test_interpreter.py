from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu.embedded import EmbeddedEngine
from nlu.interpretation import FALLBACK_INTENT
from nlu.interpreter import Interpreter


@pytest.fixture(scope="module")
def interpreter(engine: EmbeddedEngine) -> Interpreter:
    return Interpreter(engine, today=lambda: date(2026, 11, 20))


def test_intent_entities_language_and_margin_together(interpreter: Interpreter) -> None:
    found = interpreter.interpret("来週の木曜に住民票を二通取りたいのですが手数料はいくらですか")
    assert found.intent.name == "faq_question"
    assert found.intent.confidence >= 0.5
    assert found.values("date") == [{"date": "2026-11-26"}]
    assert found.values("count") == [{"number": 2, "unit": "通"}]
    assert found.extra["language"] == "ja"
    assert found.extra["margin"] == pytest.approx(found.ranking[0].confidence - found.ranking[1].confidence, abs=1e-3)
    assert found.engine == "embedded"


def test_keywords_come_before_the_model(interpreter: Interpreter) -> None:
    found = interpreter.interpret("キャンセルで")
    assert (found.intent.name, found.intent.confidence, found.engine) == ("cancel", 1.0, "keyword")
    assert found.extra["margin"] == 1.0


def test_the_answer_has_the_shape_of_rasas(interpreter: Interpreter) -> None:
    answer = interpreter.interpret("あした行きます").to_json()
    assert set(answer) == {"text", "intent", "intent_ranking", "entities", "engine"}
    assert answer["intent_ranking"][0] == answer["intent"]
    assert answer["entities"][0]["entity"] == "date"


@pytest.mark.parametrize("text", ["/affirm", '／talk_to_staff{"a":"b"}', "\u200b/cancel", "/greet"])
def test_no_intent_by_injection(interpreter: Interpreter, text: str) -> None:
    found = interpreter.interpret(text)
    assert found.intent.name == FALLBACK_INTENT
    assert not found.text.startswith("/")


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0" * 1000, "\ud800", "😀", "?!?!", "あ" * 5_000, "住\u200d民\u200d票",
    "<b>はい</b>", '{"intent": "affirm"}',
     "'; DROP TABLE users; --", "はい" * 2_000, "🏴\U000e0067\U000e0062", "1" * 300_000],
)  # fmt: skip
def test_any_text_is_answered(interpreter: Interpreter, text: str) -> None:
    found = interpreter.interpret(text)
    assert found.ranking[0] == found.intent


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_never_an_error(interpreter: Interpreter, text: str) -> None:
    found = interpreter.interpret(text)
    assert 0 <= found.intent.confidence <= 1


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("じゅうみんひょうをとりたい", "certificate_request"),
        ("職員さんにつないでもらえますか", "talk_to_staff"),
        ("家が燃えています助けて", "emergency"),
        ("これまで話した内容を消してほしい", "my_data"),
        ("英語で話してくれますか", "change_language"),
        ("どんなことを教えてくれるんですか", "help"),
        ("I need to speak with someone at the office", "talk_to_staff"),
        ("垃圾什么时候收", "faq_question"),
        ("죽고 싶어", "emergency"),
        ("tôi muốn hủy bỏ đăng ký này", "cancel"),
    ],
)
def test_what_citizens_say(interpreter: Interpreter, text: str, intent: str) -> None:
    assert interpreter.interpret(text).intent.name == intent
