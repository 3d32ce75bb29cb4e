"""`madoguchi lectures` and `madoguchi lottery`, as they are called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.db import Database
from bot.settings import DEMO_CITY
from handlers.lectures.commands import lectures, lottery
from handlers.lectures.service.verifying import digest, draw
from tests.handlers.lectures.crowd import open_lecture
from tests.handlers.lectures.files import make_csv, make_row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Context:
    database: Database
    city: Path = DEMO_CITY


def test_a_file_is_taken_over_or_every_fault_is_said(database: Database, tmp_path: Path) -> None:
    file, context = tmp_path / "lectures.csv", Context(database)
    file.write_bytes(make_csv([make_row(), make_row(NO="b", 開始日="2026-06-31", 定員="x")], "cp932"))
    refused = CliRunner().invoke(lectures, ["import", str(file)], obj=context)
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == [
        "lectures.csv, row 3: 開始日: '2026-06-31' is no date",
        "lectures.csv, row 3: 定員: 'x' is no number from 1 to 10000",
        "nothing was imported",
    ]
    file.write_bytes(make_csv([make_row()]))
    done = CliRunner().invoke(lectures, ["import", str(file)], obj=context)
    assert (done.exit_code, done.stdout) == (0, "1 lectures are new, 0 were there already\n")
    file.write_bytes(b"a,b\n")
    wrong = CliRunner().invoke(lectures, ["import", str(file)], obj=context)
    assert (wrong.exit_code, "is not known" in wrong.stderr) == (1, True)


def test_a_draw_by_command_comes_after_the_close(database: Database) -> None:
    days = {"開始日": "2100-01-05", "参加申込終了日": "2100-01-02"}
    open_lecture(database, 選び方="抽選", 抽選の公開値="次のナンバーズ4", **days)
    early = CliRunner().invoke(lottery, ["draw", "smart-1", "--public-value", "1"], obj=Context(database))
    assert (early.exit_code, "one can still apply" in early.stderr) == (1, True)
    none = CliRunner().invoke(lottery, ["draw", "none"], obj=Context(database))
    assert (none.exit_code, "there is no lottery" in none.stderr) == (1, True)


def test_verify_says_where_it_differs(database: Database, tmp_path: Path) -> None:
    entries = [{"number": "L-000001", "units": 1}, {"number": "L-000002", "units": 1}]
    order, winners = draw("ab", "", entries, 1)
    good = {"state": "drawn", "seed": "ab", "commitment": digest("ab"), "public_value": "", "entries": entries}
    good |= {"places": 1, "order": order, "winners": winners}
    for published, code, said in ((good, 0, "is what the rules give"), ({**good, "winners": []}, 1, "winners: 0 are")):
        file = tmp_path / "lottery.json"
        file.write_text(json.dumps(published), "utf-8")
        done = CliRunner().invoke(lottery, ["verify", str(file)])
        assert (done.exit_code, said in done.stdout) == (code, True)
