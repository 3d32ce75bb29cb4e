"""`madoguchi broadcast …` on a real database."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from bot.cli import cli

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Run = Callable[..., Result]
WORDS = "title: 断水\ncontent:\n  ja: 明日は断水します。\n"


@pytest.fixture
def run(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    values = {"DATABASE_URL": migrated_url, "VAR": str(tmp_path), "SECRET_KEY": secrets.token_hex(32)}
    for name, value in {**values, "DATA_KEYS": Fernet.generate_key().decode()}.items():
        monkeypatch.setenv(f"MADOGUCHI_{name}", value)

    def run_one(*words: str) -> Result:
        return CliRunner().invoke(cli, words, "a phrase that nobody guesses 7\n")

    for login, role in (("writer", "broadcaster"), ("reader", "auditor")):
        run_one("staff", "create", login, "--name", login, "--role", role, "--password-stdin")
    return run_one


def test_a_draft_is_handed_in_and_waits_for_a_person(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "water.yml"
    file.write_text(WORDS, "utf-8")
    assert run("broadcast", "draft", str(file), "--by", "writer", "--submit").output == "broadcast 1 is waiting\n"
    (row,) = json.loads(run("broadcast", "list", "--json").stdout)
    assert (row["title"], row["status"], row["languages"], row["rule"]) == (
        "断水",
        "waiting",
        ["ja"],
        {"everyone": True},
    )
    assert json.loads(run("broadcast", "show", "1").stdout)["results"]["all"]["total"] == 0
    assert run("broadcast", "approve", "1", "--by", "writer").exit_code == 2
    assert run("broadcast", "stop", "1", "--by", "writer").output == "broadcast 1 is stopped\n"
    assert run("broadcast", "stop", "1", "--by", "writer").exit_code == 1


@pytest.mark.parametrize(
    ("words", "login", "said"),
    [
        (WORDS, "reader", "no broadcaster"),
        (WORDS, "nobody", "no member"),
        ("title: a\n", "writer", "content is words"),
        (f"{WORDS}colour: red\n", "writer", "colour: no such entry"),
        (f"{WORDS}rule: {{mood: good}}\n", "writer", "can't be used"),
        (f"{WORDS}send_at: soon\n", "writer", "no moment"),
        ("title: [", "writer", "can't be read"),
    ],
)
def test_what_is_wrong_is_one_line(run: Run, tmp_path: Path, words: str, login: str, said: str) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text(words, "utf-8")
    result = run("broadcast", "draft", str(file), "--by", login)
    assert result.exit_code == 1
    assert said in result.output
    assert json.loads(run("broadcast", "list", "--json").stdout) == []
