from concurrent.futures import ThreadPoolExecutor

import pytest

from nlu.tokenizer import content_words, noun_runs, reading, to_hiragana


def test_content_words_are_normalised_and_without_particles() -> None:
    assert content_words("住民票の写しを2通ほしいのですが") == ["住民", "票", "写し", "2", "通", "欲しい"]
    assert content_words("引越し") == content_words("引っ越し")
    assert content_words("はがですます。") == []


def test_nouns_that_form_a_name_stay_together() -> None:
    assert noun_runs("住民票の写しを2通、粗大ごみ受付センターで") == ["住民票", "写し", "粗大ごみ受付センター"]
    assert noun_runs("20は、") == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("住民票", "じゅうみんひょう"),
        ("ゴミの日", "ごみのひ"),
        ("hello, 2通😀", "hello, 2つう😀"),
        ("", ""),
        ("\ud800票", "ひょう"),
    ],
)
def test_reading(text: str, read: str) -> None:
    assert reading(text) == read


def test_to_hiragana_keeps_the_length() -> None:
    assert to_hiragana("ヴァーチャルABCー") == "ゔぁーちゃるABCー"


def test_long_text_and_threads() -> None:
    text = "住民票😀" * 20_000
    with ThreadPoolExecutor(4) as pool:
        assert len({len(words) for words in pool.map(content_words, [text] * 4)}) == 1
