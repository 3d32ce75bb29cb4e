"""A receipt: what stands on it, in which languages, and that a screen reader can read it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.documents import Refund, choose_language, make_receipt
from bot.texts import LANGUAGES, Texts, load_texts
from tests.bot.documents.papers import PAID_AT, ink_of, list_roles, load_house, read, show, words_of, write_receipt
from tests.hostile import HOSTILE

EVERYWHERE = (0, 0, 596, 842)


@pytest.fixture
def texts() -> Texts:
    return load_house()[0]


@pytest.mark.parametrize(
    ("language", "tag", "title"),
    [
        ("ja", "ja", "領収書"),
        ("ja-easy", "ja", "領収書（りょうしゅうしょ）"),
        ("en", "en", "Receipt"),
        ("zh", "zh-CN", "收据"),
        ("ko", "ko", "영수증"),
        ("vi", "vi", "Biên lai"),
    ],
)
def test_it_is_tagged_and_says_its_language_and_title(texts: Texts, language: str, tag: str, title: str) -> None:
    pdf = make_receipt(texts, write_receipt(language, refunds=(Refund(PAID_AT, 300),)))
    file = read(pdf)
    root = file.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], file.metadata and file.metadata.title) == (tag, True, title)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    roles = list_roles(pdf)
    assert [role for role in roles if role in ("H1", "H2", "Table")] == ["H1", "Table", "H2", "Table"]
    assert roles.count("TH") == 5
    assert len(file.pages) == 1
    left, top, right, bottom = ink_of(show(pdf)) or EVERYWHERE
    assert 40 < left < 100
    assert 20 < top < 100
    assert 500 < right < 560
    assert 760 < bottom < 842


def test_what_stands_on_it(texts: Texts) -> None:
    words = words_of(make_receipt(texts, write_receipt()))
    for wanted in (
        "領収書",
        "P-7KQ2M",
        "令和8年11月29日 (2026-11-29)",
        "1,900円",
        "住民票の写し",
        "PayPay",
        "みどり野市",
    ):
        assert wanted in words
    for wanted in ("市民窓口課", "026-000-1101", "長野県みどり野市中央一丁目1番1号", "印は省略しています"):
        assert wanted in words
    assert "返金" not in words


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "ja"])
def test_beside_every_other_language_stands_the_japanese(texts: Texts, language: str) -> None:
    words = words_of(make_receipt(texts, write_receipt(language)))
    for wanted in (
        "領収書",
        "上記の金額を領収しました",
        "令和8年11月29日",
        "お支払方法",
        "みどり野市",
        "印は省略しています",
    ):
        assert wanted in words
    assert texts.get(language, "documents.receipt_received") in words


def test_nobody_is_named_unless_they_want_to_be(texts: Texts) -> None:
    assert "様" not in words_of(make_receipt(texts, write_receipt()))
    assert "髙﨑 花子 様" in words_of(make_receipt(texts, write_receipt(addressee="髙﨑 花子")))


def test_of_what_was_given_back_in_part_it_says_so(texts: Texts) -> None:
    refunds = (Refund(PAID_AT + timedelta(days=2), 300), Refund(PAID_AT + timedelta(days=9), 100))
    words = words_of(make_receipt(texts, write_receipt(refunds=refunds)))
    for wanted in ("一部返金済み", "令和8年12月1日", "令和8年12月8日", "差引領収金額", "1,500"):
        assert wanted in words


def test_of_what_was_given_back_in_whole_it_says_so(texts: Texts) -> None:
    words = words_of(make_receipt(texts, write_receipt("en", refunds=(Refund(PAID_AT, 1_900),))))
    assert "Refunded in full" in words
    assert "返金済み" in words
    assert "Amount kept 差引領収金額 0" in words


def test_many_lines_go_on_on_the_next_page(texts: Texts) -> None:
    receipt = write_receipt()
    pdf = make_receipt(texts, replace(receipt, lines=[receipt.lines[0]] * 60))
    assert len(read(pdf).pages) > 1
    assert "36,000円" in words_of(pdf)


def test_the_same_data_is_the_same_file_from_many_threads_at_once(texts: Texts) -> None:
    receipts = [write_receipt(language, addressee=f"{number}") for number in range(6) for language in LANGUAGES]
    one_by_one = [make_receipt(texts, receipt) for receipt in receipts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda receipt: make_receipt(texts, receipt), receipts)) == one_by_one
    assert len(set(one_by_one)) == len(receipts)


def test_a_hostile_name_is_a_name(texts: Texts) -> None:
    plain = len(read(make_receipt(texts, write_receipt(addressee="x"))).pages)
    typst = (
        "#panic()",
        '#read("/etc/passwd")',
        '#image("x")',
        "$ x $",
        "*b* _i_ `c` = h",
        "\\",
        '"',
        "]",
        "#]",
        "//",
        "/*",
    )
    for name in (*typst, *HOSTILE[::8]):
        pdf = make_receipt(texts, write_receipt(addressee=name))
        assert (ink_of(show(pdf)) or EVERYWHERE)[2] < 560
        assert len(read(pdf).pages) == plain
        assert "P-7KQ2M" in words_of(pdf)
    assert "#panic()" in words_of(make_receipt(texts, write_receipt(addressee="#panic()")))


def test_a_language_in_letters_that_we_have_not_gets_english(tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "th.yml").write_text("name: ภาษาไทย\n", "utf-8")
    (tmp_path / "languages" / "pt.yml").write_text("name: Português\n", "utf-8")
    texts = load_texts(city=tmp_path)
    assert [choose_language(texts, one) for one in ("th", "pt", "zh", "xx")] == ["en", "pt", "zh", "ja"]
    assert "Receipt" in words_of(make_receipt(texts, write_receipt("pt")))
