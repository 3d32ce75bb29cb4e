"""One question back, where the best answers differ in one thing."""

import pytest

from bot.channels.line.render import render_messages
from bot.messages import Text
from bot.texts import LANGUAGES
from handlers.faq.models import FaqAnswer
from tests.channels.line.conftest import Judge
from tests.dialogue.conversation import Conversation

WORDS = ["本人", "家族"]


def test_it_asks_for_the_difference(elsewhere: Conversation) -> None:
    elsewhere.says("住民票の写しを請求するには", expects="住民票の写しについてですね。")
    (asked,) = elsewhere.last
    assert isinstance(asked, Text)
    assert sorted(elsewhere.labels[:2]) == sorted(WORDS)
    assert elsewhere.labels[2:] == ["職員と話す", "どれでもない"]


def test_the_pressed_word_shows_its_answer(elsewhere: Conversation) -> None:
    elsewhere.says("住民票の写しを請求するには")
    elsewhere.presses("家族", expects="委任状と家族の本人確認書類")
    (row,) = elsewhere.rows(FaqAnswer)
    assert (row.band, row.shown_id, row.is_gap) == ("candidates", "copy-family", False)
    assert sorted(row.entry_ids) == ["copy-family", "copy-self"]


def test_three_kinds_are_asked_for_at_once(elsewhere: Conversation) -> None:
    elsewhere.says("パスポートの申請", expects="パスポートについてですね。")
    assert sorted(elsewhere.labels[:3]) == ["新規", "更新", "紛失"]
    elsewhere.presses("紛失", expects="紛失の届け出")


def test_none_of_them_is_a_gap(elsewhere: Conversation) -> None:
    elsewhere.says("住民票の写しを請求するには")
    elsewhere.presses("どれでもない", expects="faq.none_fits")
    (row,) = elsewhere.rows(FaqAnswer)
    assert (row.band, row.shown_id, row.is_gap) == ("candidates", "", True)


@pytest.mark.parametrize(
    ("said", "answer"),
    [("家族が住民票の写しを請求するには", "委任状"), ("本人が住民票の写しを請求するには", "本人確認書類を窓口へ")],
)
def test_who_has_said_which_is_not_asked(elsewhere: Conversation, said: str, answer: str) -> None:
    elsewhere.says(said, expects=answer)


def test_what_is_clearly_ahead_is_answered(elsewhere: Conversation) -> None:
    elsewhere.says("粗大ごみはどうやって出しますか", expects="電話で申し込んでください")


def test_long_titles_without_a_short_difference_are_listed(conversation: Conversation) -> None:
    conversation.says("住民票について知りたい", expects="faq.candidates")


def test_it_is_asked_in_every_language(elsewhere: Conversation, judge: Judge) -> None:
    for language in LANGUAGES:
        elsewhere.presses(f"language.set?language={language}")
        judge(render_messages(elsewhere.says("住民票の写しを請求するには", expects="住民票の写し")))
        assert sorted(elsewhere.labels[:2]) == sorted(WORDS)
