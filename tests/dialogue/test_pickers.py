"""Slots that open the device's own calendar, clock or map."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import TOKYO, utc_now
from bot.dialogue.dates import say_picked
from bot.messages import Asks
from bot.models.tracker_event import TrackerEventRow
from bot.texts import LANGUAGES, load_texts
from tests.dialogue.conversation import Conversation
from tests.dialogue.services import value


def words(citizen: Conversation) -> str:
    """What the citizen said last, as staff read it."""
    rows = [row for row in citizen.rows(TrackerEventRow) if row.name == "user_uttered"]
    return str(rows[-1].data["utterance"])


def test_a_moment_is_picked_from_now_on(visitor: Conversation) -> None:
    picker, leave = visitor.choices
    now = utc_now().astimezone(TOKYO)
    assert (picker.label, picker.asks, picker.latest) == ("日時を選ぶ", Asks.DATETIME, "")
    assert f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M}" <= picker.earliest <= f"{now:%Y-%m-%dT%H:%M}"
    assert leave.label == "やめる"
    visitor.picks("日時を選ぶ", "2099-03-05T15:00", expects="visits.ask_people")
    assert value(visitor, "moment") == "2099-03-05T15:00"
    assert words(visitor) == "令和81年3月5日（木）午後3時"


def test_only_what_is_missing_is_picked(visitor: Conversation) -> None:
    visitor.says("2099年3月5日", expects="何時がよいですか。")
    assert visitor.labels == ["時刻を選ぶ", "やめる"]
    visitor.picks("時刻を選ぶ", "15:00", expects="visits.ask_people")
    assert value(visitor, "moment") == "2099-03-05T15:00"
    assert words(visitor) == "午後3時"


def test_a_time_first_and_then_its_day(visitor: Conversation) -> None:
    visitor.says("15時", expects="dialogue.on_what_day")
    visitor.picks("カレンダーで選ぶ", "2099-03-05", expects="visits.ask_people")
    assert value(visitor, "moment") == "2099-03-05T15:00"


@pytest.mark.parametrize("picked", ["2020-03-05T15:00", "2020-03-05T00:00"])
def test_what_is_past_is_explained_all_the_same(visitor: Conversation, picked: str) -> None:
    visitor.picks("日時を選ぶ", picked, expects="dialogue.is_past")
    assert value(visitor, "moment") is None


@pytest.mark.parametrize("picked", ["", "tomorrow", "2099-13-05T15:00", "2099-03-05T25:00"])
def test_what_is_no_moment_fills_nothing(visitor: Conversation, picked: str) -> None:
    visitor.picks("日時を選ぶ", picked, expects="visits.ask_moment_again")
    assert value(visitor, "moment") is None
    visitor.picks("日時を選ぶ", "2099-03-05T15:00", expects="visits.ask_people")


def test_of_two_days_only_the_asked_one_is_picked(citizen: Conversation) -> None:
    citizen.says("泊まりたい", expects="stay.ask_arrival")
    assert citizen.choices[0].earliest == f"{utc_now().astimezone(TOKYO):%Y-%m-%d}"
    citizen.picks("カレンダーで選ぶ", "2099-03-05", expects="stay.ask_departure")
    citizen.picks("カレンダーで選ぶ", "2099-03-07", expects="2099-03-05から2099-03-07まで泊まります。")


def test_a_place_is_shared_and_a_day_that_may_be_past_has_no_earliest(citizen: Conversation) -> None:
    citizen.says("近くを探したい", expects="nearby.ask_here")
    assert (citizen.choices[0].label, citizen.choices[0].asks) == ("今いる場所を送る", Asks.LOCATION)
    citizen.says("ここ", expects="nearby.ask_here_again")
    citizen.sends_location(expects="nearby.ask_day")
    assert citizen.choices[0].earliest == ""
    citizen.picks("カレンダーで選ぶ", "2020-03-05", expects="36.6500, 138.1800の近くです。")


def test_the_label_typed_presses_nothing(visitor: Conversation) -> None:
    visitor.says("日時を選ぶ", expects="visits.ask_moment_again")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_picked_is_said_in_words(language: str) -> None:
    class Speaker:
        def text(self, key: str, **values: object) -> str:
            return load_texts().get(language, key, **values)

    picked = [{"datetime": "2026-12-01T15:00"}, {"date": "2026-12-01"}, {"time": "15:00"}]
    moment, day, time = (say_picked(Speaker(), params) for params in picked)
    assert day in moment and time in moment
    assert say_picked(Speaker(), {"date": "x", "label": "y"}) == ""
