"""A sentence that would lose something is noticed."""

from __future__ import annotations

import pytest

from nlu.easy import easing
from nlu.easy.easing import ease, ease_sentence
from nlu.easy.keeping import find_lost

SAID = "15歳未満の人は、市民課（026-000-1101）へ14日以内に300円を払ってください。ただし、土曜日は除きます。"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("300円", "30円"),
        ("300円", "お金"),
        ("14日以内", "14日"),
        ("15歳未満", "15歳以下"),
        ("14日", "14か月"),
        ("026-000-1101", "026-000-1102"),
        ("市民課", "窓口"),
        ("ただし、", ""),
        ("除きます", "休みです"),
        ("払ってください", "払わないでください"),
    ],
)
def test_what_is_lost_or_changed_is_found(before: str, after: str) -> None:
    assert before in SAID
    assert find_lost(SAID, SAID) == []
    assert find_lost(SAID, SAID.replace(before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://a.example/b?c=1 を見てください。", "https://a.example/b を見てください。"),
        ("info@city.example へ送ってください。", "メールで送ってください。"),
        ("「転入届」を出してください。", "「届け」を出してください。"),
        ("平日の9時に来てください。", "平日の9時に3回来てください。"),
        ("マイナポータルでできます。", "ネットでできます。"),
        ("本人のみできます。", "本人ができます。"),
        ("65歳以上の人は要りません。", "65歳以上の人は要ります。"),
    ],
)
def test_so_is_anything_else_that_a_citizen_acts_on(before: str, after: str) -> None:
    assert find_lost(before, before) == []
    assert find_lost(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("令和8年4月から", "2026年（令和8年）4月から"),
        ("午前9時〜午後5時です。", "午前9時から午後5時までです。"),
        ("本人のみです。", "本人だけです。"),
        ("委任状は不要です。", "委任状は要りません。"),
        ("連絡せずに来てください。", "連絡しないで来てください。"),
        ("印鑑だけでかまいません。", "はんこだけでいいです。"),
        ("利用できる場合があります。", "使えることがあります。"),
    ],
)
def test_the_same_in_other_words_is_no_loss(before: str, after: str) -> None:
    assert find_lost(before, after) == []


def test_such_a_sentence_stays_as_the_city_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(easing, "rewrite", lambda sentence, names: sentence.replace("300円", "お金"))
    assert ease_sentence("手数料は300円です。") is None
    ease.cache_clear()
    eased = ease("手数料は300円です。申し込んでください。")
    ease.cache_clear()
    assert (eased.sentences, eased.kept) == (2, 1)
    assert eased.text.startswith("手数料（てすうりょう）＜手続（てつづ）きの お金＞は 300円です。\n")


def test_empty_lines_and_unfinished_sentences_are_taken() -> None:
    assert ease("") == easing.Eased("")
    eased = ease("・印鑑\n\n…\n詳しくは窓口へ")
    assert eased.text == "・はんこ\n\n…\n詳（くわ）しくは 窓口（まどぐち）へ"
