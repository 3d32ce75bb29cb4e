"""A person instead of the program: the program is silent, and says when people answer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.clock import TOKYO
from bot.models.desk import OperatorRequest
from bot.opening_hours import WEEKDAYS
from bot.settings import DEMO_CITY
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, list_actions

ALL_DAY = [{"opens": "00:00", "closes": time.max.isoformat()}]
OFFICE_HOURS = [{"opens": "08:30", "closes": "17:15"}]


def write_city(folder: Path, weekly: dict[str, list[Any]]) -> Path:
    """The demo city with other opening hours."""
    city = yaml.safe_load((DEMO_CITY / "city.yml").read_text("utf-8"))
    city["opening_hours"] = {"weekly": weekly, "closed_on_holidays": False}
    (folder / "city.yml").write_text(yaml.safe_dump(city, allow_unicode=True), "utf-8")
    return folder


def test_the_program_is_silent_until_the_citizen_comes_back(open_office: OpenOffice, tmp_path: Path) -> None:
    city = write_city(tmp_path, dict.fromkeys(WEEKDAYS, ALL_DAY))
    citizen = Citizen(open_office({"city": city}))
    citizen.says("職員と話す")
    (sent,) = citizen.hears()
    (message,) = sent.messages
    assert message["text"].startswith("職員におつなぎします。ふだんは15分以内に")
    (request,) = citizen.office.rows(OperatorRequest)
    assert (request.reason, request.state) == ("asked", "waiting")

    citizen.says("住民票の写しの手数料はいくらですか。")
    citizen.line.send_sticker(citizen.id)
    assert citizen.hears() == []
    assert citizen.office.statuses()[1:] == [("text", "done"), ("sticker", "done")]

    citizen.presses("ボットに戻る", message)
    assert citizen.hears()[0].texts[0].startswith("プログラムに戻りました。")
    (request,) = citizen.office.rows(OperatorRequest)
    assert (request.state, request.done_by) == ("done", "citizen")
    assert citizen.is_told("住民票の写しの手数料はいくらですか。")[0] == "住民票の写しの手数料はいくらですか。"


def test_danger_is_answered_even_while_a_person_has_the_conversation(open_office: OpenOffice, tmp_path: Path) -> None:
    city = write_city(tmp_path, dict.fromkeys(WEEKDAYS, ALL_DAY))
    citizen = Citizen(open_office({"city": city}))
    citizen.says("職員と話す")
    citizen.hears()
    assert "119" in str(citizen.is_told("たすけて、火事です"))


def test_outside_of_opening_hours_it_says_when(open_office: OpenOffice, tmp_path: Path) -> None:
    today = datetime.now(TOKYO)
    closed_today = {day: OFFICE_HOURS for day in WEEKDAYS if day != WEEKDAYS[today.weekday()]}
    citizen = Citizen(open_office({"city": write_city(tmp_path, closed_today)}))
    citizen.says("職員と話す")
    (message,) = citizen.hears()[0].messages
    tomorrow = today + timedelta(days=1)
    opening = f"{tomorrow.month}月{tomorrow.day}日（{'月火水木金土日'[tomorrow.weekday()]}）午前8時30分"
    assert opening in message["text"]
    assert citizen.office.rows(OperatorRequest) == []
    assert "tel:0260001000" in [action.get("uri") for action in list_actions(message)]

    assert citizen.is_told("こんにちは")  # nobody has the conversation, so the program answers
    citizen.presses("受付をしておく", message)
    (sent,) = citizen.hears()
    assert sent.texts[0].startswith("受け付けました。") and opening in sent.texts[0]
    assert [request.reason for request in citizen.office.rows(OperatorRequest)] == ["queued"]
    citizen.says("こんにちは")
    assert citizen.hears() == []
