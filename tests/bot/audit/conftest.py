"""A log on disk, and `madoguchi` on the command line beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db import Database
from bot.models.vault import Vault
from bot.services.audit import Actor
from tests.bot.audit.entries import NOON, ThingAction, write
from tests.scenarios.commands import Run, make_run

DATA_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
SECRET = "a secret key of the audit log's tests"


@pytest.fixture
def own_vault() -> Vault:
    """Of the keys that `run` has."""
    return Vault([DATA_KEY], SECRET)


@pytest.fixture
def filled(migrated_url: str, own_vault: Vault) -> Iterator[Database]:
    """Six entries: five of one day, the last of the system two days later."""
    database = Database(migrated_url, own_vault)
    with database.write() as session:
        for number in (1, 2, 3):
            write(session, number)
        write(session, 3, fields=[], old={"address": "old"}, new={"address": "new"}, action=ThingAction.CHANGED)
        write(session, 4, actor=Actor("staff", "8", '=HYPERLINK("https://x")'), reason="+81", fields=["name"])
        write(session, 5, conversation_id=None, actor=Actor("system", "scheduler"), now=NOON.replace(day=3))
    yield database
    database.close()


@pytest.fixture
def run(filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """In an empty folder, with the database of `filled`."""
    monkeypatch.chdir(tmp_path)
    settings = {"DATABASE_URL": filled.url, "VAR": str(tmp_path / "var"), "SECRET_KEY": SECRET, "DATA_KEYS": DATA_KEY}
    for name, value in settings.items():
        monkeypatch.setenv(f"MADOGUCHI_{name}", value)
    return make_run(monkeypatch, capsys)
