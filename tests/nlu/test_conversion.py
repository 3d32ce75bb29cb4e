"""Kana and Latin letters back into words, by a lexicon of a few sentences."""

import pytest

from nlu.conversion import Conversion, learn_lexicon, read_chains
from nlu.romaji import read_romaji, write_romaji

TEXTS = [
    "住民票を取りたい",
    "戸籍の証明を取りたいです",
    "図書館は何時までですか",
    "カードを取りに行く",
    "コピーを2枚ください",
]


@pytest.fixture(scope="module")
def conversion() -> Conversion:
    return Conversion(learn_lexicon(read_chains(TEXTS)))


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        ("じゅうみんひょうをとりたい", "住民票を取りたい"),
        ("ジュウミンヒョウヲトリタイ", "住民票を取りたい"),
        ("じゅうみんひょうを とりたいです", "住民票を 取りたいです"),
        ("juuminhyou wo toritai", "住民票 を 取りたい"),
        ("zyuuminhyouwotoritai", "住民票を取りたい"),
        ("としょかんでまつ？", "図書館でまつ?"),
        ("こぴーを2まいください", "コピーを2枚ください"),
        ("ぬりえがほしいぞ", "ぬりえがほしいぞ"),
        ("じゅうみん票をとりたい", "じゅうみん票をとりたい"),
        ("とる", "とる"),
        ("Boa noite amigo", "Boa noite amigo"),
        ("I want my juminhyo", "I want my juminhyo"),
        ("도서관", "도서관"),
        ("", ""),
    ],
)
def test_what_is_known_is_written_as_it_is_written(conversion: Conversion, text: str, converted: str) -> None:
    assert conversion.convert(text) == converted


def test_neighbours_tell_words_of_one_reading_apart() -> None:
    texts = ["健診の結果を見る", "下水道を検針する人"] * 3
    conversion = Conversion(learn_lexicon(read_chains(texts)))
    assert conversion.convert("けんしんのけっか") == "健診の結果"
    assert conversion.convert("げすいどうをけんしんする") == "下水道を検針する"


def test_without_any_text_nothing_changes() -> None:
    assert Conversion(learn_lexicon([])).convert("じゅうみんひょう") == "じゅうみんひょう"


def test_long_text_is_cut_where_it_is_read(conversion: Conversion) -> None:
    text = "じゅうみんひょうを" * 540
    assert conversion.convert(text).startswith("住民票を住民票を")
    assert conversion.convert(text).endswith("じゅうみんひょうを" * 500)


@pytest.mark.parametrize(
    "kana", ["じゅうみんひょう", "がっこうにいきたい", "さーびす", "きょうのしんぶん", "ちょっとまって"]
)
def test_romaji_is_read_as_it_was_written(kana: str) -> None:
    assert read_romaji(write_romaji(kana)) == kana


@pytest.mark.parametrize("text", ["taxi", "change language", "Tôi muốn", "住民票", "to", "12345678"])
def test_what_is_not_romaji_is_not_read(text: str) -> None:
    assert read_romaji(text) is None
