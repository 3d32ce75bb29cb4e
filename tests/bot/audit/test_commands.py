"""`madoguchi audit verify` and the line of `madoguchi check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.bench.audit_faults import drop_triggers
from bot.db import Database
from tests.scenarios.commands import Run


def test_verify_on_the_command_line(run: Run, tmp_path: Path) -> None:
    ended = run("audit", "verify")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "the audit log is whole: entries 1 to 6; 0 checkpoints agree")
    kept = ended.out.splitlines()[1].rpartition(" ")[2]
    assert run("audit", "verify", "--expect", kept, "--expect", kept[:20]).code == 0
    ended = run("audit", "verify", "--expect", f"6:{'0' * 16}", "--json")
    assert ended.code == 1
    assert json.loads(ended.out)["fault"] == {"sequence": 6, "what": "it is not the one that --expect knows"}
    assert run("audit", "verify", "--expect", "6").code == 2
    (tmp_path / "var" / "audit").mkdir(parents=True)
    (tmp_path / "var" / "audit" / "checkpoints.txt").write_text(f"2026-12-01T03:00:00+00:00 9 {'0' * 64}\n")
    ended = run("audit", "verify")
    assert ended.code == 1
    assert "NOT whole: entry 7: it is missing: checkpoints.txt, line 1, knows entry 9" in ended.out


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_check_has_a_line_for_it(run: Run, filled: Database) -> None:
    assert "ok     audit log (its newest 1,000 entries)" in run("check").out.splitlines()
    with filled.write() as session:
        drop_triggers(session)
        session.execute(text("UPDATE audit_entry SET role = 'x' WHERE sequence = 4"))
    ended = run("check")
    assert ended.code == 1
    (line,) = (line for line in ended.out.splitlines() if "audit log" in line)
    assert line.startswith("FAULT")
    assert line.endswith("entry 4: it is not as it was written; run `madoguchi audit verify`")
