"""Chunks: along the headings, never too long, nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.sources.chunks import LITTLE, MADE_HEADING, MOST, TARGET, Line, chunk_lines


def test_headings_make_the_path() -> None:
    lines = [
        Line("はじめに"),
        Line("届け出", 2),
        Line("市役所へ"),
        Line("必要なもの", 3),
        Line("身分証"),
        Line("手数料", 2),
        Line("三百円"),
    ]
    assert [(chunk.headings, chunk.text) for chunk in chunk_lines(lines)] == [
        ((), "はじめに"),
        (("届け出",), "市役所へ"),
        (("届け出", "必要なもの"), "身分証"),
        (("手数料",), "三百円"),
    ]


def test_a_heading_without_text_stands_above_the_next() -> None:
    chunks = list(chunk_lines([Line("税", 2), Line("軽自動車", 3), Line("毎年五月")]))
    assert [chunk.headings for chunk in chunks] == [("税", "軽自動車")]


def test_short_lines_are_packed_to_the_target() -> None:
    chunks = list(chunk_lines([Line("あ" * 100) for _ in range(12)]))
    assert all(TARGET <= len(chunk.text) <= MOST for chunk in chunks)


def test_a_long_line_is_cut_behind_a_sentence() -> None:
    chunks = list(chunk_lines([Line("これは長い文です。" * 100)]))
    assert all(chunk.text.endswith("。") and len(chunk.text) <= MOST for chunk in chunks)


def test_a_heading_without_text_closes_its_level() -> None:
    lines = [Line("税", 2), Line("いつ", MADE_HEADING), Line("五月"), Line("", MADE_HEADING), Line("以上")]
    assert [chunk.headings for chunk in chunk_lines(lines)] == [("税", "いつ"), ("税",)]


def test_the_same_heading_twice_is_one() -> None:
    assert [chunk.headings for chunk in chunk_lines([Line("税", 2), Line("税", 3), Line("五月")])] == [("税",)]


def test_a_little_rest_joins_the_chunk_before_it() -> None:
    first, rest = Line("あ" * TARGET), Line("い" * LITTLE)
    assert [len(chunk.text) for chunk in chunk_lines([first, rest])] == [TARGET + 1 + LITTLE]
    assert [len(chunk.text) for chunk in chunk_lines([first, Line(rest.text + "い")])] == [TARGET, LITTLE + 1]


def test_what_only_looks_like_a_heading_is_text_where_nothing_follows() -> None:
    lines = [Line("税", 2), Line("甲", MADE_HEADING), Line("乙", MADE_HEADING), Line("文"), Line("丙", MADE_HEADING)]
    assert [(chunk.headings, chunk.text) for chunk in chunk_lines(lines)] == [
        (("税",), "甲"),
        (("税", "乙"), "文"),
        (("税",), "丙"),
    ]


LINES = st.builds(Line, st.text("あいう。!? /.", min_size=1, max_size=1_200), st.sampled_from([0, 0, 0, 1, 2, 3]))


@given(st.lists(LINES, max_size=8))
def test_nothing_is_lost_and_nothing_too_long(lines: list[Line]) -> None:
    chunks = list(chunk_lines(lines))
    assert all(0 < len(chunk.text) <= MOST for chunk in chunks)
    said = "".join("".join(line.text.split()) for line in lines if not line.level)
    assert "".join("".join(chunk.text.split()) for chunk in chunks) == said
