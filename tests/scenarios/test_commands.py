"""`madoguchi …` as staff use it, faults included: one line that says what is wrong and what to do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.counter import open_database
from bot.settings import Settings
from knowledge.encoders import create_encoder
from knowledge.index.embedding import encoder_key
from knowledge.models import KnowledgeEntry
from knowledge.ranking.own import forget_own, store_own
from knowledge.ranking.probability import Correction, load_calibration
from tests.scenarios.commands import Run, make_run, set_environment

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Faq = dict[str, dict[str, str]]


@pytest.fixture
def run(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)  # no .env here
    # An import writes the index anew, and that of all tests is not this city's.
    own = shutil.copytree(settings.var, tmp_path / "var", symlinks=True)
    set_environment(monkeypatch, settings.model_copy(update={"var": own}))
    return make_run(monkeypatch, capsys)


def test_check_says_that_all_is_well(run: Run) -> None:
    ended = run("check")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert {"settings", "handlers", "database", "knowledge index", "LINE"} <= {line[6:].strip() for line in lines}


def test_measuring_needs_no_keys(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SECRET_KEY", "DATA_KEYS"):
        monkeypatch.delenv(f"MADOGUCHI_{name}")
    files = {
        "corpus": {
            "1": "Question: 粗大ごみの出し方は。\nAnswer: 電話で申し込みます。",
            "2": "Question: 税は。\nAnswer: 市民税課です。",
        },
        "queries": {"a": "粗大ごみの出し方"},
        "qrels": {"a": {"1": 2}},
    }
    words = []
    for name, value in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(value), "utf-8")
        words += [f"--{name}", str(tmp_path / f"{name}.json")]
    ended = run("knowledge", "evaluate", *words, "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["ndcg_at_10"] == 1
    refused = run("knowledge", "index")
    assert (refused.code, "MADOGUCHI_SECRET_KEY: is required" in refused.err) == (1, True)


def test_check_names_every_fault(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MADOGUCHI_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    monkeypatch.setenv("MADOGUCHI_VAR", str(tmp_path / "empty"))
    ended = run("check")
    faults = [line for line in ended.out.splitlines() if line.startswith("FAULT")]
    assert ended.code == 1
    assert ["run `madoguchi migrate`" in faults[0], "run `madoguchi knowledge import FILE`" in faults[1]] == [True] * 2


def test_check_says_which_probability_is_in_force(run: Run, settings: Settings) -> None:
    encoder = create_encoder(settings.encoder)
    shipped = load_calibration(encoder.name)
    assert "probability (shipped)" in run("check").out
    database = open_database(settings)
    with database.write() as session:
        store_own(
            session,
            encoder_key(encoder),
            shipped,
            Correction(0.8, -0.2),
            214,
            now=datetime(2026, 10, 4, 15, tzinfo=UTC),
        )
    assert "probability (own: 214 judgements, 2026-10-05)" in run("check").out
    with database.write() as session:
        forget_own(session)
        store_own(session, "another/1", shipped, Correction(0.8, -0.2), 214, now=datetime(2026, 10, 4, 15, tzinfo=UTC))
    ended = run("check")
    assert "the own one is of another encoder or version" in ended.out
    assert ended.code == 0
    database.close()


def test_search_and_parse_give_json(run: Run, faq: Faq) -> None:
    row = faq["residents-001"]
    found = json.loads(run("knowledge", "search", row["question"], "--json").out)
    assert (found["band"], found["hits"][0]["url"]) == ("answer", row["url"])
    parsed = json.loads(run("nlu", "parse", "12月3日に住民票を2通", "--json").out)
    assert {"text", "intent", "intent_ranking", "entities"} <= set(parsed)
    assert {entity["entity"] for entity in parsed["entities"]} >= {"date", "count"}


def test_a_misspelt_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_LINE_SECRET", "x")
    ended = run("migrate")
    assert (ended.code, len(ended.error_lines)) == (1, 1)
    assert "MADOGUCHI_LINE_SECRET: no such setting" in ended.err


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("SECRET_KEY", None, ""),
        ("SECRET_KEY", "short", "32"),
        ("DATA_KEYS", "not a key", "Fernet.generate_key()"),
        ("DATABASE_URL", "mysql://somewhere", "sqlite:///FILE or postgresql+psycopg://"),
        ("LINE_CHANNEL_TOKEN", "", "set both, or neither"),
        ("LIFF_ID", "2000000001-abc", "set both, or neither"),
        ("STRIPE_KEY", "sk_test_1", "set both, or neither"),
        ("IDENTITY_CLIENT_ID", "", "set both, or neither"),
        ("IDENTITY_SCOPE", "profile", "openid must be among it"),
        ("CITY", "/nowhere", "city.yml"),
        ("WORKER_THREADS", "many", ""),
    ],
)
def test_a_missing_or_wrong_setting_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, advice: str
) -> None:
    if value is None:
        monkeypatch.delenv(f"MADOGUCHI_{name}")
    else:
        monkeypatch.setenv(f"MADOGUCHI_{name}", value)
    ended = run("migrate")
    assert (ended.code, len(ended.error_lines)) == (1, 1)
    assert f"MADOGUCHI_{name}" in ended.err and advice in ended.err


def test_wrong_usage_ends_with_2(run: Run) -> None:
    for words in (("serve", "--colour", "red"), ("dance",), ("knowledge", "import")):
        ended = run(*words)
        assert ended.code == 2
        assert "Usage: " in ended.err


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("columns.csv", "question,reply\n犬の登録,窓口へ\n", "row 1: the column 'reply'"),
        ("empty.csv", "question,answer\n犬の登録,窓口へ\n猫の登録,\n", "row 3: the answer is empty"),
        ("date.csv", "question,answer,checked_on\n犬の登録,窓口へ,いつか\n", "row 2: 'いつか' is not a date"),
        ("broken.json", '[{"question": "犬の登録", "answer": "窓口へ"},\n{"question": ]', "row 2"),
        ("absent.csv", None, "can't be read"),
    ],
)
def test_a_broken_faq_file_is_refused_whole(
    run: Run, settings: Settings, tmp_path: Path, name: str, content: str | None, place: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, "utf-8")
    ended = run("knowledge", "import", name)
    assert (ended.code, ended.out, len(ended.error_lines)) == (1, "", 1)
    assert name in ended.err and place in ended.err
    assert list_questions(settings) == []


def test_shift_jis_is_taken(run: Run, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_bytes("質問,回答\r\n犬の登録は？,①窓口へ\r\n".encode("cp932"))
    assert run("knowledge", "import", "faq.csv").code == 0
    assert list_questions(settings) == ["犬の登録は？"]


def test_as_a_module_it_is_the_same(run: Run, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "migrate"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "the tables are up to date\n", "")


def list_questions(settings: Settings) -> list[str]:
    database = open_database(settings)
    with database.read() as session:
        titles = list(session.exec(select(KnowledgeEntry.title)))
    database.close()
    return titles
