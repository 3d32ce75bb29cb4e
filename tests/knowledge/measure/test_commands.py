"""`knowledge evaluate`, `quality` and `judge`, as a script and a person at a terminal use them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.clock import utc_now
from bot.db import Database
from knowledge.commands import knowledge as group
from knowledge.measure.judgements import Asked, draw_sample, list_sample, week_of
from knowledge.search import Knowledge
from tests.knowledge.test_commands import Around

CORPUS = {"1": "Question: 犬の登録は\nAnswer: 保健所です。", "2": "Question: ごみの日は\nAnswer: 月曜です。"}
WEEK = week_of(utc_now()) - timedelta(7)


@pytest.fixture
def around(database: Database, folder: Path) -> Around:
    return Around(database, folder)


def run(around: Around, *words: str | Path, keys: str = "") -> Result:
    return CliRunner().invoke(group, [str(word) for word in words], obj=around, input=keys)


def files(folder: Path, **more: Any) -> list[str | Path]:
    options: list[str | Path] = []
    data = {
        "corpus": CORPUS,
        "queries": {"a": "犬の登録は", "b": "ごみの日は"},
        "qrels": {"a": {"1": 2}, "b": {"2": 2}},
    }
    for name, value in {**data, **more}.items():
        (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        options += [f"--{name}", folder / f"{name}.json"]
    return options


def test_all_of_a_measurement_at_once(around: Around, tmp_path: Path) -> None:
    old = {"a": {"ranked": ["2", "1"], "answer": None, "confidence": 0.4}}
    options = files(tmp_path, negatives={"chat": ["こんにちは", "元気"]}, compare=old)
    page, ran = tmp_path / "report.html", tmp_path / "run.json"
    result = run(around, "evaluate", *options, "--run", ran, "--report", page, "--report-language", "en", "--json")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1), result.output
    data = json.loads(result.stdout)
    assert (data["n"], data["ndcg_at_10"], data["intervals"]["ndcg_at_10"]) == (2, 1.0, [1.0, 1.0])
    assert data["negatives"]["categories"][0]["n"] == 2
    assert data["comparison"]["differences"]["precision_at_1"]["difference"] == 1.0
    assert [turn["query"] for turn in data["comparison"]["wins"]] == ["a"]
    assert "Compared with the other run: 1 queries won, 0 lost" in page.read_text("utf-8")
    assert set(json.loads(ran.read_text("utf-8"))["a"]) == {"ranked", "answer", "confidence"}
    shown = run(around, "evaluate", *options)
    assert "ndcg_at_10" in shown.stdout
    for part in ("lost: 0", "won: 1", "very_short", "AUROC answerable or not"):
        assert part in shown.stdout


def test_bad_files_are_one_line_before_any_work(around: Around, tmp_path: Path) -> None:
    result = run(around, "evaluate", *files(tmp_path, compare={"a": {}}))
    assert result.exit_code == 1
    assert "compare.json, id 'a': expected" in result.stderr
    assert "passages" not in result.stderr
    lost = run(around, "evaluate", *files(tmp_path)[:6], "--report", tmp_path / "none" / "r.html")
    assert "can't be written" in lost.stderr


def test_judging_with_keys(around: Around, knowledge: Knowledge, tmp_path: Path) -> None:
    asked = [
        Asked("粗大ごみ", "answer", 0.8, "dog-1", ("dog-1",)),
        Asked("犬を飼う", "candidates", 0.4, "", ("tax-1",)),
    ]
    with around.database.write() as session:
        rows = {row.utterance: row for row in draw_sample(session, asked, 5, WEEK, 1, now=utc_now())}
    assert str(WEEK) in run(around, "quality").stdout
    # Wrong: words that find the right one, its number. Abstained wrongly: the id itself. In whichever order they come.
    wrong, missed = "w粗大ごみの出し方\n1\n", "xdog-1\n"
    keys = "z" + "".join(wrong if row.shown_id else missed for row in sorted(rows.values(), key=lambda row: row.number))
    result = run(around, "judge", "--by", "職員", keys=keys)
    assert result.exit_code == 0, result.output
    with around.database.read() as session:
        judged = {row.utterance: (row.verdict, row.right_id, row.judged_by) for row in list_sample(session, WEEK)}
    assert judged == {"粗大ごみ": ("wrong", "waste-1", "職員"), "犬を飼う": ("abstained_wrongly", "dog-1", "職員")}
    assert "there is nothing to judge" in run(around, "judge", "--by", "職員").stdout
    (tmp_path / "learnt").mkdir()
    options = ["--page", tmp_path / "q.html", "--city", "見本市", "--export", tmp_path / "learnt", "--json"]
    data = json.loads(run(around, "quality", *options).stdout)
    assert (data[0]["week"], data[0]["wrong"], data[0]["abstained_wrongly"]) == (WEEK.isoformat(), 1, 1)
    assert "粗大ごみ" not in (tmp_path / "q.html").read_text("utf-8")
    assert "粗大ごみ" in (tmp_path / "learnt" / "queries.json").read_text("utf-8")


def test_stopping_keeps_what_is_judged(around: Around) -> None:
    asked = [Asked(f"質問{number}", "decline", 0.1) for number in range(3)]
    with around.database.write() as session:
        draw_sample(session, asked, 3, WEEK, 1, now=utc_now())
    assert run(around, "judge", "--by", "職員", keys="asq").exit_code == 0
    with around.database.read() as session:
        assert [row.verdict for row in list_sample(session, WEEK)] == ["abstained_rightly", "", ""]
