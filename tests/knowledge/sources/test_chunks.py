"""Chunks: along the headings, never too long, nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.sources.chunks import MOST, TARGET, Line, chunk_lines


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


LINES = st.builds(Line, st.text("あいう。!? /.", min_size=1, max_size=1_200), st.sampled_from([0, 0, 0, 1, 2, 3]))


@given(st.lists(LINES, max_size=8))
def test_nothing_is_lost_and_nothing_too_long(lines: list[Line]) -> None:
    chunks = list(chunk_lines(lines))
    assert all(0 < len(chunk.text) <= MOST for chunk in chunks)
    said = "".join("".join(line.text.split()) for line in lines if not line.level)
    assert "".join("".join(chunk.text.split()) for chunk in chunks) == said
