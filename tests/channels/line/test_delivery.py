"""Reply or push, once and never twice."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.line.delivery import (
    MAX_ATTEMPTS,
    Delivery,
    DeliveryResult,
    DeliveryStatus,
    Method,
    Reason,
    choose_method,
    deliver,
    get_delay_seconds,
    judge_outcome,
)
from bot.channels.line.outcome import Outcome, SendStatus
from bot.channels.line.render import render_messages
from bot.channels.line.sender import LineSender
from bot.clock import utc_now
from bot.messages import Text
from bot.simulator.server import RunningSimulator
from tests.channels.line.conftest import CITIZEN

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
WAITING = Delivery(
    messages=render_messages([Text("こんにちは")]),
    address=CITIZEN,
    retry_key=str(uuid.UUID(int=7)),
    reply_token="a token",
    token_received_at=NOW,
)


# --- which way


@pytest.mark.parametrize(
    ("age_seconds", "redelivered", "method"),
    [
        (0, False, Method.REPLY),
        (-5, False, Method.REPLY),
        (50, False, Method.REPLY),
        (60, False, Method.PUSH),
        (60, True, Method.REPLY),
        (19 * 60, True, Method.REPLY),
        (20 * 60, True, Method.PUSH),
    ],
)
def test_a_reply_only_while_its_token_lives(age_seconds: int, redelivered: bool, method: Method) -> None:
    delivery = replace(WAITING, redelivered=redelivered)
    assert choose_method(delivery, NOW + timedelta(seconds=age_seconds)) is method


@pytest.mark.parametrize(
    ("changes", "method"),
    [
        ({"reply_token": ""}, Method.PUSH),
        ({"token_received_at": None}, Method.PUSH),
        ({"push_attempts": 1}, Method.PUSH),
        ({"reply_attempts": 1, "push_attempts": 1}, Method.PUSH),
        ({"reply_attempts": 1}, Method.REPLY),
        ({"reply_attempts": 1, "first_try_uncertain": False}, Method.REPLY),
    ],
)
def test_what_was_tried_decides_the_way(changes: dict[str, Any], method: Method) -> None:
    assert choose_method(replace(WAITING, **changes), NOW) is method


def test_a_reply_that_may_have_arrived_is_never_pushed() -> None:
    tried = replace(WAITING, reply_attempts=1)
    much_later = NOW + timedelta(hours=1)
    assert choose_method(tried, much_later) is Method.REPLY
    assert choose_method(replace(tried, first_try_uncertain=False), much_later) is Method.PUSH


# --- what an answer means


def judge(delivery: Delivery, method: Method, status: SendStatus, **outcome: Any) -> DeliveryResult:
    return judge_outcome(delivery, method, Outcome(status, request_id="r-1", **outcome), jitter=lambda: 0.5)


@pytest.mark.parametrize("method", list(Method))
def test_accepted_is_sent(method: Method) -> None:
    result = judge(WAITING, method, SendStatus.ACCEPTED)
    assert (result.status, result.method, result.request_id) == (DeliveryStatus.SENT, method, "r-1")


def test_accepted_before_is_sent_under_the_first_request_id() -> None:
    result = judge(WAITING, Method.PUSH, SendStatus.ACCEPTED, http_status=409, accepted_request_id="r-0")
    assert (result.status, result.request_id, result.reason) == (DeliveryStatus.SENT, "r-0", Reason.ALREADY_SENT)


@pytest.mark.parametrize(
    ("status", "reason", "outcome"),
    [
        (SendStatus.QUOTA_EXHAUSTED, Reason.QUOTA, DeliveryStatus.HELD),
        (SendStatus.REJECTED, Reason.REJECTED, DeliveryStatus.FAILED),
    ],
)
def test_a_refusal_is_final(status: SendStatus, reason: Reason, outcome: DeliveryStatus) -> None:
    result = judge(WAITING, Method.PUSH, status, message="LINE's words")
    assert (result.status, result.reason, result.detail) == (outcome, reason, "LINE's words")
    assert result.next_attempt_in_seconds is None


@pytest.mark.parametrize("status", [SendStatus.RETRY, SendStatus.RATE_LIMITED])
def test_waits_double_until_the_attempts_are_used_up(status: SendStatus) -> None:
    results = [judge(replace(WAITING, push_attempts=n), Method.PUSH, status) for n in range(MAX_ATTEMPTS)]
    waits = [result.next_attempt_in_seconds for result in results]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, None]
    assert [result.status for result in results[-2:]] == [DeliveryStatus.RETRY, DeliveryStatus.FAILED]


def test_attempts_of_both_ways_count_together() -> None:
    tried = replace(WAITING, reply_attempts=2, push_attempts=1)
    assert judge(tried, Method.PUSH, SendStatus.RETRY).next_attempt_in_seconds == 8


def test_jitter_is_a_fifth() -> None:
    assert (get_delay_seconds(4, 0.0), get_delay_seconds(4, 1.0)) == pytest.approx((6.4, 9.6))


@pytest.mark.parametrize(
    ("attempts", "was_uncertain", "status", "may_have", "uncertain"),
    [
        (0, True, SendStatus.RETRY, True, True),
        (0, True, SendStatus.RETRY, False, False),
        (0, True, SendStatus.RATE_LIMITED, False, False),
        (1, True, SendStatus.RATE_LIMITED, False, True),  # the try before it still may have been accepted
        (1, False, SendStatus.RETRY, True, True),
    ],
)
def test_doubt_about_a_reply_is_remembered(
    attempts: int, was_uncertain: bool, status: SendStatus, may_have: bool, uncertain: bool
) -> None:
    delivery = replace(WAITING, reply_attempts=attempts, first_try_uncertain=was_uncertain)
    assert judge(delivery, Method.REPLY, status, may_have_been_accepted=may_have).uncertain is uncertain


# --- over HTTP


class Outbox:
    """The row as the outbox keeps it: counts are stored before each request."""

    def __init__(self, simulator: RunningSimulator, sender: LineSender, *, token: str = "") -> None:
        self.sender = sender
        self.line = simulator.line
        self.row = replace(WAITING, reply_token=token or self._issue(), token_received_at=utc_now())
        self.methods: list[Method] = []

    def _issue(self) -> str:
        token = uuid.uuid4().hex
        self.line.issue_reply_token(token, CITIZEN, utc_now(), redelivered=False)
        return token

    def try_once(self, sender: LineSender | None = None, may_push: bool = True) -> DeliveryResult:
        result = deliver(sender or self.sender, self.row, utc_now(), self._store_before, lambda: may_push)
        self.row = replace(self.row, first_try_uncertain=result.uncertain)
        return result

    def _store_before(self, method: Method) -> None:
        self.methods.append(method)
        if method is Method.REPLY:
            self.row = replace(self.row, reply_attempts=self.row.reply_attempts + 1, first_try_uncertain=True)
        else:
            self.row = replace(self.row, push_attempts=self.row.push_attempts + 1)

    def count_received(self) -> int:
        return len(self.line.sent_to(CITIZEN))


@pytest.fixture
def outbox(simulator: RunningSimulator, sender: LineSender) -> Outbox:
    return Outbox(simulator, sender)


def test_a_reply_is_free(outbox: Outbox) -> None:
    result = outbox.try_once()
    assert (result.status, result.method, outbox.count_received()) == (DeliveryStatus.SENT, Method.REPLY, 1)
    assert outbox.line.quota.used == 0


@pytest.mark.parametrize("fault", ["accepted-error", "accepted-timeout", "accepted-cut", "error", "timeout"])
def test_an_uncertain_reply_is_received_once(outbox: Outbox, impatient_sender: LineSender, fault: str) -> None:
    outbox.line.faults.add("replyMessage", fault, seconds=1.0)
    first = outbox.try_once(impatient_sender)
    assert (first.status, first.reason, first.uncertain) == (DeliveryStatus.RETRY, Reason.NO_ANSWER, True)
    second = outbox.try_once()
    assert second.status is DeliveryStatus.SENT
    assert second.reason is (Reason.ALREADY_SENT if fault.startswith("accepted") else Reason.NONE)
    assert outbox.methods == [Method.REPLY, Method.REPLY]
    assert outbox.count_received() == 1


def test_a_process_killed_after_its_reply_sends_no_push(outbox: Outbox) -> None:
    outbox.sender.reply(outbox.row.reply_token, [dict(message) for message in outbox.row.messages])
    outbox.row = replace(outbox.row, reply_attempts=1)  # stored before the kill; nothing was stored after it
    result = outbox.try_once()
    assert (result.status, result.reason) == (DeliveryStatus.SENT, Reason.ALREADY_SENT)
    assert (outbox.methods, outbox.count_received()) == ([Method.REPLY], 1)


def test_a_token_dead_at_the_first_try_becomes_a_push(simulator: RunningSimulator, sender: LineSender) -> None:
    outbox = Outbox(simulator, sender, token="never-issued")
    result = outbox.try_once()
    assert (result.status, result.method, outbox.count_received()) == (DeliveryStatus.SENT, Method.PUSH, 1)
    assert outbox.methods == [Method.REPLY, Method.PUSH]
    assert outbox.line.quota.used == 1


def test_a_push_after_a_dead_token_stays_a_push(simulator: RunningSimulator, sender: LineSender) -> None:
    outbox = Outbox(simulator, sender, token="never-issued")
    outbox.line.faults.add("pushMessage", "accepted-cut")
    assert outbox.try_once().status is DeliveryStatus.RETRY
    result = outbox.try_once()
    assert (result.status, result.reason) == (DeliveryStatus.SENT, Reason.ALREADY_SENT)
    assert outbox.methods == [Method.REPLY, Method.PUSH, Method.PUSH]
    assert outbox.count_received() == 1


def test_a_reply_surely_not_taken_may_become_a_push(outbox: Outbox) -> None:
    outbox.line.faults.add("replyMessage", "rate")
    first = outbox.try_once()
    assert (first.reason, first.uncertain) == (Reason.RATE, False)
    outbox.row = replace(outbox.row, token_received_at=utc_now() - timedelta(minutes=2))
    assert outbox.try_once().method is Method.PUSH
    assert outbox.count_received() == 1


@pytest.mark.parametrize("fault", ["accepted-error", "accepted-timeout", "accepted-cut", "error", "timeout"])
def test_an_uncertain_push_is_received_once(outbox: Outbox, impatient_sender: LineSender, fault: str) -> None:
    outbox.row = replace(outbox.row, reply_token="")
    outbox.line.faults.add("pushMessage", fault, seconds=1.0)
    assert outbox.try_once(impatient_sender).status is DeliveryStatus.RETRY
    assert outbox.try_once().status is DeliveryStatus.SENT
    assert outbox.count_received() == 1


def test_the_month_is_used_up(outbox: Outbox) -> None:
    outbox.line.quota.limit = 0
    outbox.row = replace(outbox.row, reply_token="")
    result = outbox.try_once()
    assert (result.status, result.reason) == (DeliveryStatus.HELD, Reason.QUOTA)
    assert "monthly limit" in result.detail


def test_nothing_is_not_sent(outbox: Outbox) -> None:
    outbox.row = replace(outbox.row, messages=[])
    result = outbox.try_once()
    assert (result.status, result.reason, outbox.methods) == (DeliveryStatus.FAILED, Reason.NOTHING_TO_SEND, [])


def test_a_reply_asks_nobody_for_room(outbox: Outbox) -> None:
    assert outbox.try_once(may_push=False).status is DeliveryStatus.SENT


@pytest.mark.parametrize("token", ["never-issued", "none"])
def test_without_room_a_push_is_held_before_it_begins(
    simulator: RunningSimulator, sender: LineSender, token: str
) -> None:
    outbox = Outbox(simulator, sender, token=token)
    if token == "none":
        outbox.row = replace(outbox.row, reply_token="")
    result = outbox.try_once(may_push=False)
    assert (result.status, result.method, result.reason) == (DeliveryStatus.HELD, Method.PUSH, Reason.QUOTA)
    assert Method.PUSH not in outbox.methods
    assert outbox.count_received() == 0


def test_a_push_that_was_begun_is_ended_whatever_the_room(
    simulator: RunningSimulator, impatient_sender: LineSender
) -> None:
    outbox = Outbox(simulator, impatient_sender, token="never-issued")
    outbox.line.faults.add("pushMessage", "accepted-error")
    assert outbox.try_once().status is DeliveryStatus.RETRY
    second = outbox.try_once(may_push=False)
    assert (second.status, second.reason) == (DeliveryStatus.SENT, Reason.ALREADY_SENT)
    assert outbox.count_received() == 1
