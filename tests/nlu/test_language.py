"""Languages of short texts: single cases, and lists written before the rules, half of them held out."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.language import guess_language

TOLD = {"ja", "en", "zh", "ko", "vi", "pt", "es", "tl", "id", "ne", "my", "th", "uk", "ru", "fr"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("こんにちは", "ja"), ("住民票をください", "ja"), ("ｺﾞﾐ", "ja"), ("変更検索", "ja"), ("住民票", "ja"),
        ("你好", "zh"), ("请问", "zh"), ("垃圾怎么分类", "zh"), ("不对", "zh"), ("居民票", "zh"),
        ("請問市役所在哪裡", "zh"),
        ("안녕하세요", "ko"), ("쓰레기 버리는 날", "ko"),
        ("xin chào", "vi"), ("cảm ơn", "vi"), ("phân loại rác thế nào", "vi"), ("cam on ban", "vi"),
        ("hello", "en"), ("helloooo", "en"), ("How much is it?", "en"), ("I can’t read Japanese", "en"),
        ("juminhyo hoshii desu", "ja"), ("How do I get a juminhyo?", "en"), ("juminhyo", None),
        # Guests of a sentence
        ("What does もやすごみ mean?", "en"), ("how much 手数料", "en"), ("How to use を教えて", "ja"),
        ("tôi cần 住民票", "vi"), ("「谢谢」は日本語で何ですか", "ja"), ("我的マイナンバーカード过期了", "zh"),
        ("my number card 어떻게 만들어요", "ko"),
        ("health insurance po", "tl"), ("juminhyo कसरी लिने?", "ne"), ("我要residence card", "zh"),
        # Near neighbours
        ("que horas abre?", "pt"), ("¿a qué hora abre?", "es"), ("de la", None), ("me da", None),
        ("я не понимаю", "ru"), ("я не розумію", "uk"), ("Сайн байна уу", None), ("मुझे मदद चाहिए", None),
        # Nobody's
        ("東京都", None), ("山田太郎", None), ("終了", None), ("是非", None), ("Nagano", None), ("Taro Yamada", None),
        ("123", None), ("3000円", None), ("😀", None), ("", None), ("¿?", None), ("no", None), ("ok", None),
        ("menu", None),
        ("Guten Tag", None), ("https://example.com/help", None), ("taro@example.com", None), ("my number card", None),
        ("\ud800\0", None), ("مرحبا", None),
    ],
)  # fmt: skip
def test_language_of_short_text(text: str, language: str | None) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("name", "fewest_right", "most_wrong"),
    [
        ("languages.tsv", 0.97, 0.015),
        ("languages_held_out.tsv", 0.97, 0.015),
        ("languages_later.tsv", 0.84, 0.015),  # written after the word lists
    ],
)
def test_languages_of_the_lists(name: str, fewest_right: float, most_wrong: float) -> None:
    expected = [line.split("\t") for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()]
    assert {language for _, language in expected} | {"-"} == TOLD | {"-"}
    told = [(guess_language(text), language) for text, language in expected]
    right = sum(guessed == language for guessed, language in told)
    wrong = sum(guessed not in (None, language) for guessed, language in told)
    assert right / sum(language != "-" for _, language in told) >= fewest_right
    assert wrong / len(told) <= most_wrong, "a wrong language is worse than none"


def test_a_long_text_is_not_looked_through() -> None:
    assert guess_language("a." * 50_000 + " good morning, where is the city hall") is None
