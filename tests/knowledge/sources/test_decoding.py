"""Bytes to text: every encoding Japanese pages have had, and what they say wrongly of themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sources.decoding import decode_page

TEXT = "<p>転入届は、引っ越した日から十四日以内に市民窓口課へ。ｶﾌﾞｼｷ ①㈱</p>"
CODECS = ["utf-8", "utf-8-sig", "cp932", "euc_jis_2004", "utf-16"]
SAID = ["", "utf-8", "Shift_JIS", "x-sjis", "EUC-JP", "iso-8859-1", "nonsense", "idna", "utf-7", "unicode_escape"]


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("codec", CODECS)
def test_whatever_the_header_says(codec: str, said: str) -> None:
    assert decode_page(TEXT.encode(codec), said) == TEXT


@pytest.mark.parametrize("said", SAID[:6])
@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jis_2004"])
def test_whatever_the_page_says(codec: str, said: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={said}">{TEXT}'
    assert decode_page(page.encode(codec)) == page


@pytest.mark.parametrize("said", ["", "ISO-2022-JP", "utf-8"])
def test_iso_2022_jp_with_the_letters_of_windows(said: str) -> None:
    assert decode_page("<p>住民票の写し</p>".encode("iso2022_jp"), said) == "<p>住民票の写し</p>"
    assert decode_page(b"\x1b$B-!\x1b(B", said) == "①"


@pytest.mark.parametrize(
    ("text", "codec", "said"),
    [
        ("办理迁入手续", "gb2312", "gb2312"),
        ("전입신고", "euc-kr", "euc-kr"),
        ("遷入登記", "big5", "Big5"),
        ("Đăng ký", "utf-8", "utf-8"),
        ("café", "latin-1", "iso-8859-1"),
        ("registration", "ascii", "utf-16"),
    ],
)
def test_pages_in_other_languages(text: str, codec: str, said: str) -> None:
    assert decode_page(text.encode(codec), said) == text


@pytest.mark.parametrize(("codec", "lost"), [("utf-8", 1), ("cp932", 1), ("euc_jp", 1)])
def test_a_broken_letter_costs_that_letter(codec: str, lost: int) -> None:
    whole = (TEXT.replace("①㈱", "") * 3).encode(codec)
    text = decode_page(whole[:-5] + b"\xff" + whole[-5:], "")
    assert text.count("\ufffd") == lost
    assert text.startswith("<p>転入届は、引っ越した日から")


@given(st.binary(max_size=200), st.sampled_from(SAID))
def test_anything_is_decoded(content: bytes, said: str) -> None:
    assert isinstance(decode_page(content, said), str)


SENTENCE = st.text("あいうえおかきくけこ、。ンア市役所手続窓口 abc<>/", min_size=8).map(
    lambda text: text + "のページです。"
)


@given(SENTENCE, st.sampled_from(["utf-8", "cp932", "euc_jp", "iso2022_jp"]), st.sampled_from(SAID))
def test_japanese_comes_back(text: str, codec: str, said: str) -> None:
    assert decode_page(text.encode(codec), said) == text
