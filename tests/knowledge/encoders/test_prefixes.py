"""What is written before a text, for whichever model."""

from __future__ import annotations

import pytest

from knowledge.encoders.prefixes import choose_prefixes, prefixes_of


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("intfloat/multilingual-e5-small", ("query: ", "passage: ")),
        ("models/multilingual-e5-base/", ("query: ", "passage: ")),
        ("cl-nagoya/ruri-v3-310m", ("検索クエリ: ", "検索文書: ")),
        ("cl-nagoya/ruri-base-v2", ("クエリ: ", "文章: ")),
        ("pkshatech/GLuCoSE-base-ja-v2", ("query: ", "passage: ")),
        ("BAAI/bge-m3", ("", "")),
        ("city/base5-model", ("", "")),
        ("e5/bert", ("", "")),
    ],
)
def test_prefixes_belong_to_the_model(model: str, expected: tuple[str, str]) -> None:
    assert prefixes_of(model) == expected


def test_an_instruction_stands_before_queries_only() -> None:
    query, document = prefixes_of("intfloat/multilingual-e5-large-instruct")
    assert query.startswith("Instruct: ")
    assert query.endswith("\nQuery: ")
    assert document == ""


def test_what_the_model_says_itself_counts_first() -> None:
    name = "intfloat/multilingual-e5-small"
    assert choose_prefixes({"query": "q ", "passage": "p "}, name) == ("q ", "p ")
    assert choose_prefixes({"query": "task: search | query: ", "document": ""}, name) == ("task: search | query: ", "")
    assert choose_prefixes({"query": "", "document": ""}, name) == ("query: ", "passage: ")
    assert choose_prefixes({"classification": "class: "}, "BAAI/bge-m3") == ("", "")
