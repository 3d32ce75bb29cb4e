"""Readings behind hard kanji, spaces between phrases, and words explained."""

from __future__ import annotations

import pytest

from nlu.easy.readings import list_furigana
from nlu.easy.rendering import Glossary, add_readings, render


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("火事です", "火事（かじ）です"),
        ("手続きをする", "手続（てつづ）きをする"),
        ("引っ越し", "引っ越（こ）し"),
        ("申し込みます", "申（もう）し込（こ）みます"),
        ("新しい本を読む", "新しい本を読む"),  # kanji of the first two grades
        ("国民健康保険料", "国民健康保険料（こくみんけんこうほけんりょう）"),
        ("精神障害者保健福祉手帳", "精神障害者保健福祉手帳（せいしんしょうがいしゃほけんふくしてちょう）"),
        ("65歳以上", "65歳（さい）以上（いじょう）"),
        ("X線とB型肝炎", "X線とB型（かた）肝炎（かんえん）"),
        ("届書（はがき）を出す", "届書（とどけしょ）（はがき）を出す"),
        ("証明書\n手数料", "証明書（しょうめいしょ）\n手数料（てすうりょう）"),
        ("午後7時まで開いています", "午後7時まで開（あ）いています"),
        ("講座を開いています", "講座（こうざ）を開（ひら）いています"),
    ],
)
def test_hard_kanji_are_read(said: str, read: str) -> None:
    assert add_readings(said) == read


@pytest.mark.parametrize(
    ("said", "spaced"),
    [
        ("ここに名前を書いてください。", "ここに 名前を 書いてください。"),
        ("1通300円です。", "1通 300円です。"),
        ("12月1日午前10時30分", "12月1日 午前10時30分"),
        ("毎年7月に始まる", "毎年 7月に 始（はじ）まる"),
        ("2026年（令和8年）12月1日", "2026年（令和8年）12月1日"),
        ("本庁舎1階5番窓口", "本庁舎（ほんちょうしゃ） 1階（かい） 5番窓口（まどぐち）"),
        ("使えなくなるとき", "使（つか）えなく なる とき"),
        ("外でなくしたとき", "外で なくした とき"),
        ("休みではありません。", "休みではありません。"),
        ("話すことができます", "話すことが できます"),
        ("「市長への手紙」を出す", "「市長への手紙」を 出す"),
        ("みどりが丘公園で遊ぶ", "みどりが丘公園（おかこうえん）で 遊（あそ）ぶ"),
        ("保険証として使う", "保険証（ほけんしょう）として 使（つか）う"),
        ("電話 026-000-1101 へ", "電話 026-000-1101 へ"),
        ("https://www.city.example/手続き.html を見る", "https://www.city.example/手続き.html を 見る"),
    ],
)
def test_phrases_stand_apart(said: str, spaced: str) -> None:
    assert render(said) == spaced


def test_words_are_explained_once_the_long_ones_apart() -> None:
    glossary = Glossary()
    assert render("正午に支所へ", glossary) == "正午＜昼の 12時＞に 支所（ししょ）へ"
    assert render("正午に支所へ", glossary) == "正午に 支所（ししょ）へ"
    assert glossary.words == {"支所（ししょ）": "市役所（しやくしょ）の 小さい 事務所（じむしょ）"}
    assert render("支所長と話す", Glossary()) == render("支所長と話す")  # other words


def test_every_kanji_has_furigana_and_nothing_else() -> None:
    text = "手続きは12月1日（火）に3階の窓口へ。電話は026-000-1101、https://a.example/?b=1"
    parts = list_furigana(text)
    assert "".join(part.text for part in parts) == text
    read = {part.text: part.reading for part in parts if part.reading}
    assert read == {"手続": "てつづ", "月": "がつ", "火": "か", "窓口": "まどぐち", "電話": "でんわ"}
