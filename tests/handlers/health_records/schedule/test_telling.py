"""A plan in words: the most urgent first, dates as each language says them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from bot.city import load_city
from bot.dialogue.words import RoomWords
from bot.settings import DEMO_CITY
from bot.texts import LANGUAGES, load_texts
from handlers.health_records.plan_words import Said, say_lines
from handlers.health_records.schedule.computing import compute
from handlers.health_records.schedule.history import Event, History, Kind, Sex
from handlers.health_records.schedule.plan import Status
from handlers.health_records.schedule.telling import ORDER, list_lines
from tests.handlers.health_records.schedule.people import RULES, TODAY, histories

TEXTS, CITY = load_texts(), load_city(DEMO_CITY)


def say(history: History, language: str = "ja") -> dict[str, Said]:
    lines = list_lines(compute(history, TODAY, RULES), RULES)
    return {said.rule_id: said for said in say_lines(RoomWords(TEXTS, language, CITY, "schedule"), lines)}


def make_history(born: date, *given: tuple[str, date], sex: Sex = Sex.FEMALE) -> History:
    return History(born, sex, tuple(Event(Kind.VACCINATION, code, day) for code, day in given))


def test_a_toddler_who_is_late() -> None:
    said = say(make_history(date(2025, 6, 10), ("mr", date(2026, 6, 15)), ("varicella", date(2026, 7, 13))))
    assert said["mr_1"].sentences == ("済んでいます。",)
    assert said["varicella"].state == "これから"
    assert said["varicella"].sentences == (
        "2回目のおすすめは令和9年1月13日からです。令和8年11月29日から受けることもできます。",
    )
    assert said["pcv"].state == "遅れています"
    assert said["pcv"].sentences[-1] == "これからの分を早く受けると：令和8年11月29日、令和9年1月29日"
    assert said["bcg"].state == "時期を過ぎました"
    assert "保健センター" in said["bcg"].sentences[0]


def test_a_check_up_that_was_missed_says_whom_to_ask() -> None:
    said = say(make_history(date(2025, 6, 10)))
    assert (said["checkup_3m"].status, said["checkup_3m"].state) == ("missed", "受けていません")
    assert (
        said["checkup_3m"]
        .sentences[0]
        .startswith("令和7年12月9日までの健診でした。今からどうするかは、市の保健センターに")
    )
    assert "checkup_3m" not in say(make_history(date(2017, 6, 10)))


def test_what_was_given_too_early_is_a_doctors() -> None:
    said = say(make_history(date(2026, 8, 1), ("rota1", date(2026, 10, 5)), ("rota1", date(2026, 10, 25))), "en")
    assert said["rota"].state == "Ask the doctor"
    assert "Handbook" in said["rota"].sentences[0]


def test_a_screening_is_done_until_the_next() -> None:
    said = say(History(date(1960, 5, 1), Sex.MALE, (Event(Kind.SCREENING, "screening_stomach", date(2025, 7, 1)),)))
    assert said["screening_stomach"].sentences == ("令和7年7月1日に受けました。次は令和9年4月1日からです。",)
    assert said["screening_colon"].sentences == ("今、受けられます。令和9年3月31日までに受けてください。",)
    assert "screening_breast" not in said


def test_what_can_not_be_finished_in_time_is_said() -> None:
    said = say(make_history(date(2025, 12, 20), ("hepb", date(2026, 10, 1))))
    assert said["hepatitis_b"].sentences[-1] == "残り2回のすべては、期限に間に合いません。医師に相談してください。"


def test_what_needs_a_request_says_so() -> None:
    said = say(make_history(date(2022, 6, 10)))
    assert any("市の保健センターに申し出てください" in sentence for sentence in said["mr_1"].sentences)


@settings(max_examples=60, deadline=None)
@given(histories(born_since=date(1930, 1, 1)))
def test_the_most_urgent_is_first(history: History) -> None:
    lines = list_lines(compute(history, TODAY, RULES), RULES)
    places = [ORDER.index(Status.ASK if line.is_missed else line.status) for line in lines]
    assert places == sorted(places)
    for line in lines:
        assert line.sentences
        if line.status in (Status.DUE, Status.OVERDUE):
            assert line.since == TODAY


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_every_line(language: str) -> None:
    """Of children and adults of every age in months up to seven years, then of every half year."""
    for months in [*range(0, 84, 2), *range(84, 1200, 12)]:
        born = date(2026 - (months + 1) // 12 - 1, 12 - (months + 1) % 12, 15)
        for said in say(make_history(born), language).values():
            assert said.name
            assert said.state
            assert all(said.sentences)
            assert "{" not in "".join(said.sentences)
