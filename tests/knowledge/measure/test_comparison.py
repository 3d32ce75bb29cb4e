"""Two runs, utterances nothing answers, and parts of the queries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import InputFileError
from knowledge.measure.cases import score_cases
from knowledge.measure.comparison import compare
from knowledge.measure.files import RunRow, read_negatives, read_run
from knowledge.measure.negatives import score_negatives
from knowledge.measure.slices import length_of, slice_cases
from knowledge.search import Band
from tests.knowledge.measure.planted import case, entry, found

QRELS = {str(number): {"x": 2} for number in range(60)}
TEXTS = dict.fromkeys(QRELS, "ごみ")


def run(*firsts: str) -> list:
    """A run of which each query's first hits are given; the right one, `x`, is second otherwise."""
    rows = {str(place): RunRow((first, "x", "y"), None, 0.5) for place, first in enumerate(firsts)}
    return score_cases(rows, TEXTS, QRELS)


def test_a_better_run_wins_surely() -> None:
    found = compare(run(*"x" * 60), run(*"x" * 40, *"y" * 20))
    change = found.differences["precision_at_1"]
    assert (change.this, change.other) == (1.0, pytest.approx(2 / 3))
    assert change.change.value == pytest.approx(1 / 3)
    assert 0.15 < change.change.low < 1 / 3 < change.change.high < 0.47
    assert change.p < 0.01
    assert (len(found.wins), found.losses) == (20, [])
    assert (found.wins[0].this_rank, found.wins[0].other_rank) == (1, 2)


def test_equal_runs_differ_in_nothing() -> None:
    found = compare(run(*"xy" * 30), run(*"xy" * 30))
    assert {one.p for one in found.differences.values()} == {1.0}
    assert (found.wins, found.losses) == ([], [])


def test_as_many_wins_as_losses_prove_nothing() -> None:
    found = compare(run(*"x" * 30, *"y" * 30), run(*"y" * 30, *"x" * 30))
    assert found.differences["ndcg_at_10"].p > 0.5
    assert (len(found.wins), len(found.losses)) == (30, 30)


def test_runs_of_other_queries_are_refused() -> None:
    with pytest.raises(InputFileError, match="no judged query in common"):
        compare(run("x")[:1], score_cases({"9": RunRow(("x",), None, 0.5)}, {}, QRELS))


def test_a_run_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    row = RunRow(("a", "b"), "a", 0.75)
    path.write_text(json.dumps({"q": row.to_json()}), "utf-8")
    assert read_run(path) == {"q": row}
    path.write_text('{"q": {"ranked": ["a"], "answer": null, "confidence": 2}}', "utf-8")
    with pytest.raises(InputFileError, match="id 'q': expected"):
        read_run(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("chat: [hello, 12]", "category 'chat', entry 2: expected text"),
        ("chat: hello", "category 'chat': expected a list"),
        ("{}", "expected a list"),
        ("[a, {", "not readable as YAML"),
    ],
)
def test_negatives_of_another_form_are_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "chat.yml").write_text(text, "utf-8")
    with pytest.raises(InputFileError, match=says):
        read_negatives(tmp_path / "chat.yml")


def test_a_plain_list_is_one_category(tmp_path: Path) -> None:
    (tmp_path / "chat.json").write_text('["hello"]', "utf-8")
    assert read_negatives(tmp_path / "chat.json") == {"chat": ["hello"]}


def test_negatives_by_category_and_auroc() -> None:
    refused = {
        "chat": [found("a", probability=0.1, band=Band.DECLINE), found("a", probability=0.9, band=Band.ANSWER)],
        "noise": [found(probability=0.0, band=Band.DECLINE)],
    }
    result = score_negatives([case(0.8, True), case(0.4, False)], refused)
    assert [(row.n, row.answered.value, row.declined.value) for row in result.categories] == [(2, 0.5, 0.5), (1, 0, 1)]
    assert (result.total.n, result.total.answered.value) == (3, pytest.approx(1 / 3))
    assert result.auroc.value == pytest.approx(4 / 6)


def test_slices_by_length_and_department() -> None:
    assert [length_of("あ" * count) for count in (8, 9, 20, 21)] == ["very_short", "short", "short", "long"]
    rows = {"1": RunRow(("a",), None, 0.5), "2": RunRow(("a",), None, 0.5), "3": RunRow(("q",), None, 0.5)}
    cases = score_cases(
        rows, {"1": "犬", "2": "犬を飼い始めました", "3": "税"}, {"1": {"a": 2}, "2": {"b": 2}, "3": {"q": 1}}
    )
    slices = slice_cases(cases, {"a": entry("a", "犬", "保健所"), "b": entry("b", "税", "税務課")})
    assert [(one.facet, one.value, one.n, one.figures["precision_at_1"].value) for one in slices] == [
        ("length", "very_short", 2, 1.0),
        ("length", "short", 1, 0.0),
        ("department", "保健所", 1, 1.0),
        ("department", "税務課", 1, 0.0),
    ]
