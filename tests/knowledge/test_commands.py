"""`madoguchi knowledge …`, as a script uses it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.db import Database
from knowledge.commands import knowledge
from knowledge.encoders.hashing import HashingEncoder
from tests.knowledge.conftest import ROWS, WriteFile


@dataclass
class Around:
    database: Database
    index_folder: Path
    vectors: str = "faiss"
    home: tuple[str, ...] = ()

    def encoder(self) -> HashingEncoder:
        return HashingEncoder()


@pytest.fixture
def around(database: Database, folder: Path) -> Around:
    return Around(database, folder)


def run(around: Around, *words: str | Path) -> Result:
    return CliRunner().invoke(knowledge, [str(word) for word in words], obj=around)


def test_import_index_search(around: Around, write_faq: WriteFile) -> None:
    imported = run(around, "import", write_faq(*ROWS), "--json")
    assert json.loads(imported.stdout) == {"added": 4, "changed": 0, "unchanged": 0, "removed": 0, "warnings": []}
    assert json.loads(run(around, "index", "--json").stdout)["embedded"] == 10
    found = run(around, "search", "粗大ごみの出し方", "-k", "2", "--json")
    assert (found.exit_code, len(found.stdout.splitlines())) == (0, 1)
    data = json.loads(found.stdout)
    assert data["hits"][0]["id"] == "waste-1"
    assert len(data["hits"]) == 2
    shown = run(around, "search", "粗大ごみの出し方")
    assert "https://city.example/sodai" in shown.stdout
    assert "2026-10-01" in shown.stdout


def test_progress_goes_to_standard_error(around: Around, write_faq: WriteFile) -> None:
    run(around, "import", write_faq(*ROWS))
    result = run(around, "index", "--json")
    assert "10/10" in result.stderr
    json.loads(result.stdout)


def test_crawl_a_folder(around: Around, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text("<h1>犬の登録</h1><p>保健所で登録します。", "utf-8")
    (tmp_path / "pages" / "b.html").write_text("<h1>何もない</h1>", "utf-8")
    result = run(around, "crawl", tmp_path / "pages", "--base-url", "https://city.example/", "--json")
    data = json.loads(result.stdout)
    assert (data["added"], data["skipped"]) == (
        1,
        [{"address": "https://city.example/b.html", "reason": "has no text"}],
    )
    assert "Skipped: https://city.example/b.html has no text" in result.stderr


def test_a_fault_is_one_line_and_exit_1(around: Around, write_faq: WriteFile, tmp_path: Path) -> None:
    for words, says in (
        (["import", write_faq("q,", header="question,answer")], "row 2: the answer is empty"),
        (["import", tmp_path / "none.csv"], "can't be read"),
        (["crawl", tmp_path / "none"], "is not a folder"),
        (["search", "ごみ"], "there is no index yet"),
    ):
        result = run(around, *words)
        assert result.exit_code == 1
        assert says in result.stderr.strip().splitlines()[-1]
        assert "Traceback" not in result.output


def test_warnings_name_their_row(around: Around, write_faq: WriteFile) -> None:
    path = write_faq("1,手数料は,300円", "2,手数料は,400円", header="id,question,answer")
    result = run(around, "import", path)
    assert result.exit_code == 0
    assert "row 3: the same question as row 2" in result.stderr


def test_wrong_usage_is_exit_2(around: Around) -> None:
    assert run(around, "search", "ごみ", "-k", "x").exit_code == 2
    assert run(around, "evaluate").exit_code == 2


def test_evaluate_writes_a_run(around: Around, tmp_path: Path) -> None:
    files = {
        "corpus": {"1": "Question: 犬の登録は\nAnswer: 保健所です。", "2": "Question: ごみの日は\nAnswer: 月曜です。"},
        "queries": {"a": "犬の登録は"},
        "qrels": {"a": {"1": 2}},
    }
    options: list[str | Path] = []
    for name, value in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(value), "utf-8")
        options += [f"--{name}", tmp_path / f"{name}.json"]
    result = run(around, "evaluate", *options, "--run", tmp_path / "run.json", "--json")
    assert json.loads(result.stdout)["ndcg_at_10"] == 1.0
    written = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert written["a"]["ranked"] == ["1", "2"]
    assert set(written["a"]) == {"ranked", "answer", "confidence"}
