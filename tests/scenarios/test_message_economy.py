"""Replies are free, pushes are paid: what is counted, what is held back, and how it arrives all the same."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.line.sender import LineSender
from bot.clock import utc_now
from bot.economy.watch import ask_line
from bot.models.ledger import LedgerEntry
from bot.models.outbox import OutboxRow
from bot.settings import Settings
from bot.simulator.faults import FaultKind
from bot.simulator.line import SimulatedLine
from bot.simulator.records import Via
from tests.scenarios.commands import Run, make_run, set_environment
from tests.scenarios.office import Citizen, Office, list_sends, list_words
from tests.scenarios.test_health import get

GREETING = "こんにちは"
EMERGENCY = "家が火事です"


@pytest.fixture
def run(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)  # no .env here
    set_environment(monkeypatch, settings)
    return make_run(monkeypatch, capsys)


def speak_late(citizen: Citizen, text: str = GREETING) -> None:
    """The event comes five minutes after it happened: its reply token is dead, and only a push can answer it."""
    citizen.line.clock = lambda: utc_now() - timedelta(minutes=5)
    assert citizen.says(text).status == 200
    citizen.line.clock = utc_now


def use_up(office: Office, line: SimulatedLine, used: int, limit: int = 100) -> None:
    """So much of the quota is used, and the office knows."""
    line.quota.limit = limit
    line.quota.spend(used)
    sender = LineSender(line.channel_token, office.settings.line_api_url)
    assert ask_line(office.counter.database, sender, utc_now()) == ""
    line.requests.clear()


def statuses(office: Office) -> list[str]:
    return [row.status for row in office.rows(OutboxRow)]


def counts(office: Office) -> list[tuple[str, str, int]]:
    return [(row.service, row.kind, row.count) for row in office.rows(LedgerEntry)]


def test_replies_and_pushes_are_counted_by_service(citizen: Citizen) -> None:
    citizen.says(GREETING)
    citizen.says("職員と話す")
    citizen.hears()
    speak_late(citizen, EMERGENCY)
    citizen.hears()
    assert counts(citizen.office) == [("greeting", "reply", 1), ("operator", "reply", 1), ("emergency", "push", 1)]


@pytest.mark.parametrize("kind", [FaultKind.ACCEPTED_ERROR, FaultKind.ACCEPTED_CUT])
def test_what_is_tried_again_is_counted_once(citizen: Citizen, line: SimulatedLine, kind: FaultKind) -> None:
    line.faults.add("replyMessage", kind)
    citizen.says(GREETING)
    citizen.hears()
    line.faults.add("pushMessage", kind)
    speak_late(citizen)
    citizen.hears()
    assert sorted(counts(citizen.office)) == [("greeting", "push", 1), ("greeting", "reply", 1)]
    assert line.quota.used == 1


def test_at_95_percent_a_push_is_held_and_goes_with_the_next_reply(citizen: Citizen, line: SimulatedLine) -> None:
    use_up(citizen.office, line, 95)
    speak_late(citizen)
    assert citizen.hears() == []
    assert (statuses(citizen.office), list_sends(line)) == (["held"], [])

    citizen.says("ありがとう")
    (sent,) = citizen.hears()
    words = [word for message in sent.messages for word in list_words(message)]
    assert sent.via is Via.REPLY
    assert words[0].startswith("【令和") and "の分をお届けします】" in words[0]
    assert len(sent.messages) == 2  # the late one, then the answer
    assert statuses(citizen.office) == ["carried", "sent"]
    assert counts(citizen.office) == [("greeting", "reply", 1)]
    assert line.quota.used == 95


def test_below_95_percent_it_is_pushed(citizen: Citizen, line: SimulatedLine) -> None:
    use_up(citizen.office, line, 94)
    speak_late(citizen)
    (sent,) = citizen.hears()
    assert sent.via is Via.PUSH
    speak_late(citizen)  # the one before was the last: known at once, not only when LINE is asked again
    assert citizen.hears() == []
    assert statuses(citizen.office) == ["sent", "held"]


def test_a_danger_is_pushed_to_the_last(citizen: Citizen, line: SimulatedLine) -> None:
    use_up(citizen.office, line, 99)
    speak_late(citizen, EMERGENCY)
    (sent,) = citizen.hears()
    assert sent.via is Via.PUSH


def test_several_held_messages_go_in_order_as_far_as_line_takes_them(citizen: Citizen, line: SimulatedLine) -> None:
    use_up(citizen.office, line, 95)
    for text in (GREETING, "ありがとう") * 3:
        speak_late(citizen, text)
    assert citizen.hears() == []
    citizen.says(GREETING)
    (sent,) = citizen.hears()
    assert len(sent.messages) == 5
    rows = citizen.office.rows(OutboxRow)
    assert [row.status for row in rows] == ["carried"] * 4 + ["held"] * 2 + ["sent"]
    citizen.says(GREETING)
    (sent,) = citizen.hears()
    assert len(sent.messages) == 3
    assert "held" not in statuses(citizen.office)


def test_a_silent_turn_carries_what_is_held(citizen: Citizen, line: SimulatedLine) -> None:
    """An operator has the conversation, so the bot says nothing; the reply token is free all the same."""
    use_up(citizen.office, line, 95)
    line.clock = lambda: utc_now() - timedelta(minutes=5)
    line.send_postback(citizen.id, "operator.queue")
    line.clock = utc_now
    assert citizen.hears() == []
    citizen.says("もしもし")
    (sent,) = citizen.hears()
    assert sent.via is Via.REPLY
    assert [(row.service, row.status) for row in citizen.office.rows(OutboxRow)] == [
        ("operator", "carried"),
        ("dialogue", "sent"),
    ]


def test_who_blocks_us_is_sent_nothing_later(citizen: Citizen, line: SimulatedLine) -> None:
    use_up(citizen.office, line, 95)
    speak_late(citizen)
    citizen.hears()
    line.unfollow(citizen.id)
    citizen.office.settle()
    assert statuses(citizen.office) == ["dropped"]


def test_staff_see_the_month(citizen: Citizen, line: SimulatedLine, run: Run) -> None:
    citizen.says(GREETING)
    citizen.hears()
    use_up(citizen.office, line, 96)
    speak_late(citizen)
    citizen.hears()
    told = json.loads(run("messages", "--json").out)
    assert [(row["service"], row["kind"], row["count"]) for row in told["rows"]] == [("greeting", "reply", 1)]
    quota = told["quota"]
    assert (quota["limit"], quota["used"], quota["left"], quota["warning"], quota["only_must"]) == (
        100,
        96,
        4,
        True,
        True,
    )
    assert [row["service"] for row in told["held"]] == ["greeting"]

    shown = run("messages").out
    assert "(96 %); only alerts and payments are pushed; 4 left" in shown
    assert "░" * 30 in shown
    assert "1 held back" in shown and citizen.id not in shown
    assert "WARNING: 96 of 100 used" in run("check").out


def test_a_month_without_messages_and_a_wrong_month(run: Run) -> None:
    ended = run("messages", "--month", "2020-02")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "nothing was sent in LINE in 2020-02")
    assert run("messages", "--month", "soon").code == 2


def test_the_command_says_when_line_does_not_answer(office: Office, line: SimulatedLine, run: Run) -> None:
    line.faults.add("getMessageQuota", FaultKind.ERROR)
    ended = run("messages")
    assert ended.code == 0
    assert "LINE could not be asked now: LINE does not answer: 500" in ended.out
    assert "quota: not known" in ended.out


def test_metrics_tell_messages_and_quota(citizen: Citizen, line: SimulatedLine) -> None:
    citizen.says(GREETING)
    citizen.hears()
    use_up(citizen.office, line, 50)
    body = get(citizen.office, "/metrics")[1]
    assert 'madoguchi_line_messages_total{kind="reply",service="greeting"} 1.0' in body
    assert "madoguchi_line_quota_limit 100.0" in body
    assert "madoguchi_line_quota_used 50.0" in body
