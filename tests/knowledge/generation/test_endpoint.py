"""The endpoint over real HTTP: what is sent, and what becomes of faults."""

from __future__ import annotations

import json

import pytest

from bot.errors import PermanentFault, SetupError, TemporaryFault
from knowledge.generation.endpoint import ChatEndpoint, create_generator
from knowledge.generation.protocol import Message, NullGenerator
from tests.http_server import Fault
from tests.knowledge.generation.model import SimulatedModel, complete

ASKED = (Message("system", "rules"), Message("user", "data"))


def test_the_request_is_what_openai_compatible_servers_take(model: SimulatedModel) -> None:
    model.answer = lambda request: "said"
    assert ChatEndpoint(f"{model.url}/", "small-model", "a key").generate(ASKED) == "said"
    assert model.paths == ["/v1/chat/completions"]
    assert model.keys == ["Bearer a key"]
    (request,) = model.requests
    assert request["model"] == "small-model"
    assert request["temperature"] == 0
    assert request["stream"] is False
    assert 0 < request["max_tokens"] <= 1_000
    assert request["messages"] == [{"role": "system", "content": "rules"}, {"role": "user", "content": "data"}]


def test_without_a_key_none_is_sent(model: SimulatedModel) -> None:
    ChatEndpoint(model.url, "m").generate(ASKED)
    assert model.keys == [None]


@pytest.mark.parametrize(
    ("fault", "family"),
    [
        (Fault(status=500), TemporaryFault),
        (Fault(status=429), TemporaryFault),
        (Fault(status=401), PermanentFault),
        (Fault(status=404), PermanentFault),
        (Fault(status=307, location="http://127.0.0.1:9/v1"), PermanentFault),
        (Fault(body=b"<html>"), TemporaryFault),
        (Fault(body=b"[]"), TemporaryFault),
        (Fault(body=b'{"choices": []}'), TemporaryFault),
        (Fault(body=b'{"choices": [{"message": {"content": null}}]}'), TemporaryFault),
        (Fault(body=b"[" * 100_000), TemporaryFault),
        (Fault(body=b"x" * 300_000), TemporaryFault),
    ],
)
def test_faults_are_named_and_asked_once(model: SimulatedModel, fault: Fault, family: type[Exception]) -> None:
    model.fault = fault
    with pytest.raises(family) as raised:
        ChatEndpoint(model.url, "m", "secret-key").generate(ASKED)
    assert len(model.requests) == 1
    assert "secret-key" not in str(raised.value)
    assert "data" not in str(raised.value)


def test_an_answer_that_drips_in_is_given_up(model: SimulatedModel) -> None:
    model.fault = Fault(body=complete("x" * 2_000), drops=True)
    with pytest.raises(TemporaryFault):
        ChatEndpoint(model.url, "m", wait_seconds=0.2).generate(ASKED)


def test_after_a_fault_the_next_question_is_answered(model: SimulatedModel) -> None:
    endpoint = ChatEndpoint(model.url, "m")
    model.fault = Fault(body=b"x" * 300_000)
    with pytest.raises(TemporaryFault):
        endpoint.generate(ASKED)
    model.fault, model.answer = None, lambda request: json.dumps("fine")
    assert endpoint.generate(ASKED) == '"fine"'


def test_a_silent_host_is_a_temporary_fault() -> None:
    with pytest.raises(TemporaryFault):
        ChatEndpoint("http://127.0.0.1:9/v1", "m").generate(ASKED)


def test_no_url_is_no_generator() -> None:
    generator = create_generator("")
    assert isinstance(generator, NullGenerator)
    assert generator.generate(ASKED) is None


@pytest.mark.parametrize(
    ("url", "model"),
    [
        ("http://127.0.0.1:8080/v1", ""),
        ("ftp://127.0.0.1/v1", "m"),
        ("127.0.0.1", "m"),
        ("http://", "m"),
        ("http://user:password@127.0.0.1/v1", "m"),
        ("http://127.0.0.1/v1?key=1", "m"),
        ("http://127.0.0.1:99999999/v1", "m"),
    ],
)
def test_settings_that_cannot_work_are_one_line(url: str, model: str) -> None:
    with pytest.raises(SetupError, match=r"MADOGUCHI_GENERATOR_(URL|MODEL): ") as raised:
        create_generator(url, model)
    assert "password" not in str(raised.value)
    assert "\n" not in str(raised.value)
