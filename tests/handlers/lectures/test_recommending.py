"""What is recommended is what was chosen, and says so; news come once a week to who wants them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import TOKYO, utc_now
from bot.messages import Carousel
from handlers.lectures.models import LectureInterest
from tests.dialogue.conversation import Conversation
from tests.handlers.lectures.files import import_rows
from tests.handlers.lectures.test_dialogue import row, run_clock, titles

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    import_rows(
        conversation.database,
        row(NO="smart", カテゴリー="ICT講座", 場所名称="南公民館;オンライン", 定員="5;30"),
        row(NO="women", イベント名="女性のデジタル講座", カテゴリー="ICT講座", 女性向け="○"),
        row(30, NO="miso", イベント名="みそづくり教室", カテゴリー="料理", 場所名称="中央図書館"),
        now=utc_now(),
    )
    return conversation


def enter(citizen: Conversation, number: int, **changes: str) -> None:
    more = {"NO": f"new-{number}", "イベント名": f"新しい講座{number}", "カテゴリー": "ICT講座", **changes}
    import_rows(citizen.database, row(60, **more), now=utc_now())


def test_a_recommendation_says_why(citizen: Conversation) -> None:
    citizen.says("おすすめの講座は？", expects="lectures.ask_interest")
    citizen.presses("ICT講座", expects="「ICT講座」を選んでいます")
    citizen.presses("女性向け", expects="「ICT講座」、「女性向け」を選んでいます")
    citizen.presses("おすすめを見る", expects="lectures.recommended")
    assert titles(citizen) == ["女性のデジタル講座", "はじめてのスマートフォン"]
    cards = [card for message in citizen.last if isinstance(message, Carousel) for card in message.cards]
    assert "「ICT講座」、「女性向け」に関心があるとのことなので" in cards[0].text
    assert "「ICT講座」に関心があるとのことなので" in cards[1].text
    citizen.says("おすすめの講座は？", expects="lectures.recommended")


def test_what_was_chosen_is_shown_and_forgotten(citizen: Conversation) -> None:
    citizen.says("おすすめの講座は？")
    citizen.presses("会場：中央図書館", expects="「会場：中央図書館」を選んでいます")
    citizen.says("自分のデータを見たい", expects="講座の関心とお知らせの希望")
    citizen.says("関心のあるテーマを変えたい", expects="「会場：中央図書館」を選んでいます")
    citizen.presses("選んだものを消す", expects="lectures.interests_forgotten")
    assert citizen.rows(LectureInterest) == []
    citizen.presses("lectures.interest?add=00000000", expects="lectures.ask_interest")
    assert citizen.rows(LectureInterest) == []


def test_news_come_together_once_a_week(citizen: Conversation) -> None:
    citizen.says("講座のお知らせがほしい", expects="lectures.news_need_interests")
    citizen.presses("ICT講座")
    noon = utc_now().astimezone(TOKYO).replace(hour=12) + timedelta(days=1)
    assert run_clock(citizen, noon) == []  # what was there before is no news
    enter(citizen, 1)
    enter(citizen, 2)
    enter(citizen, 3, カテゴリー="料理")
    assert run_clock(citizen, noon.replace(hour=23)) == []
    (told,) = run_clock(citizen, noon + timedelta(days=1))
    assert "「ICT講座」に関心があるとのことなので" in told["text"]
    assert [button["label"] for button in told["buttons"]] == ["新しい講座1", "新しい講座2", "お知らせをやめる"]
    enter(citizen, 4)
    assert run_clock(citizen, noon + timedelta(days=7)) == []
    (told,) = run_clock(citizen, noon + timedelta(days=8))
    assert "新しい講座4" in told["text"]
    assert "新しい講座1" not in told["text"]
    citizen.presses(told["buttons"][-1]["postback"], expects="lectures.news_stopped")
    enter(citizen, 5)
    assert run_clock(citizen, noon + timedelta(days=20)) == []


def test_one_sentence_stops_them(citizen: Conversation) -> None:
    citizen.says("講座のお知らせがほしい")
    citizen.says("講座のお知らせはもういりません", expects="lectures.news_stopped")
    (kept,) = citizen.rows(LectureInterest)
    assert not kept.wants_news
