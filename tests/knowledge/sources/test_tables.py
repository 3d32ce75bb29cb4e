"""Tables: each row stands alone, whatever spans above it."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from knowledge.sources.tables import table_lines


def lines(rows: str) -> list[str]:
    table = LexborHTMLParser(f"<table>{rows}</table>").css_first("table")
    assert table is not None
    return table_lines(table)


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
