"""Files out and in again."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from bot.cells import unquote_cell
from bot.faq_commands import faq
from bot.services.faq.editing import create
from bot.services.faq.exporting import list_rows
from bot.services.faq.sheets import read_workbook, write_csv, write_workbook
from bot.settings import DEMO_CITY
from knowledge.sources.faq_file import import_faq_file, read_faq_file
from tests.bot.faq.office import Office, content

FORMULAS = (
    "=1+1",
    "+81-3-0000",
    "-2",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "＝1",
    "'=1",
    "=cmd|' /C calc'!A0",
    "plain",
    "'quoted'",
)


def test_what_was_exported_changes_nothing_when_it_is_imported(office: Office, tmp_path: Path) -> None:
    office.publish(content(answer="- 七月\n- 八月", category="=x"))
    with office.database.read() as session:
        rows = list(list_rows(session))
    file = tmp_path / "out.csv"
    file.write_bytes(write_csv(rows))
    taken = {entry.external_id: entry for entry in read_faq_file(file).entries}
    assert taken["residents-002"].text == "- 七月\n- 八月"
    assert taken["residents-001"].aliases == ("住民票の値段", "住民票はいくら")
    assert list(taken) == ["dog-1", "residents-001", "residents-001-en", "residents-002", "tax-1"]
    import_faq_file(office.database, file)
    assert office.ask("プールはいつ開きますか。")[0] == "- 七月\n- 八月"


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_is_a_formula_and_each_comes_back(words: str) -> None:
    cell = next(csv.reader(StringIO(write_csv([[words]]).decode("utf-8-sig"), newline="")))[0]
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "＝"))
    assert unquote_cell(cell) == words
    book = write_workbook([[words]])
    assert next(iter(read_workbook(book, "x")))[0] == words


def test_a_workbook_has_no_formula_and_gets_none_by_editing(tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(write_workbook([list(FORMULAS)]))
    cells = load_workbook(file).worksheets[0][1]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert all(cell.quotePrefix for cell in cells)


@pytest.mark.parametrize("words", ["a\r\nb\n\n c ", "<b>&amp;</b> ]]>", "_x0041_", "𠮷野家", "", " "])
def test_a_workbook_gives_words_back_as_they_are(words: str) -> None:
    rows = list(read_workbook(write_workbook([["id", words], ["next", "row"]]), "x"))
    assert [row[:2] for row in rows] == [["id", words], ["next", "row"]]


def test_what_a_workbook_can_t_hold_is_shown_as_unknown() -> None:
    assert next(read_workbook(write_workbook([["a\x00b\x1f\ufffe\ud800"]]), "x"))[0] == "a\ufffdb\ufffd\ufffd\ufffd"


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_the_command_writes_what_is_served(office: Office, tmp_path: Path, name: str) -> None:
    office.do(create, office.editor, content())
    file = tmp_path / name
    given = SimpleNamespace(database=office.database, city=DEMO_CITY)
    done = CliRunner().invoke(faq, ["export", str(file)], obj=given)
    assert (done.exit_code, done.output) == (0, f"4 rows written to {file}\n")
    rows = csv.reader(StringIO(file.read_text("utf-8-sig"), newline="")) if name.endswith("csv") else None
    read = list(rows) if rows else list(read_workbook(file.read_bytes(), name))
    assert [row[0] for row in read] == ["id", "dog-1", "residents-001", "residents-001-en", "tax-1"]
    assert CliRunner().invoke(faq, ["export", str(tmp_path / "no" / name)], obj=given).exit_code == 1
