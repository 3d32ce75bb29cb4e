"""Faults on demand: what the bot must survive, and whether the message arrived all the same."""

import time
from typing import Any

import pytest
import urllib3
from linebot.v3.messaging import ApiException, MessagingApi, PushMessageRequest, TextMessage

NO_RETRY = (1.0, 0.3)


@pytest.fixture
def citizen(line: Any) -> str:
    return str(line.add_citizen("花子").user_id)


@pytest.fixture
def push(api: MessagingApi, citizen: str) -> Any:
    request = PushMessageRequest(to=citizen, messages=[TextMessage(text="お知らせ")])
    return lambda **more: api.push_message(request, **more)


@pytest.mark.parametrize(
    ("kind", "status", "arrived"), [("error", 500, 0), ("rate", 429, 0), ("accepted-error", 500, 1)]
)
def test_a_status_instead_of_an_answer(
    line: Any, push: Any, citizen: str, kind: str, status: int, arrived: int
) -> None:
    line.faults.add("pushMessage", kind)
    with pytest.raises(ApiException) as error:
        push()
    assert error.value.status == status
    assert len(line.sent_to(citizen)) == arrived
    push()
    assert len(line.sent_to(citizen)) == arrived + 1


@pytest.mark.parametrize(("kind", "arrived"), [("timeout", 0), ("accepted-timeout", 1)])
def test_an_answer_that_does_not_come(line: Any, push: Any, citizen: str, kind: str, arrived: int) -> None:
    line.faults.add("pushMessage", kind, times=4, seconds=5)
    with pytest.raises(urllib3.exceptions.HTTPError):
        push(_request_timeout=NO_RETRY, x_line_retry_key="123e4567-e89b-12d3-a456-426614174000")
    assert len(line.sent_to(citizen)) == arrived


def test_a_cut_connection_after_the_message_was_taken(line: Any, push: Any, citizen: str) -> None:
    line.faults.add("pushMessage", "accepted-cut", times=10)
    with pytest.raises(urllib3.exceptions.HTTPError):
        push()
    line.faults.clear()
    assert line.sent_to(citizen)
    push()


def test_a_retry_with_the_same_key_after_a_cut_tells_that_it_was_accepted(line: Any, push: Any, citizen: str) -> None:
    key = "123e4567-e89b-12d3-a456-426614174000"
    line.faults.add("pushMessage", "accepted-error")
    with pytest.raises(ApiException):
        push(x_line_retry_key=key)
    with pytest.raises(ApiException) as error:
        push(x_line_retry_key=key)
    assert error.value.status == 409
    assert len(line.sent_to(citizen)) == 1


def test_a_fault_for_every_operation_is_counted_down(line: Any, api: MessagingApi) -> None:
    line.faults.add("*", "error", times=2)
    for _ in range(2):
        with pytest.raises(ApiException):
            api.get_bot_info()
    assert api.get_bot_info().display_name
    assert line.faults.list_waiting() == []


def test_an_unknown_kind_is_refused(line: Any) -> None:
    with pytest.raises(ValueError, match="not a valid FaultKind"):
        line.faults.add("pushMessage", "earthquake")


def test_stopping_ends_calls_that_hang(line: Any, simulator: Any, push: Any) -> None:
    line.faults.add("pushMessage", "timeout", seconds=60)
    line.stopping.set()
    started = time.monotonic()
    with pytest.raises(ApiException):
        push()
    assert time.monotonic() - started < 30


def test_a_fault_that_waits_for_some_calls_to_pass(line: Any, push: Any, citizen: str) -> None:
    line.faults.add("pushMessage", "error", after=2)
    push()
    push()
    with pytest.raises(ApiException):
        push()
    push()
    assert len(line.sent_to(citizen)) == 3
