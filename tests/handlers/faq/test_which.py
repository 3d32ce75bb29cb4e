"""One question back, where the best answers differ in one thing."""

import pytest

from bot.channels.line.render import render_messages
from bot.messages import Text
from bot.texts import LANGUAGES
from handlers.faq.models import FaqAnswer
from handlers.faq.which import find_alike
from knowledge.search import Band, Hit, SearchResult
from tests.channels.line.conftest import Judge
from tests.dialogue.conversation import Conversation

WORDS = ["本人", "家族"]


def test_it_asks_for_the_difference(elsewhere: Conversation) -> None:
    elsewhere.says("住民票の写しを請求するには", expects="住民票の写しについてですね。")
    *_, asked = elsewhere.last
    assert isinstance(asked, Text)
    assert sorted(elsewhere.labels[:2]) == sorted(WORDS)
    assert elsewhere.labels[2:] == ["職員と話す", "どれでもない"]


def test_the_pressed_word_shows_its_answer(elsewhere: Conversation) -> None:
    elsewhere.says("住民票の写しを請求するには")
    elsewhere.presses("家族", expects="家族の書類をお持ちください。")
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
    [("家族が住民票の写しを請求するには", "家族の書類"), ("本人が住民票の写しを請求するには", "本人の書類")],
)
def test_who_has_said_which_is_not_asked(elsewhere: Conversation, said: str, answer: str) -> None:
    elsewhere.says(said, expects=answer)


def test_what_is_clearly_ahead_is_answered(elsewhere: Conversation) -> None:
    elsewhere.says("粗大ごみはどうやって出しますか", expects="電話で申し込んでください")


@pytest.mark.parametrize(
    ("band", "second", "said", "is_asked"),
    [
        (Band.ANSWER, 0.95, "住民票", True),
        (Band.CANDIDATES, 0.95, "住民票", True),
        (Band.ANSWER, 0.8, "住民票", False),
        (Band.CANDIDATES, 0.8, "住民票", False),
        (Band.ANSWER, 0.95, "家族の住民票", False),
        (Band.DECLINE, 0.95, "住民票", False),
        (Band.CANDIDATES, 0.95, "a certificate for my family", False),  # says it in another language
    ],
)
def test_only_what_is_as_likely_is_asked_for(band: Band, second: float, said: str, is_asked: bool) -> None:
    titles = {"本人が住民票を請求するには": 1.0, "家族が住民票を請求するには": second, "粗大ごみの出し方": 0.3}
    hits = tuple(Hit(title, "faq", title, "", "", "", None, score, "ja") for title, score in titles.items())
    found = find_alike(SearchResult(said, band, 0.5, hits))
    assert (found is not None) == is_asked
    if found is not None:
        assert [hit.title for hit in found[0]] == list(titles)[:2]


@pytest.mark.parametrize(("said", "is_asked"), [("法人市民税の申告", True), ("法人市民税の申告の期限", False)])
def test_a_word_that_all_names_share_does_not_say_which(said: str, is_asked: bool) -> None:
    titles = ["法人市民税の申告書の添付書類は", "法人市民税の申告期限は"]
    hits = tuple(Hit(title, "faq", title, "", "", "", None, 1.0, "ja") for title in titles)
    assert (find_alike(SearchResult(said, Band.ANSWER, 0.7, hits)) is not None) == is_asked


def test_long_titles_without_a_short_difference_are_listed(conversation: Conversation) -> None:
    conversation.says("住民票について知りたい", expects="faq.candidates")


def test_it_is_asked_in_every_language(elsewhere: Conversation, judge: Judge) -> None:
    for language in LANGUAGES:
        elsewhere.presses(f"language.set?language={language}")
        judge(render_messages(elsewhere.says("住民票の写しを請求するには", expects="住民票")))
        assert sorted(label.removesuffix("（かぞく）") for label in elsewhere.labels[:2]) == sorted(WORDS)
    elsewhere.presses("language.set?language=ja-easy")
    elsewhere.says("住民票の写しを請求するには", expects="住民票（じゅうみんひょう）の写（うつ）し")
    assert "家族（かぞく）" in elsewhere.labels
