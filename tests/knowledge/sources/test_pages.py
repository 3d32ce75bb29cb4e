"""Saved HTML to pages: what the city wrote, in whatever encoding and however broken."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.sources.pages import MAX_CHUNKS, SavedPage, extract_page, page_entry

HTML = """<!doctype html><html lang="ja"><head><meta charset="{charset}"><title>住民票 - 市</title>
<meta name="department" content="市民窓口課"><link rel="canonical" href="https://city.example/juminhyo.html"></head>
<body><header>メニュー</header><nav>別のページ</nav><main><h1>住民票の写し</h1>
<p class="updated">更新日：<time datetime="2026-11-16">令和8年11月16日</time></p>
<p>本庁舎で<b>取れます</b>。<br>支所でも取れます。</p><script>alert(1)</script>
<h2>手数料</h2><table><tr><th>場所<th>金額</tr><tr><td>窓口<td>300円</tr><tr><td>コンビニ<td>200円</tr></table>
<h3>郵送</h3><ul><li>申請書</li><li>切手</li></ul></main><footer>市役所</footer></body></html>"""

PIECES = [
    *("<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td>", "<th rowspan=2>", "</table>", "<ul><li>", "</ul>"),
    *("<dl><dt>", "<dd>", "</dl>", "<details><summary>", "</summary>", "</details>", "<h2>", "</h3>", "<ol start=9>"),
    *("市役所", "300円 / ", ": ", "<b>", "</b>", "<br>", "<form>", "</form>", "<select>", "<svg>", "<caption>", "<!--"),
    *("<div style='display:none'>秘密</div>", "<span hidden>秘密</span>", "-->", "<script>", "</script>", "<td", "'"),
]


@pytest.mark.parametrize(
    ("charset", "codec"), [("utf-8", "utf-8"), ("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp"), ("utf-8", "utf-8-sig")]
)
def test_reads_a_page_in_its_encoding(charset: str, codec: str) -> None:
    page = extract_page(SavedPage("x.html", HTML.replace("{charset}", charset).encode(codec)))
    assert (page.title, page.department, page.language) == ("住民票の写し", "市民窓口課", "ja")
    assert page.url == "https://city.example/juminhyo.html"
    assert page.checked_on == date(2026, 11, 16)
    assert [(chunk.headings, chunk.text) for chunk in page.chunks] == [
        ((), "本庁舎で取れます。\n支所でも取れます。"),
        (("手数料",), "場所: 窓口 / 金額: 300円\n場所: コンビニ / 金額: 200円"),
        (("手数料", "郵送"), "申請書\n切手"),
    ]


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "utf-8"])
def test_a_page_that_does_not_say_its_encoding(codec: str) -> None:
    content = "<h1>転入届</h1><p>十四日以内に届け出をしてください。</p>".encode(codec)
    assert extract_page(SavedPage("x.html", content)).title == "転入届"


def test_the_header_of_the_answer_goes_before_the_page() -> None:
    content = HTML.replace("{charset}", "utf-8").encode("cp932")
    assert extract_page(SavedPage("x.html", content, charset="Shift_JIS")).title == "住民票の写し"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe\x80",
        b"<table><tr><td>a<table><td>b",
        b"<main><h1>\xe3\x81",
        b"<div>" * 5_000 + b"deep" + b"</div>" * 5_000,
        b"<meta charset=nonsense><p>text",
        b"<!-- <main> --><![CDATA[x]]><p>text",
    ],
)
def test_broken_html_never_raises(content: bytes) -> None:
    extract_page(SavedPage("x.html", content))


def test_each_chunk_is_found_by_its_headings_and_its_text() -> None:
    entry = page_entry(extract_page(SavedPage("x.html", HTML.replace("{charset}", "utf-8").encode())), "x.html")
    assert [(passage.role, passage.position) for passage in entry.passages] == [
        ("section", 0),
        ("heading", 1),
        ("section", 1),
        ("heading", 2),
        ("section", 2),
    ]
    assert entry.passages[3].text == "住民票の写し > 手数料 > 郵送"
    assert entry.passages[4].heading == entry.passages[3].text


@pytest.mark.parametrize(
    ("beginning", "is_lead"),
    [
        ("戸籍の証明についてお知らせします。", True),
        ("手数料は300円です。", False),
        ("電話: 市役所", False),
        ("長" * 151, False),
    ],
)
def test_an_introduction_is_found_by_its_words_only(beginning: str, is_lead: bool) -> None:
    content = f"<main><h1>戸籍</h1><p>{beginning}</p><h2>窓口</h2><p>市役所</p></main>".encode()
    page = extract_page(SavedPage("x", content))
    assert [chunk.lead for chunk in page.chunks] == [is_lead, False]
    headings = [passage.text for passage in page_entry(page, "x").passages if passage.role == "heading"]
    assert headings == ["戸籍 > 窓口"] if is_lead else ["戸籍", "戸籍 > 窓口"]


def test_a_page_that_is_only_its_beginning_has_no_introduction() -> None:
    page = extract_page(SavedPage("x", "<main><h1>戸籍</h1><p>市役所へどうぞ。</p></main>".encode()))
    assert not page.chunks[0].lead
    assert page.length == 8


@pytest.mark.parametrize(
    ("content", "media_type", "reason"),
    [
        (b"", "", "has no title"),
        (b"<h1>a</h1>", "text/html; charset=utf-8", "has no text"),
        (b"<h2>a</h2>", "TEXT/HTML", "has no title"),
        (b"\x89PNG", "image/png", "is image/png, neither HTML nor PDF"),
        (b"PK\x03\x04", "application/msword", "is application/msword, neither HTML nor PDF"),
        (b"%PDF-1.7", "", "is a broken PDF (PdfStreamError)"),
        (b"<div>" * 3_000, "", "has more than 2,000 elements inside each other"),
    ],
)
def test_what_has_nothing_to_read_says_why(content: bytes, media_type: str, reason: str) -> None:
    page = extract_page(SavedPage("https://city.example/x", content, media_type=media_type))
    assert (page.reason, page.chunks, page.url) == (reason, (), "https://city.example/x")


def test_a_page_without_end_is_cut_and_it_is_said() -> None:
    rows = "".join(f"<tr><td>{number}<td>市役所" for number in range(100_000))
    page = extract_page(SavedPage("x", f"<h1>一覧</h1><table><tr><th>番<th>名{rows}</table>".encode()))
    assert (len(page.chunks), page.note) == (MAX_CHUNKS, "only the first 500 sections of it are used")
    assert page.chunks[0].text.startswith("番: 0 / 名: 市役所\n番: 1 / ")


@pytest.mark.parametrize(
    "content",
    [
        "<p>" + "市" * 1_700_000,
        "<h1>a</h1>" + "<p>市役所の窓口" * 100_000,
        "<font size=1>" * 1_500 + "<p>x" * 200_000,
        "<div>" + "".join(f"<font size={number}>" for number in range(1_000)) + "</div>" + "<p>x</p>" * 100_000,
        "<table><tr><td>" * 1_900 + "x",
        "<ul><li>" * 1_900 + "x",
        "<a " + "x " * 1_000_000,
        "<" * 1_000_000,
        "<table>" + "<tr><th>a<td colspan=60 rowspan=60>b" * 5_000,
    ],
    ids=["text", "paragraphs", "fonts", "fonts again", "tables", "lists", "attribute", "signs", "spans"],
)
def test_enormous_pages_are_read_or_refused(content: str) -> None:
    page = extract_page(SavedPage("x", content.encode()))
    assert len(page.chunks) <= MAX_CHUNKS


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@settings(max_examples=60)
def test_any_soup_of_tags_is_read(pieces: list[str]) -> None:
    page = extract_page(SavedPage("x", ("<main><h1>題</h1>" + "".join(pieces)).encode()))
    assert all(0 < len(chunk.text) <= 500 for chunk in page.chunks)
    assert "秘密" not in "".join(chunk.text for chunk in page.chunks)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<h1><a href=/>みどり野市</a></h1>", "住民票"),
        ("<h1><img alt=市></h1>", "住民票"),
        ("<h1>住民票の写し</h1>", "住民票の写し"),
        ("<div><h1> </h1></div>", "住民票"),
    ],
)
def test_the_title_is_no_logo(head: str, title: str) -> None:
    html = f"<title>住民票 | みどり野市</title><body>{head}<main><p>本文</p></main>"
    assert extract_page(SavedPage("x", html.encode())).title == title


def test_the_day_of_the_update_goes_before_that_of_publishing() -> None:
    dates = "<p class=update>公開日：令和7年4月1日 最終更新日：令和8年10月2日</p>"
    page = extract_page(SavedPage("x", f"<main><h1>題</h1>{dates}<p>令和9年1月1日まで</p></main>".encode()))
    assert page.checked_on == date(2026, 10, 2)
