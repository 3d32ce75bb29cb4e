"""Calendar, clock and location as LINE's actions."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.line.render import render_messages
from bot.messages import Asks, Card, Choice, Text
from tests.channels.line.conftest import Judge

DATA = "visits.fill?moment="


def render_quick(judge: Judge, *choices: Choice) -> list[dict[str, Any]]:
    rendered = render_messages([Text("いつですか。", choices)])
    judge(rendered)
    return [item["action"] for item in rendered[0]["quickReply"]["items"]]


@pytest.mark.parametrize(
    ("asks", "earliest", "latest"),
    [
        (Asks.DATE, "2026-12-01", "2027-03-31"),
        (Asks.TIME, "08:30", "17:15"),
        (Asks.DATETIME, "2026-12-01T08:30", "2027-03-31T17:15"),
    ],
)
def test_a_picker_with_its_bounds(judge: Judge, asks: Asks, earliest: str, latest: str) -> None:
    choice = Choice("選ぶ", DATA, asks=asks, earliest=earliest, latest=latest)
    assert render_quick(judge, choice) == [
        {"type": "datetimepicker", "label": "選ぶ", "data": DATA, "mode": asks, "min": earliest, "max": latest}
    ]


@pytest.mark.parametrize(
    ("earliest", "latest", "kept"),
    [
        ("2027-03-31", "2026-12-01", {"min": "2027-03-31"}),
        ("2026-12-01", "2026-12-01", {"min": "2026-12-01"}),
        ("soon", "2026-12-32", {}),
        ("1899-12-31", "2101-01-01", {}),
        ("2026-12-01T08:30", "", {}),
    ],
)
def test_bounds_that_line_would_refuse_are_left_out(
    judge: Judge, earliest: str, latest: str, kept: dict[str, str]
) -> None:
    (action,) = render_quick(judge, Choice("選ぶ", DATA, asks=Asks.DATE, earliest=earliest, latest=latest))
    assert {name: action[name] for name in ("min", "max") if name in action} == kept


def test_a_location_is_asked_for_in_a_quick_reply(judge: Judge) -> None:
    asked = Choice("今いる場所を送る", asks=Asks.LOCATION)
    assert render_quick(judge, asked, Choice("やめる", "dialogue.cancel"))[0] == {
        "type": "location",
        "label": "今いる場所を送る",
    }


def test_in_a_card_a_picker_works_and_a_location_is_only_said(judge: Judge) -> None:
    buttons = (Choice("日時を選ぶ", DATA, asks=Asks.DATETIME), Choice("今いる場所を送る", asks=Asks.LOCATION))
    rendered = render_messages([Card("予約", "いつ、どこで。", buttons=buttons)])
    judge(rendered)
    found = str(rendered)
    assert "'datetimepicker'" in found and "'location'" not in found
