"""Days, times and choices by entity: filled, asked back, or asked for in other words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.messages import Text
from bot.texts import LANGUAGES
from tests.dialogue.conversation import Conversation
from tests.dialogue.services import value

AFTERNOON = "令和81年3月5日（木）午後3時"


def test_one_reading_fills_the_slot(visitor: Conversation) -> None:
    visitor.says("2099年3月5日の15時", expects="visits.ask_people")
    visitor.says("2人", expects=f"印鑑登録証明書、{AFTERNOON}、2人です。")
    visitor.says("はい", expects="visits.done")


def test_several_readings_are_asked_back_with_what_sets_them_apart(visitor: Conversation) -> None:
    visitor.says("2099年3月5日の3時", expects="dialogue.which_of_these")
    assert visitor.labels == ["午後3時", "午前3時", "やめる"]
    visitor.presses("午後3時", expects="visits.ask_people")
    assert value(visitor, "moment") == "2099-03-05T15:00"


def test_what_is_asked_back_can_be_said_too(visitor: Conversation) -> None:
    visitor.says("2099年3月5日の3時", expects="dialogue.which_of_these")
    visitor.says("午後です", expects="visits.ask_people")
    assert value(visitor, "moment") == "2099-03-05T15:00"


@pytest.mark.parametrize(("first", "second"), [("2099年3月5日", "15時"), ("15時", "2099年3月5日")])
def test_what_is_missing_is_asked_for(visitor: Conversation, first: str, second: str) -> None:
    visitor.says(
        first, expects="令和81年3月5日（木）ですね。何時がよいですか。" if "年" in first else "dialogue.on_what_day"
    )
    visitor.says(second, expects="visits.ask_people")
    assert value(visitor, "moment") == "2099-03-05T15:00"


def test_a_part_of_the_day_is_a_wish_that_a_time_narrows(visitor: Conversation) -> None:
    visitor.says("2099年3月5日の午後", expects="何時がよいですか。")
    visitor.says("3時", expects="visits.ask_people")
    assert value(visitor, "moment") == "2099-03-05T15:00"


@pytest.mark.parametrize("today", [date(2099, 3, 3)])
def test_a_week_is_asked_back_day_by_day(visitor: Conversation) -> None:
    visitor.says("再来週", expects="dialogue.which_of_these")
    assert len(visitor.labels) == 7 + 1
    assert all("（" in label for label in visitor.labels[:7])
    visitor.presses(visitor.labels[2], expects="何時がよいですか。")
    visitor.says("10時", expects="visits.ask_people")


@pytest.mark.parametrize("today", [date(2099, 3, 1)])
def test_of_two_weeks_it_is_asked_which(visitor: Conversation) -> None:
    """On a Sunday the next week is tomorrow's for some, and the one after that for others."""
    visitor.says("来週", expects="dialogue.which_of_these")
    assert visitor.labels == ["3月2日（月）から", "3月9日（月）から", "やめる"]
    visitor.presses("3月9日", expects="dialogue.which_of_these")
    visitor.presses("3月11日", expects="何時がよいですか。")
    visitor.says("15時", expects="visits.ask_people")
    assert value(visitor, "moment") == "2099-03-11T15:00"


def test_more_than_can_be_asked_back_is_asked_in_other_words(visitor: Conversation) -> None:
    visitor.says("2099年3月", expects="visits.ask_moment_again")


def test_none_is_asked_in_other_words(visitor: Conversation) -> None:
    visitor.says("いつでもいいです", expects="visits.ask_moment_again")


def test_what_is_past_is_explained(visitor: Conversation) -> None:
    visitor.says("2020年3月5日の15時", expects="dialogue.is_past")
    assert value(visitor, "moment") is None


def test_what_was_said_before_is_asked_back_when_its_turn_comes(citizen: Conversation) -> None:
    citizen.says("受け取りを予約したい。それと、2099年3月5日の3時", expects="visits.ask_certificate")
    citizen.says("印鑑証明", expects="dialogue.which_of_these")
    assert citizen.labels == ["午後3時", "午前3時", "やめる"]


def test_an_entity_of_several_values_is_asked_back(citizen: Conversation) -> None:
    citizen.says("受け取りを予約したい")
    citizen.says("戸籍の証明", expects="dialogue.which_of_these")
    assert citizen.labels == ["戸籍全部事項証明書", "戸籍個人事項証明書", "やめる"]
    citizen.presses("戸籍個人事項証明書", expects="visits.ask_moment")
    assert value(citizen, "certificate") == "family-register-part"


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("やっぱり10時で", "2099-03-05T10:00"),
        ("2099年3月6日に変えて", "2099-03-06T15:00"),
        ("木曜じゃなくて2099年3月6日の9時で", "2099-03-06T09:00"),
    ],
)
def test_day_and_time_are_changed_one_by_one(visitor: Conversation, said: str, moment: str) -> None:
    visitor.says("2099年3月5日の15時", expects="visits.ask_people")
    visitor.says(said, expects="visits.ask_people")
    assert value(visitor, "moment") == moment
    assert "日時を「" in str(visitor.last[0])


def test_a_change_with_several_readings_is_asked_back(visitor: Conversation) -> None:
    visitor.says("2099年3月5日の15時", expects="visits.ask_people")
    visitor.says("やっぱり4時で", expects="dialogue.which_of_these")
    assert visitor.labels == ["午後4時", "午前4時", "やめる"]
    visitor.presses("午後4時", expects="visits.ask_people")


def test_a_count_of_other_things_is_no_answer(visitor: Conversation) -> None:
    visitor.says("2099年3月5日の15時", expects="visits.ask_people")
    visitor.says("3通", expects="visits.ask_people_again")
    visitor.says("3", expects="visits.summary")


def test_a_day_that_two_slots_would_take_fills_only_the_asked_one(citizen: Conversation) -> None:
    citizen.says("泊まりたい", expects="stay.ask_arrival")
    citizen.says("2099年3月5日", expects="stay.ask_departure")
    citizen.says("2099年3月7日", expects="2099-03-05から2099-03-07まで泊まります。")


def test_strange_buttons_fill_nothing(visitor: Conversation) -> None:
    for said in ("x", "2099-99-99", "T25", "2099-03-05T", "/", "2099-03-05/2099-03-01"):
        visitor.sends_postback(f"visits.fill?moment={said}")
        assert value(visitor, "moment") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_asked_in_every_language(visitor: Conversation, language: str) -> None:
    visitor.presses(f"language.set?language={language}")
    visitor.says("2099年3月5日の3時", expects="dialogue.which_of_these")
    assert len(set(visitor.labels)) == 3
    (question,) = visitor.last
    assert isinstance(question, Text) and question.text
