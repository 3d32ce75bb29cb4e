"""Saved HTML to pages: what the city wrote, in whatever encoding and however broken."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.sources.pages import SavedPage, extract_page, page_entry

HTML = """<!doctype html><html lang="ja"><head><meta charset="{charset}"><title>住民票 - 市</title>
<meta name="department" content="市民窓口課"><link rel="canonical" href="https://city.example/juminhyo.html"></head>
<body><header>メニュー</header><nav>別のページ</nav><main><h1>住民票の写し</h1>
<p class="updated">更新日：<time datetime="2026-11-16">令和8年11月16日</time></p>
<p>本庁舎で<b>取れます</b>。<br>支所でも取れます。</p><script>alert(1)</script>
<h2>手数料</h2><table><tr><th>場所<th>金額</tr><tr><td>窓口<td>300円</tr><tr><td>コンビニ<td>200円</tr></table>
<h3>郵送</h3><ul><li>申請書</li><li>切手</li></ul></main><footer>市役所</footer></body></html>"""


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
    assert [(passage.role, passage.position) for passage in entry.passages[:4]] == [
        ("heading", 0),
        ("section", 0),
        ("heading", 1),
        ("section", 1),
    ]
    assert entry.passages[4].text == "住民票の写し > 手数料 > 郵送"
    assert entry.passages[5].heading == entry.passages[4].text
