"""What is written by or of a child is judged rightly, in all writings; a model may only raise the level."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import ROOT
from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.evaluation import evaluate, read_labelled
from handlers.child_consultation.triage.judging import Verdict, judge
from handlers.child_consultation.triage.raising import raise_by
from nlu.danger import PERHAPS
from nlu.interpretation import Interpretation, RankedIntent

LABELLED = ROOT / "handlers/child_consultation/labelled"
MOST_TOO_HIGH = 0.1
MOST_MISSED_OF_OTHER_HANDS = 2  # from which nobody could tell, by the words alone, what is meant
MOST_MISSED_OF_A_FRESH_HAND = 6  # which no family of words reaches that would not reach others too: the model's part


DEVELOPED_ON, ALIKE, OTHER_HANDS, WIDE, FRESH, *LATER = (
    read_labelled([LABELLED / f"{name}.tsv"])
    for name in ("dev", "alike", "other_hand", "wide", "fresh", "blind", "later")
)
ALL = [*DEVELOPED_ON, *ALIKE, *WIDE, *LATER[0], *LATER[1]]
FOUND, FOUND_OF_OTHER_HANDS = evaluate(ALL), evaluate(OTHER_HANDS)


def test_there_is_enough_to_judge_by() -> None:
    assert len(DEVELOPED_ON) >= 300
    assert len(ALIKE) >= 100
    assert sum(map(len, LATER)) >= 180
    assert FOUND.emergencies >= 150


def test_no_emergency_is_missed() -> None:
    assert FOUND.missed == ()


def test_few_are_raised_too_high() -> None:
    assert len(FOUND.too_high) <= MOST_TOO_HIGH / 2 * len(ALL), FOUND.too_high


def test_few_of_the_others_are_judged_too_low() -> None:
    assert len(FOUND.too_low) <= 0.03 * len(ALL), FOUND.too_low


def test_what_others_wrote_is_judged_as_it_was() -> None:
    assert FOUND_OF_OTHER_HANDS.emergencies >= 300
    assert len(FOUND_OF_OTHER_HANDS.missed) <= MOST_MISSED_OF_OTHER_HANDS, FOUND_OF_OTHER_HANDS.missed
    assert len(FOUND_OF_OTHER_HANDS.too_high) <= 0.03 * len(OTHER_HANDS), FOUND_OF_OTHER_HANDS.too_high
    assert len(FOUND_OF_OTHER_HANDS.too_low) <= 0.04 * len(OTHER_HANDS), FOUND_OF_OTHER_HANDS.too_low


def test_what_a_fresh_hand_wrote_is_judged_as_it_was() -> None:
    found = evaluate(FRESH)
    assert found.emergencies >= 120
    assert len(found.missed) <= MOST_MISSED_OF_A_FRESH_HAND, found.missed
    assert len(found.too_high) <= 0.12 * len(FRESH), found.too_high


def test_what_sounds_alike_is_no_emergency() -> None:
    assert [one.text for one in ALIKE if judge(one.text).level is Level.EMERGENCY] == []


@pytest.mark.parametrize(
    "said",
    [
        "しにたい", "シニタイ", "ｼﾆﾀｲ", "死 に た い", "死にたい😭", "し に た い。", "ﾀﾋにたい", "4にたい", "氏にたい",
        "しにたみ", "shinitai", "死にたぃ", "もう死にたいんだけど",
    ],
)  # fmt: skip
def test_a_wish_to_die_is_heard_however_it_is_written(said: str) -> None:
    assert judge(said).level is Level.EMERGENCY


@pytest.mark.parametrize(
    ("earlier", "last", "level"),
    [
        (["おとうさんに"], "たたかれた", Level.URGENT),
        (["いま", "おとうさんに"], "なぐられてる", Level.EMERGENCY),
        (["あかちゃんが"], "いきしてない", Level.EMERGENCY),
        (["保育園の"], "空きはありますか", Level.INFORMATION),
        (["もう死にたい"], "うん", Level.INFORMATION),
    ],
)
def test_a_message_in_pieces_is_judged_as_one(earlier: list[str], last: str, level: Level) -> None:
    assert judge(last, earlier=earlier).level is level


def test_of_two_conversations_in_one_the_more_urgent_counts() -> None:
    found = judge("保育園の空きはありますか？あと、娘が死にたいと言っています")
    assert found.level is Level.EMERGENCY


def test_news_and_films_are_asked_back_and_what_is_at_home_is_not() -> None:
    assert judge("ニュースで虐待を見た").is_quoted
    assert judge("ニュースで虐待を見た").level is Level.INFORMATION
    assert judge("虐待のニュースを見ました。うちも同じで、夫が子どもを殴ります").level.weight >= Level.URGENT.weight


def test_crying_signs_alone_are_asked_back() -> None:
    assert (judge("😭😭").level, judge("😭😭").is_unclear) == (Level.SOON, True)
    assert (judge("😊").level, judge("😊").is_unclear) == (Level.INFORMATION, False)


def test_a_fever_is_judged_by_the_age() -> None:
    assert judge("38.5度の熱があります", age=0.1).level is Level.URGENT
    assert judge("子どもに38.5度の熱があります", age=5).level is Level.SOON
    assert judge("生後40日、熱が38度でぐったり").level is Level.EMERGENCY


@pytest.mark.parametrize(
    "said", ["パパにたたかれた", "小3です。学校でいじめられてる", "ぼく学校いきたくない", "ままが こわい"]
)
def test_a_child_who_writes_alone_is_recognised(said: str) -> None:
    assert judge(said).is_child


def test_hardly_any_adult_is_taken_for_a_child() -> None:
    adults = [one for one in [*ALL, *OTHER_HANDS, *FRESH] if one.who == "adult"]
    assert len(adults) >= 900
    assert sum(one.judge().is_child for one in adults) <= 0.01 * len(adults)


def test_hyperbole_is_no_emergency_and_a_joke_that_may_be_meant_is_asked_back() -> None:
    assert judge("宿題多すぎて死ぬ").level is Level.INFORMATION
    joke = judge("お母さんに殺される、ゲーム機落として割ったw")
    assert (joke.level, joke.is_unclear) == (Level.SOON, True)


@pytest.mark.parametrize("said", ["小3の娘が学校でいじめられています", "子育てに疲れました", "夫に殴られています"])
def test_an_adult_is_not_taken_for_a_child(said: str) -> None:
    assert not judge(said).is_child


def interpret(intent: str, confidence: float, danger: str) -> Interpretation:
    ranked = RankedIntent(intent, confidence)
    return Interpretation("", ranked, (ranked,), extra={"danger": danger} if danger else {})


@given(
    said=st.sampled_from([one.text for one in ALL]),
    intent=st.sampled_from(["emergency", "child_consultation", "greet", "nlu_fallback"]),
    confidence=st.floats(0, 1),
    danger=st.sampled_from(["", PERHAPS, "suicide", "suspected"]),
)
def test_a_model_only_raises(said: str, intent: str, confidence: float, danger: str) -> None:
    verdict = judge(said)
    raised = raise_by(verdict, interpret(intent, confidence, danger))
    assert raised.level.weight >= verdict.level.weight
    assert (raised.rules, raised.topics) == (verdict.rules, verdict.topics)


@given(st.text(max_size=400))
def test_anything_can_be_judged(said: str) -> None:
    assert isinstance(judge(said), Verdict)


@pytest.mark.parametrize(
    ("said", "is_of_child"),
    [
        ("5歳、39度の熱があります。水分はとれています", True),
        ("生後2か月で38.5度の熱があります", True),
        ("35歳です、熱が39度あります", False),
        ("熱が39度あります", False),
    ],
)
def test_an_age_tells_whether_it_is_about_a_child(said: str, is_of_child: bool) -> None:
    assert judge(said).is_of_child is is_of_child
