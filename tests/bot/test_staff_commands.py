"""`madoguchi staff …` on a real database, and the demo's members."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from bot.checks import list_checks
from bot.cli import cli
from bot.demo_data.staff import COLLEAGUES, WORKING_ON
from bot.models.staff import Role
from bot.settings import load_settings

PASSWORD = "a phrase that nobody guesses 7"
Run = Callable[..., Result]


@pytest.fixture
def run(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command; `typed` is what stands on its standard input."""
    monkeypatch.chdir(tmp_path)
    values = {"DATABASE_URL": migrated_url, "VAR": str(tmp_path), "SECRET_KEY": secrets.token_hex(32)}
    for name, value in {**values, "DATA_KEYS": Fernet.generate_key().decode()}.items():
        monkeypatch.setenv(f"MADOGUCHI_{name}", value)

    def run_one(*words: str, typed: str = f"{PASSWORD}\n") -> Result:
        return CliRunner().invoke(cli, ["staff", *words], typed)

    return run_one


def create(run: Run, login: str = "boss", *more: str) -> Result:
    role = () if "--role" in more else ("--role", "administrator")
    return run("create", login, "--name", "長 太郎", "--password-stdin", *role, *more)


def test_the_first_administrator_is_made_listed_and_checked_for(run: Run) -> None:
    def find_staff() -> str:
        return next(name for name, _ in list_checks(load_settings) if name.startswith("staff"))

    assert "WARNING: there is no administrator" in find_staff()
    assert create(run, "Boss@city.example").output == "boss@city.example may sign in, with administrator\n"
    assert find_staff() == "staff"
    rows = json.loads(run("list", "--json").stdout)
    assert [(row["login"], row["name"], row["roles"], row["is_active"]) for row in rows] == [
        ("boss@city.example", "長 太郎", ["administrator"], True)
    ]
    assert "長 太郎" in run("list").output


def test_roles_are_given_for_departments_and_services(run: Run) -> None:
    create(run, "one", "--role", "operator", "--role", "editor", "--department", "residents", "--department", "tax")
    create(run, "two", "--role", "service", "--service", "faq")
    create(run, "three", "--role", "administrator", "--role", "operator", "--department", "tax")
    found = {row["login"]: row["roles"] for row in json.loads(run("list", "--json").stdout)}
    assert found == {
        "one": ["editor:residents", "editor:tax", "operator:residents", "operator:tax"],
        "two": ["service:faq"],
        "three": ["administrator", "operator:tax"],
    }


@pytest.mark.parametrize(
    ("more", "typed", "says"),
    [
        ((), "Password1!\n", "easy to guess"),
        ((), "short\n", "Use 10 characters or more"),
        (("--role", "editor", "--department", "nowhere"), f"{PASSWORD}\n", "no department nowhere"),
        (("--role", "service"), f"{PASSWORD}\n", "wants --service"),
        (("--role", "service", "--service", "nothing"), f"{PASSWORD}\n", "no city service nothing"),
    ],
)
def test_what_is_wrong_is_one_line(run: Run, more: tuple[str, ...], typed: str, says: str) -> None:
    role = () if more else ("--role", "editor")
    result = run("create", "x1", "--name", "X", "--password-stdin", *role, *more, typed=typed)
    assert result.exit_code == 1
    assert says in result.output
    assert result.output.count("\n") == 1


def test_a_password_is_asked_for_twice_and_not_shown(run: Run) -> None:
    result = run("create", "boss", "--name", "X", "--role", "administrator", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert PASSWORD not in result.output


def test_members_are_disabled_enabled_and_reset(run: Run) -> None:
    create(run)
    create(run, "tanaka", "--role", "editor")
    assert run("disable", "tanaka").output == "tanaka is disabled\n"
    assert [row["is_active"] for row in json.loads(run("list", "--json").stdout)] == [True, False]
    assert run("enable", "tanaka").exit_code == 0
    assert "must change it" in run("reset", "TANAKA").output
    assert "no administrator left" in run("disable", "boss").output
    missing = run("disable", "nobody")
    assert (missing.exit_code, "there is no member nobody" in missing.output) == (1, True)
    assert create(run).exit_code == 1  # taken


def test_the_demo_has_members_with_passwords_of_its_own(run: Run, tmp_path: Path) -> None:
    first = run("demo").stdout
    assert {line.split()[0] for line in first.splitlines()} >= {*Role, *WORKING_ON}
    assert run("demo").stdout == first
    kept = tmp_path / "demo-staff.txt"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text() == first
    kept.unlink()
    second = run("demo").stdout
    assert not {line.split()[1] for line in first.splitlines()} & {line.split()[1] for line in second.splitlines()}
    rows = {row["login"]: row["roles"] for row in json.loads(run("list", "--json").stdout)}
    assert rows["administrator"] == ["administrator"]
    assert rows["service"] == ["service:faq"]
    assert all(rows[service] == [f"service:{service}"] for service in WORKING_ON)
    assert len(rows) == len(Role) + len(WORKING_ON) + len(COLLEAGUES)
