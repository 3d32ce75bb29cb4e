import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlu.normalize import MAX_CHARACTERS, clean, is_command, normalize

ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Cf", "Mn"]),
        st.sampled_from("/／〜~ーアか゛三十通日時\u200d\ufe0f👨👩\U000e0100漢 \n\r"),
    )
)


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("あ\ud800い", "あい"),
        ("あ\0い\x07", "あい"),
        ("住\u200b民\u200c票\ufeff", "住民票"),
        ("住\u200d民", "住民"),
        ("安全\U000e0041\U000e007f", "安全"),
        ("\u202eabc\u2066", "abc"),
        ("一行\r\n二行\r三行\u2028四行", "一行\n二行\n三行\n四行"),
        ("👨\u200d👩\u200d👧です", "👨\u200d👩\u200d👧です"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("葛\U000e0100城市", "葛\U000e0100城市"),
        ("a\U000e0100\ufe0f", "a"),
        ("e" + "\u0301" * 100, "e" + "\u0301" * 4),
        ("  あ  ", "あ"),
        ("㎡", "㎡"),
        ("", ""),
    ],
)
def test_clean_keeps_what_was_meant(said: str, cleaned: str) -> None:
    assert clean(said) == cleaned


@given(ANY_TEXT)
def test_cleaned_text_can_be_stored_and_is_stable(text: str) -> None:
    cleaned = clean(text)
    assert "\0" not in cleaned
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert len(clean(text * 100)) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        ("ｺﾞﾐの日", "ゴミの日"),
        ("か゛んばれ", "がんばれ"),
        ("２０２６年１２月", "2026年12月"),
        ("三通ください", "3通ください"),
        ("二十三", "23"),
        ("三", "3"),
        ("二千二十六年十二月一日", "2026年12月1日"),
        ("二〇二六年", "2026年"),
        ("一万五千円", "15000円"),
        ("午後一時十分", "午後1時10分"),
        ("第三日曜", "第3日曜"),
        ("住民票を一部ください", "住民票を1部ください"),
        ("令和八年", "令和8年"),
        ("ありがと〜〜！", "ありがとー!"),
        ("月〜金", "月~金"),
        ("コンピュ−タ−", "コンピューター"),
        ("ら――――めん", "ら----めん"),
        ("すごーーーい", "すごーい"),
        ("／affirm", "affirm"),
        ("\u200b / / affirm", "affirm"),
        ("a　 b\n\n\n c", "a b\nc"),
    ],
)
def test_normalize_gives_one_spelling(said: str, normal: str) -> None:
    assert normalize(said) == normal


@pytest.mark.parametrize(
    "said",
    ["一人暮らし", "三輪に住んでいます", "一番近い窓口", "十分です", "一部の人", "もう一度", "一時保育",
    "五十嵐", "七五三",
     "四日市", "三本柳", "二三日", "五月病", "千曲市", "一般", "百人一首", "二階堂"],
)  # fmt: skip
def test_words_that_only_look_like_numbers_stay(said: str) -> None:
    assert normalize(said) == said


@given(ANY_TEXT)
@example("〇" * 6000)
@example("/" * 50)
def test_normalized_text_never_begins_with_a_command(text: str) -> None:
    normal = normalize(text)
    assert not normal.startswith("/")
    assert normal == clean(normal)


@pytest.mark.parametrize("text", ["/affirm", '／talk_to_staff{"a":"b"}', " /greet ", "\u200b/deny", "∕cancel",
    "operator.start", "language.set?language=en", "ｏｐｅｒａｔｏｒ．ｓｔａｒｔ", "dialogue.cancel "])  # fmt: skip
def test_commands_are_seen(text: str) -> None:
    assert is_command(text)


@pytest.mark.parametrize(
    "text", ["はい/いいえ", "10/1に行く", "/の使い方", "affirm", "", "はい.いいえ", "thanks. bye", "Operator."]
)
def test_speech_with_a_slash_is_no_command(text: str) -> None:
    assert not is_command(text)


FLOODS = ["あ", "\0", "一", "👨\u200d👩", "\u0301", "/ ", "ー~", "三通", "\ud800", "\ufdfa", " \n", "\U000e0041"]


@pytest.mark.parametrize("piece", FLOODS)
def test_a_flood_does_not_hold_the_worker(piece: str) -> None:
    started = time.process_time()
    normalize(piece * (300_000 // len(piece)))
    assert time.process_time() - started < 5  # about 0.05; a quadratic pattern would take minutes
