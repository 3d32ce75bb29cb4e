"""A worry beside a question: the page is offered, the words leave, and the question is answered all the same."""

from __future__ import annotations

import pytest

from bot.models.inbox import InboxRow
from bot.models.tracker_event import TrackerEventRow
from handlers.child_consultation.levels import Level
from tests.dialogue.conversation import Conversation
from tests.handlers.child_consultation.test_dialogue import SQLITE, citizen, dump, find_cases, open_urls

__all__ = ["citizen"]  # the fixture


@SQLITE
@pytest.mark.parametrize(
    "says",
    [
        "英語に変えてください。それと娘が学校でいじめられています",
        "娘が学校でいじめられています。あと英語に変えてください",
    ],
)
def test_both_are_answered_in_either_order(citizen: Conversation, says: str) -> None:
    citizen.says(says, expects="child_consultation.title_page")
    assert "I will answer in English" in str(citizen.last)
    assert len(open_urls(citizen)) == 2
    assert [case.level for case in find_cases(citizen)] == [Level.SOON]
    assert "いじめ" not in dump(citizen, InboxRow, TrackerEventRow)


@SQLITE
@pytest.mark.parametrize(
    "says",
    [
        "保育園の空きはありますか。あと娘が学校でいじめられています",
        "娘が学校でいじめられています。あと保育園の空きはありますか",
        "娘が学校でいじめられています。図書館は何時までですか",
        "職員と話したいです。それと息子が学校に行けなくて心配です",
    ],
)
def test_a_request_drops_no_worry(citizen: Conversation, says: str) -> None:
    citizen.says(says, expects="child_consultation.title_page")
    assert len(citizen.last) > 1
    assert [case.level for case in find_cases(citizen)] == [Level.SOON]


@SQLITE
@pytest.mark.parametrize(
    "says",
    [
        "息子が学校に行けなくて心配です。それと先生も困っているようです",
        "娘の言葉が遅くて心配です。どこに相談すればいいですか",
    ],
)
def test_what_belongs_to_the_worry_is_no_question_of_its_own(citizen: Conversation, says: str) -> None:
    citizen.says(says, expects="child_consultation.title_page")
    texts = citizen.engine.house.texts
    assert texts.get("ja", "dialogue.not_understood") not in str(citizen.last)


@SQLITE
@pytest.mark.parametrize(
    "says", ["子育て相談の時間", "離乳食相談の日", "子育て相談は何時から", "赤ちゃん相談の曜日", "育児相談の時間帯"]
)
def test_who_asks_when_consultations_are_has_told_no_worry(citizen: Conversation, says: str) -> None:
    citizen.says(says)
    assert open_urls(citizen) == []
    assert find_cases(citizen) == []


@SQLITE
@pytest.mark.parametrize(
    "says", ["離乳食を食べない日が続いて心配です", "子育てがつらい時間があります", "子育て相談がしたいです"]
)
def test_a_worry_with_the_same_words_is_still_one(citizen: Conversation, says: str) -> None:
    citizen.says(says, expects="child_consultation.title_page")
