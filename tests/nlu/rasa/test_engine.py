"""The Rasa engine against a server that answers well, badly, slowly or not at all."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import SetupError, TemporaryFault
from nlu.embedded import EmbeddedEngine
from nlu.interpretation import FALLBACK_INTENT
from nlu.interpreter import Interpreter
from nlu.rasa.engine import READ_TO, RasaEngine, create_engine, create_sole_engine
from nlu.rasa.server import RasaServer
from tests.http_server import Fault
from tests.nlu.rasa.conftest import INTENTS, Clock
from tests.nlu.rasa.simulated import TOKEN, SimulatedRasa, start_rasa, write_answer

SENTENCE = "公園に木を植える"


def test_what_rasa_says_is_taken(rasa: SimulatedRasa, rasa_engine: RasaEngine) -> None:
    found = rasa_engine.parse(SENTENCE)
    assert (found.intent.name, found.intent.confidence, found.engine) == ("plant", 0.8, "rasa")
    assert [intent.name for intent in found.ranking] == ["plant", "ride"]
    assert rasa.texts == [SENTENCE]


@pytest.mark.parametrize(
    "confidences",
    [
        {"plant": 0.39, "ride": 0.35, "out_of_scope": 0.1},  # unlikely
        {"plant": 0.45, "out_of_scope": 0.5},  # none of ours
        {"out_of_scope": 0.9, "plant": 0.1},
    ],
)
def test_low_confidence_and_out_of_scope_fall_back(
    rasa: SimulatedRasa, rasa_engine: RasaEngine, confidences: dict[str, float]
) -> None:
    rasa.confidences = lambda text: confidences
    found = rasa_engine.parse(SENTENCE)
    assert (found.intent.name, found.engine) == (FALLBACK_INTENT, "rasa")
    assert "out_of_scope" not in [intent.name for intent in found.ranking]


def test_rasas_own_fallback_does_not_decide(rasa: SimulatedRasa, rasa_engine: RasaEngine) -> None:
    rasa.confidences = lambda text: {FALLBACK_INTENT: 0.7, "plant": 0.5, "ride": 0.48}  # near each other: we would ask
    assert rasa_engine.parse(SENTENCE).intent.name == "plant"


def test_only_what_is_said_reaches_rasa(rasa: SimulatedRasa, rasa_engine: RasaEngine) -> None:
    for text in ("", "   ", "?!", "123", "😀"):
        assert rasa_engine.parse(text).intent.name == FALLBACK_INTENT
    assert rasa.texts == []
    for text in ("/plant", "／plant", "\u200b /plant{}", "  //plant@0.9"):
        rasa_engine.parse(text)
    assert len(rasa.texts) == 4
    assert not any(text.strip().startswith("/") for text in rasa.texts)
    rasa_engine.parse("木" * 5_000)
    assert len(rasa.texts[-1]) == READ_TO


def test_commands_do_not_reach_rasa_at_all(rasa: SimulatedRasa, rasa_engine: RasaEngine) -> None:
    for text in ("/plant", '／plant{"a": "b"}', "\u200b/plant"):
        assert Interpreter(rasa_engine).interpret(text).intent.name == FALLBACK_INTENT
    assert rasa.texts == []


def test_entities_come_from_our_rules(rasa_engine: RasaEngine) -> None:
    found = Interpreter(rasa_engine).interpret("木を2本植えたい")
    assert found.values("count") == [{"number": 2, "unit": "本"}]
    assert found.engine == "rasa"


def answer(**confidences: float) -> bytes:
    return json.dumps(write_answer("", confidences)).encode()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=401),
        Fault(status=204, body=b""),
        Fault(status=302, location="http://127.0.0.1:1/model/parse"),
        Fault(body=b""),
        Fault(body=b"<html>"),
        Fault(body=b"[" * 100_000),
        Fault(body=b"\xff\xfe"),
        Fault(body=b"null"),
        Fault(body=b"[]"),
        Fault(body=b"{}"),
        Fault(body=b'{"intent": {"name": null, "confidence": 0.0}, "intent_ranking": []}'),
        Fault(body=b'{"intent_ranking": 7}'),
        Fault(body=b'{"intent_ranking": ["plant"]}'),
        Fault(body=b'{"intent_ranking": [{"name": "plant", "confidence": "high"}]}'),
        Fault(body=b'{"intent_ranking": [{"name": "plant", "confidence": NaN}]}'),
        Fault(body=b'{"intent_ranking": [{"name": "plant", "confidence": 1' + b"0" * 400 + b"}]}"),
        Fault(body=answer(plant=7.0)),
        Fault(body=answer(order_pizza=0.9, plant=0.1)),  # trained for somebody else
        Fault(body=answer(out_of_scope=1.0)),
        Fault(body=b" " * 300_000 + answer(plant=0.9)),
        Fault(is_silent=True),
        Fault(drops=True),
    ],
    ids=str,
)
def test_any_fault_is_answered_by_the_other_engine(rasa: SimulatedRasa, rasa_engine: RasaEngine, fault: Fault) -> None:
    rasa.fault = fault
    found = rasa_engine.parse(SENTENCE)
    assert (found.intent.name, found.engine) == ("plant", "embedded")


def test_a_server_that_is_not_there(small_engine: EmbeddedEngine) -> None:
    rasa, stop = start_rasa()
    stop()
    engine = create_engine(rasa.url, TOKEN, small_engine, INTENTS)
    assert engine.parse(SENTENCE).engine == "embedded"


def test_a_wrong_token(rasa: SimulatedRasa, small_engine: EmbeddedEngine) -> None:
    assert create_engine(rasa.url, "guessed", small_engine, INTENTS).parse(SENTENCE).engine == "embedded"
    assert create_engine(rasa.url, TOKEN, small_engine, INTENTS).parse(SENTENCE).engine == "rasa"


def test_a_server_that_fails_is_left_alone_and_tried_again(
    rasa: SimulatedRasa, rasa_engine: RasaEngine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    rasa.fault = Fault(status=500)
    assert {rasa_engine.parse(SENTENCE).engine for _ in range(10)} == {"embedded"}
    assert len(rasa.texts) == 3
    clock.now += 31
    assert {rasa_engine.parse(SENTENCE).engine for _ in range(5)} == {"embedded"}
    assert len(rasa.texts) == 4  # one trial
    rasa.fault = None
    assert rasa_engine.parse(SENTENCE).engine == "embedded"
    clock.now += 31
    assert {rasa_engine.parse(SENTENCE).engine for _ in range(5)} == {"rasa"}
    assert len(caplog.messages) == 2
    assert "status 500" in caplog.messages[0]
    assert not any(secret in caplog.text for secret in (SENTENCE, TOKEN, "token="))


def test_threads_share_one_breaker(rasa: SimulatedRasa, rasa_engine: RasaEngine) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert {found.engine for found in pool.map(rasa_engine.parse, [SENTENCE] * 40)} == {"rasa"}
        rasa.fault, rasa.texts = Fault(status=503), []
        assert {found.engine for found in pool.map(rasa_engine.parse, [SENTENCE] * 40)} == {"embedded"}
    assert 3 <= len(rasa.texts) <= 10  # those that were on their way when it opened


def test_without_an_address_the_other_engine_is_the_engine(small_engine: EmbeddedEngine) -> None:
    assert create_engine("", "", small_engine, INTENTS) is small_engine


@pytest.mark.parametrize("url", ["rasa:5005", "ftp://rasa", "http://", "http://me:secret@rasa", "http://rasa/?token=x"])
def test_a_faulty_address_stops_the_start(small_engine: EmbeddedEngine, url: str) -> None:
    with pytest.raises(SetupError, match="MADOGUCHI_RASA_URL"):
        create_engine(url, "", small_engine, INTENTS)


def test_alone_a_fault_is_a_fault(rasa: SimulatedRasa) -> None:
    assert create_sole_engine(rasa.url, TOKEN, INTENTS).parse(SENTENCE).engine == "rasa"
    with pytest.raises(TemporaryFault, match="status 401"):
        create_sole_engine(rasa.url, "", INTENTS).parse(SENTENCE)
    with pytest.raises(SetupError, match="MADOGUCHI_RASA_URL"):
        create_sole_engine("", "", INTENTS)


def test_which_model_a_server_has(rasa: SimulatedRasa) -> None:
    assert RasaServer(rasa.url, TOKEN).find_model() == "nlu.tar.gz"
    rasa.model = None
    assert RasaServer(rasa.url, TOKEN).find_model() is None
