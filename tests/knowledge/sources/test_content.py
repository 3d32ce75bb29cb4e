"""Where the content is: the site's selectors, and a pointer where there are none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from knowledge.sources.content import find_content
from knowledge.sources.pages import Page, SavedPage, extract_page

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "city_pages_joruri" / "pages.jsonl"
MENU_WORDS = ("くらし・手続き一覧", "健康・福祉一覧", "子育て・教育一覧", "観光・文化一覧", "サイトマップ一覧")
MENU = "".join(f'<li><a href="/{number}/">{word}</a></li>' for number, word in enumerate(MENU_WORDS))
FOOT_WORDS = "Copyright (c) Joruri City."
FOOT = f"<p>じょうるり市役所 電話：000-000-0000（代表）</p><p>{FOOT_WORDS}</p>"

# As that CMS draws its public pages.
OF_THE_CMS = """<html lang="ja"><head><title>{title} | じょうるり市</title></head><body>
<div id="container"><header id="commonHeader"><div id="siteTop"><a href="/">じょうるり市</a></div>
<ul id="globalMenu">{menu}</ul></header><div id="main"><nav id="breadCrumbs"><a href="/">トップ</a></nav>
<div id="pageTitle"><h1>{title}</h1></div><div id="contentBody"><article class="contentGpArticleDoc">
<div class="date"><p class="publishedAt">公開日 2016年11月10日</p>
<p class="updatedAt">最終更新日 2017年04月27日</p></div>
<div class="body"><div class="text-beginning">{html}</div></div><div class="rels"><h2>関連記事</h2><ul>{menu}</ul></div>
<div class="tags"><h2>関連ワード</h2><ul>{menu}</ul></div><div class="inquiry"><h2>お問い合わせ</h2><address>
<div class="section">市民生活部　市民課</div><div class="tel">TEL：000-000-0001</div></address>
</div></article></div></div>
<div id="sideMenu"><ul>{menu}</ul></div><footer id="commonFooter">{foot}</footer></div></body></html>"""

# As pages were laid out before there were style sheets: no selector knows it.
OF_NOBODY = """<html><head><title>{title} | じょうるり市</title></head><body><div class="w">
<div class="x1"><ul>{menu}</ul></div><div class="x2">ホーム &gt; {title}</div>
<table><tr><td class="s"><ul>{menu}</ul></td><td class="h"><h1>{title}</h1>
{html}</td></tr></table><div class="x3">{foot}</div></div></body></html>"""


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u3000・]", "", text)


def read(layout: str, title: str, html: str) -> tuple[Page, str]:
    content = layout.format(title=title, html=html, menu=MENU, foot=FOOT)
    page = extract_page(SavedPage("https://city.example/1", content.encode()))
    return page, squeezed("".join("".join(chunk.headings) + chunk.text for chunk in page.chunks))


def pages_of_the_cms() -> list[dict[str, str]]:
    if not DATA.exists():
        pytest.skip(f"{DATA.parent} is not there")
    rows = (json.loads(line) for line in DATA.read_text("utf-8").splitlines())
    return [row for row in rows if row["html"] and "<ruby" not in row["html"]]


def found_share(rows: list[dict[str, str]], layout: str) -> tuple[float, int]:
    """How many of the characters written are read, and on how many pages a menu or footer is."""
    written = found = with_menu = 0
    for row in rows:
        _, text = read(layout, row["title"], row["html"])
        lines = [squeezed(line) for line in row["text"].splitlines() if squeezed(line)]
        written += sum(map(len, lines))
        found += sum(len(line) for line in lines if line in text)
        with_menu += any(squeezed(word) in text for word in (*MENU_WORDS, FOOT_WORDS))
    return found / written, with_menu


def test_pages_of_a_real_cms_are_read_whole_without_menus() -> None:
    rows = pages_of_the_cms()
    assert len(rows) >= 190
    share, with_menu = found_share(rows, OF_THE_CMS)
    assert share >= 0.998
    assert with_menu == 0


def test_the_same_pages_where_no_selector_fits() -> None:
    rows = pages_of_the_cms()[::6]
    assert len(rows) >= 30
    share, with_menu = found_share(rows, OF_NOBODY)
    assert share >= 0.97
    assert with_menu <= 1


def test_the_cms_says_title_office_and_day() -> None:
    page, text = read(OF_THE_CMS, "住民票", "<p>本庁舎で取れます。</p>")
    assert (page.title, page.department, str(page.checked_on)) == ("住民票", "市民生活部 市民課", "2017-04-27")
    assert text == "本庁舎で取れます。お問い合わせ市民生活部市民課TEL：000-000-0001"


LONG = "".join(f"<h2>節{number}</h2><p>{'窓口で申請書を書いてください。' * 4}</p>" for number in range(4))


def test_an_unknown_layout_is_read_without_its_menus() -> None:
    page, text = read(OF_NOBODY, "転入届", LONG)
    assert page.title == "転入届"
    assert [chunk.headings for chunk in page.chunks] == [(f"節{number}",) for number in range(4)]
    assert "サイトマップ一覧" not in text
    assert "代表" not in text


def test_a_body_of_short_lines_is_read_whole() -> None:
    html = "<body><h1>施設</h1>" + "".join(f"<div>{name}</div>" for name in ("本庁舎", "東支所", "西支所")) + "</body>"
    assert extract_page(SavedPage("x", html.encode())).chunks[0].text == "本庁舎\n東支所\n西支所"


def contents(html: str, *selectors: str) -> list[str]:
    return [root.text().strip() for root in find_content(LexborHTMLParser(html), selectors)]


def test_the_first_selector_that_has_text_counts_with_all_it_finds() -> None:
    html = "<main> </main><article>甲<article>乙</article></article><article>丙</article>"
    assert contents(html, "#none", "main", "article", "body") == ["甲乙", "丙"]
    assert contents("", "main") == [""]
