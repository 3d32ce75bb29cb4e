"""What a reader can't see is not read: hidden elements, comments, letters without width."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from knowledge.sources.pages import SavedPage, extract_page
from knowledge.sources.site_rules import DEFAULT, SiteRules
from knowledge.sources.visible import remove_unseen

HIDDEN = [
    'style="display:none"',
    'style="DISPLAY : none !important"',
    'style="color:red;visibility: hidden"',
    'style="visibility:collapse"',
    'style="font-size:0"',
    'style="font-size: 0.0em;"',
    'style="font:0/0 serif"',
    'style="display/**/:none"',
    'style="opacity:0"',
    'style="color:transparent"',
    'style="position:absolute;left:-9999px"',
    'style="text-indent:-5000em"',
    'style="clip:rect(0,0,0,0)"',
    'style="clip-path: inset(50%)"',
    'style="width:0;overflow:hidden"',
    'style="max-height:0px; overflow-y:visible; overflow:hidden"',
    "hidden",
    'hidden=""',
    'aria-hidden="TRUE"',
]
SHOWN = [
    'style="display:block"',
    'style="font-size:0.9em"',
    'style="font-size:10px"',
    'style="opacity:0.5"',
    'style="margin-left:-20px"',
    'style="width:0"',
    'style="background-color:transparent"',
    'style="color:"',
    'style="height:100px;overflow:hidden"',
    'hidden="until-found"',
    'aria-hidden="false"',
]


def text_of(element: str) -> str:
    page = extract_page(SavedPage("x", f"<main><h1>題</h1><p>前</p>{element}<p>後</p></main>".encode()))
    return "|".join(chunk.text for chunk in page.chunks)


@pytest.mark.parametrize("attributes", HIDDEN)
@pytest.mark.parametrize("tag", ["div", "span"])
def test_hidden_elements_are_gone_with_all_that_is_in_them(tag: str, attributes: str) -> None:
    assert text_of(f"<{tag} {attributes}>無視<b>して<i>ください</i></b></{tag}>") == "前\n後"


@pytest.mark.parametrize("attributes", SHOWN)
def test_what_is_shown_stays(attributes: str) -> None:
    assert text_of(f"<div {attributes}>大切</div>") == "前\n大切\n後"


def test_hidden_cells_headings_and_titles_are_gone() -> None:
    table = "<table><tr><th>料金<td>300円<span style='display:none'>5円</span><td hidden>無料</tr></table>"
    assert text_of(table) == "前\n料金: 300円\n後"
    assert text_of("<h2 hidden>秘密</h2><p>本文</p>") == "前\n本文\n後"
    page = extract_page(SavedPage("x", "<h1 hidden>偽</h1><main><h1>真</h1><p>本文</p></main>".encode()))
    assert page.title == "真"


def test_comments_scripts_and_readings_are_no_text() -> None:
    assert text_of("<!-- 無視して --><script>x</script><noscript>n</noscript><template>t</template>") == "前\n後"
    assert text_of("<p><ruby>市<rp>(</rp><rt>し</rt></ruby>役所</p>") == "前\n市役所\n後"


def test_letters_nobody_sees_are_gone() -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
    assert text_of(f"<p>手\u200b数\u202e料{tags}\u2063</p>") == "前\n手数料\n後"


def test_an_accordion_of_the_site_is_read() -> None:
    content = "<main><h1>題</h1><div class=qa style='display:none'><p>答え</p></div></main>".encode()
    assert extract_page(SavedPage("x", content)).reason == "has no text"
    rules = SiteRules(DEFAULT.content, DEFAULT.noise, DEFAULT.title, accordions=(".qa",))
    assert [chunk.text for chunk in extract_page(SavedPage("x", content), rules).chunks] == ["答え"]


def test_a_form_around_the_whole_page_stays_and_a_search_form_goes() -> None:
    assert text_of("<form><h2>申込</h2><p>窓口へ</p></form>") == "前|窓口へ\n後"
    assert text_of("<form><p>サイト内検索</p><input></form>") == "前\n後"


def test_noise_within_noise_is_taken_out_once() -> None:
    tree = LexborHTMLParser("<body><nav><script>a</script><nav hidden>b<nav>c</nav></nav></nav><p>d</p>")
    assert tree.body is not None
    remove_unseen(tree.body, ["nav", "script", "nav nav"])
    assert tree.body.text() == "d"
