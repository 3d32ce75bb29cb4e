"""The report after a breach: what is in the file, what is said of it, and that no cell is a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.audit import sheets
from bot.db import Database
from bot.models.vault import Vault
from bot.services.audit import Actor
from bot.services.audit.verification import open_snapshot, verify
from tests.bot.audit.entries import NOON, TANAKA, ThingAction, list_all, write
from tests.scenarios.commands import Run, make_run

SECRET = "a secret key of the audit log's tests"
DAY = "2026-12-01"


@pytest.fixture
def vault() -> Vault:
    return Vault(["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="], SECRET)


@pytest.fixture
def filled(migrated_url: str, vault: Vault) -> Iterator[Database]:
    database = Database(migrated_url, vault)
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
    monkeypatch.chdir(tmp_path)
    settings = {"DATABASE_URL": filled.url, "VAR": str(tmp_path / "var"), "SECRET_KEY": SECRET}
    settings["DATA_KEYS"] = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    for name, value in settings.items():
        monkeypatch.setenv(f"MADOGUCHI_{name}", value)
    return make_run(monkeypatch, capsys)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_file_has_the_entries_and_the_summary_who_saw_what_of_how_many(run: Run, tmp_path: Path) -> None:
    ended = run("audit", "export", "--since", DAY, "--until", DAY, "--to", "out.csv", "--json")
    assert ended.code == 0, ended.err
    rows = read_csv(tmp_path / "out.csv")
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert (rows[0]["at"], rows[0]["name"]) == ("2026-12-01 12:00:01+09:00", TANAKA.name)
    assert json.loads(rows[0]["old"]) == {"state": "waiting"}
    said = json.loads(ended.out)
    assert (said["total"]["entries"], said["total"]["people"]) == (5, 4)
    tanaka = said["actors"][0]
    assert (tanaka["actor"], tanaka["entries"], tanaka["people"]) == ("7", 4, 3)
    assert tanaka["fields"] == "address, utterance"  # as named, or else what was changed
    assert tanaka["first"] == "2026-12-01 12:00:01+09:00"


def test_filters_and_that_the_export_itself_is_recorded(run: Run, tmp_path: Path, filled: Database) -> None:
    words = ("--actor", "7", "--action", "thing.changed", "--by", "Sato", "--reason", "a breach")
    ended = run("audit", "export", *words, "--to", "out.csv")
    assert ended.code == 0, ended.err
    assert "1 entries are in out.csv" in ended.out
    assert [row["number"] for row in read_csv(tmp_path / "out.csv")] == ["4"]
    last = list_all(filled)[-1]
    assert (last.action, last.actor_name, last.reason) == ("audit.exported", "Sato", "a breach")
    assert (last.new["actor"], last.new["entries"], last.new["people"]) == ("7", 1, 1)
    with open_snapshot(filled) as session:
        assert verify(session).is_whole


def test_the_same_in_excel_with_a_sheet_of_the_summary(run: Run, tmp_path: Path) -> None:
    assert run("audit", "export", "--to", "out.xlsx").code == 0
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["entries", "summary"]
    lines = list(book["entries"].values)
    assert lines[0] == sheets.COLUMNS
    assert [line[0] for line in lines[1:]] == [1, 2, 3, 4, 5, 6]
    assert list(book["summary"].values)[-1][2:5] == ("total", 6, 4)


def test_a_full_sheet_is_followed_by_another(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_OF_A_SHEET", 4)
    run("audit", "export", "--to", "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["entries", "entries 2", "summary"]
    assert [line[0] for line in list(book["entries 2"].values)[1:]] == [5, 6]


def test_no_cell_is_a_formula(run: Run, tmp_path: Path) -> None:
    run("audit", "export", "--to", "out.csv")
    run("audit", "export", "--to", "out.xlsx")
    row = read_csv(tmp_path / "out.csv")[4]
    assert (row["name"], row["reason"]) == ('\'=HYPERLINK("https://x")', "'+81")
    book = load_workbook(tmp_path / "out.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert len(cells) > 100
    assert [cell.value for cell in cells if cell.data_type == "f"] == []


@pytest.mark.parametrize("first", [*"=+-@\t\r\n", "\uff1d", "\uff20"])
def test_every_beginning_of_a_formula_is_defused(first: str) -> None:
    assert sheets._defuse(f"{first}1+1") == f"'{first}1+1"
    assert sheets._defuse(f"1{first}1") == f"1{first}1"


def test_what_excel_can_not_hold_is_shown_otherwise() -> None:
    assert sheets._fit(["a\x00b\x1b", "x" * 40_000, 7]) == ["a\ufffdb\ufffd", "x" * 32_767, 7]


@pytest.mark.parametrize(("words", "begins"), [((), b"\xef\xbb\xbfnumber"), (("--no-bom",), b"number")])
def test_the_mark_by_which_excel_knows_utf_8(run: Run, tmp_path: Path, words: tuple[str, ...], begins: bytes) -> None:
    run("audit", "export", "--to", "out.csv", *words)
    assert (tmp_path / "out.csv").read_bytes().startswith(begins)
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0  # for its owner's eyes only


def test_what_can_not_be_written_is_said_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    assert run("audit", "export", "--to", "out.pdf").code == 2
    ended = run("audit", "export", "--to", "nowhere/out.csv")
    assert ended.code == 1
    assert "nowhere/out.csv: it can't be written" in ended.err
    assert list(tmp_path.glob("**/*.part")) == []


def test_verify_on_the_command_line(run: Run, filled: Database, tmp_path: Path) -> None:
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
