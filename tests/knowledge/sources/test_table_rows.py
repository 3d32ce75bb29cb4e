"""Rows to lines and back: what is stored as text can be shown as a table again."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.sources.table_rows import (
    Fact,
    Table,
    TableRow,
    find_tables,
    fold_cell,
    parse_table_lines,
    render_row,
    split_tables,
)

FEES = "手数料\n住民票: 窓口: 300円 / コンビニ: 200円\n戸籍: 窓口: 450円\n現金でお支払いください。"


def test_rows_are_read_back() -> None:
    assert parse_table_lines(FEES) == [
        TableRow("住民票", (Fact("窓口", "300円"), Fact("コンビニ", "200円"))),
        TableRow("戸籍", (Fact("窓口", "450円"),)),
    ]


def test_a_table_is_found_with_its_caption() -> None:
    table = Table("手数料", ("", "窓口", "コンビニ"), (("住民票", "300円", "200円"), ("戸籍", "450円", "")))
    assert find_tables(FEES) == [table]
    assert json.loads(json.dumps(table.to_json()))["rows"][1] == ["戸籍", "450円", ""]


def test_a_text_is_tables_and_the_words_between_them() -> None:
    (table,) = find_tables(FEES)
    assert split_tables(f"はじめに。\n\n{FEES}\n\n名: 甲\n名: 乙") == [
        "はじめに。",
        table,
        "現金でお支払いください。",
        Table("", ("名",), (("甲",), ("乙",))),
    ]
    assert split_tables("電話: 1\nだけ") == ["電話: 1\nだけ"]
    assert split_tables("甲: 乙: 1 / 丙: 2") == ["甲: 乙: 1 / 丙: 2"]


def test_a_row_alone_is_a_table_where_that_is_wanted() -> None:
    assert split_tables("甲: 乙: 1 / 丙: 2", least=1) == [Table("", ("", "乙", "丙"), (("甲", "1", "2"),))]
    assert split_tables("電話: 1\nだけ", least=1) == ["電話: 1\nだけ"]


def test_an_empty_text_has_no_parts() -> None:
    assert split_tables("") == []


def test_pairs_are_a_table_of_two_columns() -> None:
    text = "相談日: 月曜日から金曜日\n方法: 電話\n\n注: ひとつだけ"
    assert find_tables(text) == [Table("", ("", ""), (("相談日", "月曜日から金曜日"), ("方法", "電話")))]


def test_one_column_of_facts_keeps_its_header() -> None:
    assert find_tables("場所: 本庁\n場所: 支所") == [Table("", ("場所",), (("本庁",), ("支所",)))]


def test_two_tables_in_a_row_are_two() -> None:
    text = "名: 甲 / 電話: 1\n名: 乙 / 電話: 2\n月: 燃える / 火: 紙\n月: びん / 火: 缶"
    assert [table.headers for table in find_tables(text)] == [("名", "電話"), ("月", "火")]


def test_sentences_are_no_rows() -> None:
    assert (
        parse_table_lines("費用はかかりません。\nhttps://city.example/a\n" + "長" * 70 + ": 値\na: b: c: d\n : x") == []
    )


WORDS = st.text("市a1:/ 、()", max_size=12)
ROWS = st.builds(TableRow, WORDS, st.lists(st.builds(Fact, WORDS, WORDS), max_size=4).map(tuple))


def folded(row: TableRow) -> TableRow:
    facts = dict.fromkeys(Fact(fold_cell(fact.header), fold_cell(fact.value)) for fact in row.facts)
    return TableRow(fold_cell(row.label), tuple(fact for fact in facts if fact.value))


@given(ROWS)
@example(TableRow("1", (Fact("", "1"), Fact("1", "1"))))
def test_what_was_rendered_is_read_back(row: TableRow) -> None:
    line, said = render_row(row), folded(row)
    found = parse_table_lines(line)
    if not said.facts or (not said.label and not any(fact.header for fact in said.facts)):
        assert found == []  # a text without any header
    elif said.label and not said.facts[0].header:
        first, *others = said.facts
        assert found == [TableRow("", tuple(dict.fromkeys((Fact(said.label, first.value), *others))))]
    else:
        assert found == [said]
    assert [render_row(again) for again in found] in ([], [line])


@given(WORDS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_cell(fold_cell(text)) == fold_cell(text)
