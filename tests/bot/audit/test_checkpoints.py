"""Where the log ended, kept where somebody with the database alone can't change it."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.audit.watch import AuditWatch
from bot.bench.audit_faults import drop_triggers, list_faults
from bot.db import Database
from bot.errors import InputFileError
from bot.services.audit.checkpoints import read_checkpoints
from bot.services.audit.verification import open_snapshot, verify
from tests.bot.audit.entries import NOON, fill, list_all


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit" / "checkpoints.txt"


def test_the_scheduler_writes_a_line_when_the_log_has_grown(
    database: Database, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    watch = AuditWatch(database, path, 5)
    watch.run(NOON)
    assert not path.exists()
    for minute, count in enumerate((3, 0, 2)):
        fill(database, count)
        watch.run(NOON + timedelta(minutes=minute))
    third, fifth = (list_all(database)[number].mac.hex() for number in (2, 4))
    assert path.read_text() == f"2026-12-01T03:00:00+00:00 3 {third}\n2026-12-01T03:02:00+00:00 5 {fifth}\n"
    assert f"entry 5 has the MAC {fifth}" in caplog.text  # also where the log lines go
    assert "お問い合わせ" not in caplog.text
    with open_snapshot(database) as session:
        assert verify(session, read_checkpoints(path)).anchors == 2


def test_another_scheduler_goes_on_in_the_same_file(database: Database, path: Path) -> None:
    fill(database, 1)
    AuditWatch(database, path, 5).run(NOON)
    AuditWatch(database, path, 5).run(NOON)
    assert len(path.read_text().splitlines()) == 1


def test_entries_cut_off_behind_our_back_are_told_and_found(
    database: Database, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(database, 9)
    watch = AuditWatch(database, path, 5)
    watch.run(NOON)
    with database.write() as session:
        drop_triggers(session)
        list_faults()["cut with old head"](session, Random(3), 9)
    watch.run(NOON)
    assert "knew entry 9 and ends before it" in caplog.text
    with open_snapshot(database) as session:
        found = verify(session, read_checkpoints(path))
    assert found.fault == "it is missing: checkpoints.txt, line 1, knows entry 9"


def test_no_checkpoint_is_kept_of_an_end_that_we_did_not_write(
    database: Database, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(database, 9)
    with database.write() as session:
        drop_triggers(session)
        list_faults()["edit head's mac"](session, Random(3), 9)
    AuditWatch(database, path, 5).run(NOON)
    assert not path.exists()
    assert "not as it was written" in caplog.text


def test_a_file_that_holds_something_else_is_named(
    database: Database, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(database, 1)
    path.parent.mkdir()
    path.write_text("2026-12-01T03:00:00+00:00 3 abc\n")
    with pytest.raises(InputFileError, match="line 1: not a checkpoint"):
        list(read_checkpoints(path))
    AuditWatch(database, path, 5).run(NOON)  # and goes on with its other work
    assert "no checkpoint is kept" in caplog.text
    assert "line 1" in caplog.text
