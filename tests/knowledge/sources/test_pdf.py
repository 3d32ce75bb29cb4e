"""PDF: Japanese text page by page, and a reason for what has none."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from knowledge.sources import pdf
from knowledge.sources.decoding import Unreadable
from knowledge.sources.pages import SavedPage, extract_page, page_entry
from knowledge.sources.pdf import is_pdf, read_pdf
from knowledge.sources.pdf_lines import drop_running_lines, find_margin, join_lines, split_lines
from tests.knowledge.sources.pdf_files import make_pdf

FIRST = [
    "粗大ごみの出し方",
    "粗大ごみは、電話で申し込み、手数料の券をはって、朝八時までに",
    "家の前に出してください。",
    "・券は五百円です",
]


def reason(content: bytes) -> str:
    page = extract_page(SavedPage("x.pdf", content))
    assert (page.title, page.chunks) == ("", ())
    return page.reason


def test_each_page_is_a_section_with_its_number() -> None:
    content = make_pdf([FIRST, ["券を売る店", "市役所の売店"]])
    page = extract_page(SavedPage("https://city.example/gomi.pdf", content, media_type="application/pdf"))
    assert (page.title, page.language, page.reason, page.note) == ("粗大ごみの出し方", "ja", "", "")
    assert [(chunk.headings, chunk.text) for chunk in page.chunks] == [
        (("1ページ",), f"粗大ごみの出し方\n{FIRST[1]}{FIRST[2]}\n・券は五百円です"),
        (("2ページ",), "券を売る店\n市役所の売店"),
    ]
    assert page_entry(page, "x").passages[2].text == "粗大ごみの出し方 > 2ページ"
    assert page.url == "https://city.example/gomi.pdf"


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ("ごみカレンダー", "ごみカレンダー"),
        ("Microsoft Word - ごみカレンダー.docx", "ごみカレンダー"),
        ("Microsoft Word - 001_h29.doc", "粗大ごみの出し方"),
        ("R8_gomi.pdf", "粗大ごみの出し方"),
        ("無題", "粗大ごみの出し方"),
        ("スライド 1", "粗大ごみの出し方"),
        ("\u200b", "粗大ごみの出し方"),
    ],
)
def test_its_title_unless_a_program_made_it_up(named: str, title: str) -> None:
    found = read_pdf(make_pdf([FIRST], named))
    assert (found.title, found.changed_on) == (title, date(2026, 4, 1))


def test_a_pdf_of_pictures_says_so() -> None:
    assert reason(make_pdf([None, None])) == "has only pictures of text, no letters: 2 pages"
    assert reason(make_pdf([None])) == "has only pictures of text, no letters: 1 page"
    assert reason(make_pdf([[]])) == "has no text"
    page = extract_page(SavedPage("x.pdf", make_pdf([FIRST, None, None])))
    assert (page.reason, page.note, len(page.chunks)) == ("", "no letters on pages 2, 3", 1)


def test_a_locked_pdf_says_so_and_one_that_only_forbids_printing_is_read() -> None:
    assert reason(make_pdf([FIRST], password="secret")) == "is locked with a password"
    writer = PdfWriter(clone_from=PdfReader(BytesIO(make_pdf([FIRST]))))
    writer.encrypt(user_password="", owner_password="owner", algorithm="AES-128")
    content = BytesIO()
    writer.write(content)
    assert read_pdf(content.getvalue()).title == "粗大ごみの出し方"


def test_fonts_that_do_not_name_their_letters_say_so() -> None:
    glyphs = "".join(chr(number) for number in range(843, 900))  # where Japanese fonts keep their hiragana
    assert "its fonts do not say" in reason(make_pdf([[glyphs]], encoding="/Identity-H", codec="utf-16-be"))


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>", b"%PDF-\xff" * 99]
)
def test_a_broken_pdf_says_so(content: bytes) -> None:
    assert reason(content).startswith("is a broken PDF (")


WHOLE = make_pdf([FIRST, None], "題")


@settings(max_examples=40)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_damage_anywhere_is_a_page_or_a_reason(place: int, noise: bytes, cut: bool) -> None:
    page = extract_page(SavedPage("x.pdf", b"%PDF-" + WHOLE[5:place] + noise + (b"" if cut else WHOLE[place + 8 :])))
    assert bool(page.reason) != bool(page.chunks)


def test_many_pages_are_cut_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    page = extract_page(SavedPage("x.pdf", make_pdf([FIRST] * 3)))
    assert (page.note, len(page.chunks)) == ("only the first 2 of 3 pages are used", 2)
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 20)
    assert read_pdf(make_pdf([FIRST] * 3)).note == "only the first 1 of 3 pages are used"


def test_a_slow_pdf_is_given_up_whole() -> None:
    ticks = iter(range(10_000))
    with pytest.raises(Unreadable, match="takes more than 9 seconds"):
        read_pdf(make_pdf([FIRST] * 3), seconds=9, clock=lambda: next(ticks))


def test_a_pdf_is_known_by_its_beginning_or_its_type() -> None:
    assert is_pdf(b"\n%PDF-1.7")
    assert is_pdf(b"", "Application/PDF; x=y")
    assert not is_pdf(b"<html>", "text/html")


def test_page_numbers_and_running_titles_are_dropped() -> None:
    pages = [["市の広報 4月号", text, f"- {number} -"] for number, text in enumerate("甲乙丙", 7)]
    assert drop_running_lines(pages) == [["甲"], ["乙"], ["丙"]]
    assert drop_running_lines([["手数料", "300円"]]) == [["手数料", "300円"]]
    assert drop_running_lines([["1/2"], []]) == [[], []]


def test_lines_run_on_only_where_the_margin_was() -> None:
    long = "住民票の写しは本庁舎と支所で受け取ることができますが、"
    lines = [long, "本人確認が要ります。", f"{long}です。", "（1）申請書", long, "2. 印鑑", "短い", "行"]
    assert join_lines(lines, 20) == [f"{long}本人確認が要ります。", *lines[2:]]
    english = ["Please bring your residence infor-", "mation card and", "your seal"]
    assert join_lines(english, 15) == ["Please bring your residence information card and your seal"]
    assert join_lines([], 15) == []


def test_the_margin_is_where_long_lines_end() -> None:
    assert find_margin([["長" * 40] * 3, ["短い"] * 3, ["x" * 400]]) == 32
    assert find_margin([["短い"]]) == find_margin([]) == 15


def test_spaced_out_titles_are_drawn_together() -> None:
    assert split_lines("お 知 ら せ\n\n 市 役 所 の 窓口\nA B C\n") == ["お知らせ", "市役所の 窓口", "A B C"]


LINES = st.lists(st.text("市役所の。a-1(・ ", min_size=1, max_size=30).map(str.strip).filter(bool), max_size=8)


@given(LINES)
def test_joining_loses_no_letter(lines: list[str]) -> None:
    joined = "".join("".join(join_lines(lines, 15)).split()).replace("-", "")
    assert joined == "".join("".join(lines).split()).replace("-", "")
