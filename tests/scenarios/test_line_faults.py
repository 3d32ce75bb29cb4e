"""LINE fails in every way it can; the citizen gets the answer exactly once."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

import pytest

from bot.channels.line.sender import LineSender
from bot.clock import utc_now
from bot.models.outbox import OutboxRow
from bot.settings import Settings
from bot.simulator.faults import FaultKind
from bot.simulator.line import SimulatedLine
from bot.simulator.records import ApiRequest, Via
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office, list_sends

GREETING = "こんにちは"
READ_SECONDS = 1.0  # how long LINE is waited for
HANG_SECONDS = 1.5

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def office(open_office: OpenOffice, settings: Settings) -> Office:
    """It waits for LINE no longer than a second, and looks at the outbox often."""
    sender = LineSender(settings.line_channel_token, settings.line_api_url, read_timeout_seconds=READ_SECONDS)
    return open_office(parts={"line": sender, "poll_seconds": 0.05})


def speak_late(citizen: Citizen) -> None:
    """The event comes five minutes after it happened: its reply token is dead."""
    citizen.line.clock = lambda: utc_now() - timedelta(minutes=5)
    assert citizen.says(GREETING).status == 200
    citizen.line.clock = utc_now


def calls(line: SimulatedLine) -> list[tuple[str, int]]:
    return [(request.operation, request.status) for request in list_sends(line)]


def retry_keys(line: SimulatedLine) -> list[str]:
    return [request.headers.get("x-line-retry-key", "") for request in list_sends(line)]


def last_row(office: Office) -> OutboxRow:
    row = office.rows(OutboxRow)[-1]
    assert isinstance(row, OutboxRow)
    return row


def test_a_refused_reply_is_tried_again(citizen: Citizen, line: SimulatedLine) -> None:
    line.faults.add("replyMessage", FaultKind.ERROR)
    citizen.says(GREETING)
    (sent,) = citizen.hears()
    assert sent.via is Via.REPLY
    assert calls(line) == [("replyMessage", 500), ("replyMessage", 200)]


def test_a_reply_that_was_taken_without_an_answer_is_not_pushed_too(citizen: Citizen, line: SimulatedLine) -> None:
    line.faults.add("replyMessage", FaultKind.ACCEPTED_TIMEOUT, seconds=HANG_SECONDS)
    citizen.says(GREETING)
    (sent,) = citizen.hears()
    assert sent.via is Via.REPLY
    line.wait_for_request(lambda request: request.status == 500)
    assert sorted(calls(line)) == [("replyMessage", 400), ("replyMessage", 500)]
    row = last_row(citizen.office)
    assert (row.status, row.reason, row.reply_attempts) == ("sent", "already_sent", 2)


@on_sqlite
@pytest.mark.parametrize("kind", [FaultKind.ACCEPTED_ERROR, FaultKind.ACCEPTED_CUT, FaultKind.TIMEOUT])
def test_other_failing_replies_arrive_once(citizen: Citizen, line: SimulatedLine, kind: FaultKind) -> None:
    line.faults.add("replyMessage", kind, seconds=HANG_SECONDS)
    citizen.says(GREETING)
    (sent,) = citizen.hears()
    assert sent.via is Via.REPLY
    assert {operation for operation, _ in calls(line)} == {"replyMessage"}


def test_a_dead_reply_token_means_a_push_with_a_retry_key(citizen: Citizen, line: SimulatedLine) -> None:
    speak_late(citizen)
    (sent,) = citizen.hears()
    assert sent.via is Via.PUSH
    assert calls(line) == [("pushMessage", 200)]
    assert [str(UUID(key)) for key in retry_keys(line)] == [last_row(citizen.office).retry_key]


@on_sqlite
def test_a_token_that_line_no_longer_knows_means_a_push(citizen: Citizen, line: SimulatedLine) -> None:
    event = line.build_text_event(citizen.id, GREETING)
    status, _ = line.poster.post(line.webhook_url, line.bot_user_id, [event])  # posted, but its token was never issued
    assert status == 200
    (sent,) = citizen.hears()
    assert sent.via is Via.PUSH
    assert calls(line) == [("replyMessage", 400), ("pushMessage", 200)]
    assert retry_keys(line) == ["", last_row(citizen.office).retry_key]


@pytest.mark.parametrize("kind", [FaultKind.ACCEPTED_TIMEOUT, FaultKind.ACCEPTED_ERROR])
def test_a_push_that_was_taken_is_known_by_its_key(citizen: Citizen, line: SimulatedLine, kind: FaultKind) -> None:
    line.faults.add("pushMessage", kind, seconds=HANG_SECONDS)
    speak_late(citizen)
    (sent,) = citizen.hears()
    assert sent.via is Via.PUSH
    line.wait_for_request(lambda request: request.status == 500)
    assert sorted(calls(line)) == [("pushMessage", 409), ("pushMessage", 500)]
    row = last_row(citizen.office)
    assert set(retry_keys(line)) == {row.retry_key}
    assert (row.status, row.request_id) == ("sent", sent.request_id)


def test_too_many_requests_are_sent_later(citizen: Citizen, line: SimulatedLine) -> None:
    line.faults.add("replyMessage", FaultKind.RATE)
    citizen.says(GREETING)
    (sent,) = citizen.hears()
    assert sent.via is Via.REPLY
    assert calls(line) == [("replyMessage", 429), ("replyMessage", 200)]


def test_what_a_used_up_quota_refuses_is_kept_and_logged(
    citizen: Citizen, line: SimulatedLine, caplog: pytest.LogCaptureFixture
) -> None:
    line.quota.limit = 0
    speak_late(citizen)
    assert citizen.hears() == []
    (request,) = list_sends(line)
    row = last_row(citizen.office)
    assert (row.status, row.reason, row.request_id) == ("held", "quota", request.request_id)
    assert (request.operation, request.status) == ("pushMessage", 429)
    (record,) = [record for record in caplog.records if record.name == "bot.outbox"]
    assert record.levelno == logging.WARNING
    assert f"outbox {row.id}: held, the quota leaves no room: request {request.request_id}" in record.getMessage()

    citizen.says(GREETING)  # replies are free
    (sent,) = citizen.hears()
    assert sent.via is Via.REPLY


@on_sqlite
def test_a_later_answer_waits_for_an_earlier_one(citizen: Citizen, line: SimulatedLine) -> None:
    line.faults.add("replyMessage", FaultKind.ERROR)
    first = citizen.says("こんにちは")
    line.wait_for_request(is_failed)
    second = citizen.says("ありがとう")
    assert [sent.via for sent in citizen.hears()] == [Via.REPLY, Via.REPLY]
    tokens = [request.body["replyToken"] for request in list_sends(line)]
    assert tokens == [first.reply_token, first.reply_token, second.reply_token]


def is_failed(request: ApiRequest) -> bool:
    return request.status == 500
