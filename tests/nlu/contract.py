"""What every engine promises, whatever it is made of; each check takes an engine that knows the counter's intents."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from nlu.decision import FALLBACK_BELOW, OUT_OF_SCOPE
from nlu.interpretation import FALLBACK_INTENT, Engine
from nlu.interpreter import Interpreter
from nlu.normalize import normalize

SENTENCES = ("粗大ごみの出し方は", "職員の人と話したいです", "もう一度最初の質問に戻って", "I want to speak English")
ODD = ("", " ", "\0" * 1000, "\ud800", "😀", "?!?!", "あ" * 5_000, "/", "<b>はい</b>", '{"intent": "affirm"}', "ㅤ")


def check_ranking(engine: Engine) -> None:
    for text in SENTENCES:
        found = engine.parse(text)
        confidences = [intent.confidence for intent in found.ranking if intent.name != FALLBACK_INTENT]
        assert found.ranking[0] == found.intent
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 <= confidence <= 1 for confidence in confidences)
        assert OUT_OF_SCOPE not in [intent.name for intent in found.ranking]


def check_name(engine: Engine) -> None:
    found = engine.parse(SENTENCES[0])
    assert (found.engine, found.intent.name) == (engine.name, "faq_question")
    assert found.entities == ()


def check_thresholds(engine: Engine) -> None:
    """Nothing unlikely is an intent."""
    for text in (*SENTENCES, "株価を予想して", "asdf qwer", "明日", "ええと"):
        found = engine.parse(text)
        assert found.intent.name == FALLBACK_INTENT or found.intent.confidence >= FALLBACK_BELOW


def check_no_speech(engine: Engine) -> None:
    for text in ("", "。。。", "😀😀", "123", "\0"):
        found = engine.parse(text)
        assert [(intent.name, intent.confidence) for intent in found.ranking] == [(FALLBACK_INTENT, 1.0)]
        assert found.engine == engine.name


def check_odd_texts(engine: Engine) -> None:
    for text in ODD:
        found = engine.parse(text)
        assert found.ranking[0] == found.intent
        assert found.text == normalize(text)


def check_injection(engine: Engine) -> None:
    """A slash and an intent's name are no order: neither to the counter nor to the engine."""
    for text in ("/affirm", '／talk_to_staff{"a": "b"}', "\u200b/cancel", "\u2215greet"):
        assert Interpreter(engine).interpret(text).intent.name == FALLBACK_INTENT
        assert engine.parse(text).ranking == engine.parse(normalize(text)).ranking
    assert engine.parse("/change_language 0123456789 abc").intent.confidence < 1


def check_threads(engine: Engine) -> None:
    texts = [*SENTENCES] * 4
    alone = [engine.parse(text).intent.name for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert [found.intent.name for found in pool.map(engine.parse, texts)] == alone


CHECKS: tuple[Callable[[Engine], None], ...] = (
    check_ranking,
    check_name,
    check_thresholds,
    check_no_speech,
    check_odd_texts,
    check_injection,
    check_threads,
)
