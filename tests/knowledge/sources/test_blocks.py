"""Elements to lines: lists, definitions, accordions, and headings that are none."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from knowledge.sources.blocks import read_lines
from knowledge.sources.chunks import MADE_HEADING, chunk_lines


def lines(html: str) -> list[tuple[str, int]]:
    body = LexborHTMLParser(f"<body>{html}").body
    assert body is not None
    return [(line.text, line.level) for line in read_lines(body)]


def chunks(html: str) -> list[tuple[str, str]]:
    body = LexborHTMLParser(f"<body>{html}").body
    assert body is not None
    return [(" > ".join(chunk.headings), chunk.text) for chunk in chunk_lines(read_lines(body))]


def test_blocks_are_lines_and_inline_words_stay_together() -> None:
    html = "<p>手数<b>料</b>は<a href=x>300円</a>。<br>現金で</p>裸の文<div>外<div>内</div>後</div>"
    assert lines(html) == [("手数料は300円。", 0), ("現金で", 0), ("裸の文", 0), ("外", 0), ("内", 0), ("後", 0)]


def test_lines_broken_in_the_source_are_no_spaces_in_japanese() -> None:
    assert lines("<p>住民票の\n      写しは\n Family\n card</p>") == [("住民票の写しは Family card", 0)]


def test_numbered_steps_keep_their_numbers() -> None:
    html = "<ol><li>書く</li><li><p>出す</p><ul><li>窓口</li></ul></li></ol>"
    html += "<ol start=5><li>待つ</li><li>(6)受け取る</li></ol>"
    assert [text for text, _ in lines(html)] == ["1. 書く", "2. 出す", "窓口", "5. 待つ", "(6)受け取る"]


def test_short_definitions_are_facts_and_long_ones_sections() -> None:
    short = "<dt>電話</dt><dd>026-000-1000</dd><div><dt>時間</dt><dd>平日</dd></div>"
    html = f"<dl>{short}<dt>対象</dt><dd><p>{'市民' * 60}</p></dd></dl><p>後</p>"
    assert chunks(html) == [("", "電話: 026-000-1000\n時間: 平日"), ("対象", "市民" * 60), ("", "後")]


def test_a_term_without_definition_and_one_without_term_are_kept() -> None:
    assert [text for text, _ in lines("<dl><dt>甲<dt>乙<dd>丙<dd>丁</dl>")] == ["甲", "乙: 丙", "丁"]


def test_an_accordion_is_a_section_of_its_own() -> None:
    html = "<h2>質問</h2><details><summary>いつ？</summary><p>四月です</p></details><p>以上</p>"
    assert chunks(html) == [("質問 > いつ？", "四月です"), ("質問", "以上")]


def test_an_accordion_with_a_heading_closes_its_level() -> None:
    html = "<h2>質問</h2><details><summary><h3>いつ</h3></summary><h4>春</h4>四月</details><p>以上</p>"
    assert chunks(html) == [("質問 > いつ > 春", "四月"), ("質問", "以上")]
    assert chunks("<details><summary></summary>本文</details>") == [("", "本文")]


@pytest.mark.parametrize(
    "heading",
    [
        "<p><strong>受付場所</strong></p>",
        "<p> <span><b>受付場所</b></span> </p>",
        "<p class='midashi2'>受付場所</p>",
        "<div class='h3bg'>受付場所</div>",
        "<p class='c-heading'><strong>受付場所</strong></p>",
    ],
)
def test_what_looks_like_a_heading_is_one(heading: str) -> None:
    assert lines(heading) == [("受付場所", MADE_HEADING)]
    assert chunks(f"<h3>届け出</h3>{heading}<p>本庁舎</p>") == [("届け出 > 受付場所", "本庁舎")]


@pytest.mark.parametrize(
    "text",
    [
        "<p><strong>必ず本人が来てください</strong></p>",
        "<p><strong>注意。</strong></p>",
        "<p><strong>保険料は</strong>月額</p>",
        f"<p><strong>{'長' * 41}</strong></p>",
        "<p><strong>甲</strong><br>乙</p>",
        "<div class=title><p>甲</p></div>",
        "<p class=subtitles>甲</p>",
    ],
)
def test_bold_sentences_are_text(text: str) -> None:
    assert all(level == 0 for _, level in lines(text))


def test_bold_lines_with_nothing_under_them_are_not_lost() -> None:
    html = "<h2>受付</h2><p>平日</p><p><b>重要</b></p><p><b>受付終了</b></p><h2>場所</h2><p>市役所</p><p><b>終</b></p>"
    assert chunks(html) == [
        ("受付", "平日"),
        ("受付", "重要"),
        ("受付", "受付終了"),
        ("場所", "市役所"),
        ("場所", "終"),
    ]


def test_a_table_that_only_places_things_is_read_as_a_page() -> None:
    html = "<table><tr><td><h2>左</h2><p>文</p><td><table><tr><th>料金<td>300円</table></table>"
    assert chunks(html) == [("左", "文\n料金: 300円")]


def test_deep_elements_are_read_as_one_text() -> None:
    assert lines("<div>" * 1_000 + "深い<p>底" + "</div>" * 1_000) == [("深い 底", 0)]
