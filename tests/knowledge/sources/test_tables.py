"""Tables: each row stands alone, whatever spans above it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from knowledge.sources.tables import is_layout, table_lines


def lines(rows: str) -> list[str]:
    table = LexborHTMLParser(f"<table>{rows}</table>").css_first("table")
    assert table is not None
    return list(table_lines(table))


def test_each_row_carries_its_headers() -> None:
    rows = "<caption>手数料</caption><tr><th>種類<th>窓口<th>コンビニ</tr><tr><th>住民票<td>300円<td>200円</tr>"
    assert lines(rows) == ["手数料", "住民票: 窓口: 300円 / コンビニ: 200円"]


def test_row_and_column_spans_are_carried() -> None:
    rows = (
        "<tr><th rowspan=2>区分<th colspan=2>料金</tr><tr><th>窓口<th>郵送</tr>"
        "<tr><th rowspan=2>戸籍<td>450円<td>500円</tr><tr><td colspan=2>除籍は750円</tr>"
    )
    assert lines(rows) == [
        "戸籍: 料金 窓口: 450円 / 料金 郵送: 500円",
        "戸籍: 料金 窓口: 除籍は750円 / 料金 郵送: 除籍は750円",
    ]


def test_two_columns_without_a_header_row() -> None:
    assert lines("<tr><th>電話<td>026-000-1000</tr><tr><th>時間<td>平日</tr>") == ["電話: 026-000-1000", "時間: 平日"]


def test_a_header_cell_among_data_is_data() -> None:
    assert lines("<tr><th>名前<th>電話</tr><tr><th>相談<td>ナビ<th>8008</tr>") == ["相談: 電話: ナビ / 8008"]


def test_a_cell_that_spans_down_keeps_its_column() -> None:
    rows = "<tr><th>曜日<th>ごみ<th>時刻</tr><tr><td>月<td rowspan=2>燃える<td>8時</tr><tr><td>木<td>9時</tr>"
    assert lines(rows) == ["曜日: 月 / ごみ: 燃える / 時刻: 8時", "曜日: 木 / ごみ: 燃える / 時刻: 9時"]


def test_headers_alone_and_empty_rows() -> None:
    assert lines("<tr><th>ひとつ</th></tr><tr></tr>") == ["ひとつ"]
    assert lines("") == []


def test_absurd_spans_end() -> None:
    found = lines("<tr><td colspan=99999999 rowspan=99999999>a</tr><tr><td colspan=x rowspan=-3>b</tr>")
    assert found == ["a", "a"]


def test_a_table_in_a_table_is_read_once() -> None:
    found = lines("<tr><td>外<table><tr><td>内</td></tr></table></td></tr>")
    assert found == ["外 内"]


def test_rows_that_look_the_same_are_all_read() -> None:
    inner = "<table><tr><td>同じ</td></tr></table>"
    rows = f"<tr><td>同じ</td></tr><tr><td>同じ{inner}</td></tr><tr><td>同じ</td></tr>"
    assert lines(rows) == ["同じ", "同じ 同じ", "同じ"]


def test_words_of_a_cell_stay_together_and_its_blocks_apart() -> None:
    cell = "300<b>円</b><br>現金<ul><li>窓口<li>郵送</ul>"
    assert lines(f"<tr><th>料金<td>{cell}</tr>") == ["料金: 300円 現金 窓口 郵送"]


def test_signs_that_part_cells_are_folded_within_them() -> None:
    assert lines("<tr><th>電話: 代表<td>1 / 2<td>内線: 3</tr>") == ["電話:代表: 1/2 / 内線:3"]


def test_a_table_all_in_header_cells_is_data() -> None:
    assert lines("<tr><th>月<th>燃える</tr>" * 8) == ["月 燃える"] * 8


def layout(html: str) -> bool:
    table = LexborHTMLParser(html).css_first("table")
    assert table is not None
    return is_layout(table)


def test_tables_that_place_parts_of_a_page() -> None:
    assert layout("<table><tr><td><table><tr><td>a</table></table>")
    assert layout("<table><tr><td><h2>a</h2></table>")
    assert layout("<table role=presentation><tr><td>a</table>")
    assert not layout("<table><caption><h2>a</h2></caption><tr><td>b</table>")


CELLS = st.tuples(st.sampled_from("hd"), st.integers(0, 4), st.integers(0, 4))


@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_any_spans_give_every_data_cell(rows: list[list[tuple[str, int, int]]]) -> None:
    cells = "<t{0} colspan={1} rowspan={2}>{0}{1}{2}"
    html = "".join("<tr>" + "".join(cells.format(*cell) for cell in row) for row in rows)
    shown = " ".join(lines(html))
    assert all(f"d{wide}{down}" in shown for row in rows for kind, wide, down in row if kind == "d")
