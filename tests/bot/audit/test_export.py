"""The report after a breach: what is in the file, what is said of it, and that no cell is a formula."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.audit import sheets
from bot.db import Database
from bot.services.audit.verification import open_snapshot, verify
from tests.bot.audit.entries import TANAKA, list_all
from tests.scenarios.commands import Run

DAY = "2026-12-01"


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


@pytest.mark.parametrize("first", [*"=+-@\t\r\n", "\uff1d", "\uff20", " =", "'="])
def test_every_beginning_of_a_formula_is_quoted(first: str) -> None:
    assert sheets._quote([f"{first}1+1", f"1{first}1", 7]) == [f"'{first}1+1", f"1{first}1", 7]


def test_what_excel_can_not_hold_is_cut() -> None:
    assert sheets._fit(["ab", "x" * 40_000, 7]) == ["ab", "x" * 32_767, 7]


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
