"""FAQ files as cities keep them, whole and broken."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from bot.db import Database
from bot.errors import InputFileError
from knowledge.models import KnowledgeEntry
from knowledge.sources.faq_file import import_faq_file, read_faq_file
from tests.knowledge.conftest import ROWS, WriteFile


def test_reads_every_column(write_faq: WriteFile) -> None:
    first = read_faq_file(write_faq(*ROWS)).entries[0]
    assert (first.external_id, first.title, first.department) == ("waste-1", "粗大ごみの出し方を知りたい。", "環境課")
    assert first.checked_on == date(2026, 10, 1)
    assert first.aliases == ("ソファーを捨てたい", "大型ごみ")
    assert [passage.role for passage in first.passages] == ["question", "alias", "alias", "answer"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_takes_the_encodings_that_cities_use(write_faq: WriteFile, encoding: str) -> None:
    entries = read_faq_file(write_faq(*ROWS, encoding=encoding)).entries
    assert [entry.title for entry in entries][2] == "市民税の納付書をなくしました。"


def test_takes_japanese_headers_and_makes_a_stable_id(write_faq: WriteFile) -> None:
    path = write_faq("ごみの日は,月曜です,環境課,令和8年4月1日", header="質問,回答,担当課,更新日", encoding="cp932")
    entry = read_faq_file(path).entries[0]
    changed = read_faq_file(write_faq("ごみの日は,火曜です,環境課,", header="質問,回答,担当課,更新日")).entries[0]
    assert (entry.department, entry.checked_on) == ("環境課", date(2026, 4, 1))
    assert entry.external_id == changed.external_id
    assert entry.content_hash != changed.content_hash


@pytest.mark.parametrize(
    ("rows", "header", "says"),
    [
        (["x,y"], "question,answr", "row 1: the column 'answr' is not known"),
        (["x"], "question", "row 1: the column 'answer' (回答) is missing"),
        (["x,y,z"], "question,answer,質問", "row 1: the column 'question' is there twice"),
        (["q,a", "q2,"], "question,answer", "row 3: the answer is empty"),
        (["q,a", " ,a"], "question,answer", "row 3: the question is empty"),
        (["q,a", "q,a,b"], "question,answer", "row 3: 3 cells, but the header has 2"),
        (["1,q,a", "1,q2,a"], "id,question,answer", "row 3: the id '1' is there already in row 2"),
        (["q,a,2026-02-30"], "question,answer,checked_on", "row 2: '2026-02-30' is not a date"),
        (["q,a,いつか"], "question,answer,checked_on", "row 2: 'いつか' is not a date"),
        (["q,a,javascript:x"], "question,answer,url", "row 2: the url has to begin with"),
        (["q,a,日本語"], "question,answer,language", "row 2: the language has to be a code"),
        (['q,"a" b'], "question,answer", "row 2: not readable as CSV"),
        (['q,"a'], "question,answer", "row 2: not readable as CSV"),
        ([f"q,{'a' * 20_001}"], "question,answer", "row 2: answer has 20,001 characters"),
        ([f"q,{'a' * 200_000}"], "question,answer", "row 2: not readable as CSV"),
        ([], "question,answer", "there is no FAQ in it"),
    ],
)
def test_one_line_names_the_row(write_faq: WriteFile, rows: list[str], header: str, says: str) -> None:
    path = write_faq(*rows, header=header)
    with pytest.raises(InputFileError) as fault:
        read_faq_file(path)
    assert says in str(fault.value)
    assert str(fault.value).startswith(str(path))
    assert "\n" not in str(fault.value)


def test_a_row_is_counted_as_a_spreadsheet_shows_it(write_faq: WriteFile) -> None:
    path = write_faq('q,"line 1\nline 2\nline 3"', "", "q2,", header="question,answer")
    with pytest.raises(InputFileError, match="row 4: the answer is empty"):
        read_faq_file(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("question,answer\r\nq,a\r\nごみ,".encode() + b"\x80\xff\xfe", "row 3: a letter is broken"),
        (b"question,answer\r\nq,a\r\n" + b"\x80\xff\xfe,a", "row 3: the encoding is neither"),
        ("question,answer\r\nごみ,月曜".encode("utf-16"), "row 1: the encoding is UTF-16"),
        (b"", "there is no FAQ in it"),
    ],
)
def test_an_unknown_encoding_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "faq.csv"
    path.write_bytes(content)
    with pytest.raises(InputFileError, match=says):
        read_faq_file(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="can't be read"):
        read_faq_file(tmp_path / "none.csv")


def test_two_answers_to_one_question_are_taken_and_told(write_faq: WriteFile) -> None:
    file = read_faq_file(write_faq("1,手数料は,300円", "2,手数料は,400円", header="id,question,answer"))
    assert len(file.entries) == 2
    assert [warning.split("faq.csv, ")[1] for warning in file.warnings] == [
        "row 3: the same question as row 2 with another answer"
    ]


def test_what_nobody_sees_is_taken_out(write_faq: WriteFile) -> None:
    path = write_faq("ご\u200bみ\U000e0041の日は,月\x00曜です", header="question,answer")
    entry = read_faq_file(path).entries[0]
    assert (entry.title, entry.text) == ("ごみの日は", "月曜です")


def test_reads_json_lists_and_pairs(tmp_path: Path) -> None:
    pairs, listed = tmp_path / "pairs.json", tmp_path / "list.json"
    pairs.write_text(json.dumps({"7": "Question: ごみの日は\nAnswer: 月曜です。\n火曜もです。\n"}), "utf-8")
    listed.write_text(
        json.dumps([{"質問": "ごみの日は", "answer": "月曜", "aliases": ["ゴミ", "燃える"], "id": 7}]), "utf-8"
    )
    entry = read_faq_file(pairs).entries[0]
    assert (entry.external_id, entry.title, entry.text) == ("7", "ごみの日は", "月曜です。\n火曜もです。")
    entry = read_faq_file(listed).entries[0]
    assert (entry.external_id, entry.aliases) == ("7", ("ゴミ", "燃える"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"7": "ごみの日は月曜"}', "id '7': expected"),
        ('[{"question": "q", "answer": "a"}, 3]', "row 2: expected an object"),
        ('[{"question": "q", "answer": ["a"]}]', "row 1: answer has to be text"),
        ('[{"question": "q", "answer": "\\ud800"}]', "row 1: the answer is empty"),
        ('[\n{"question": ', "row 2: not readable as JSON"),
        ("3", "expected a list of FAQ"),
        ("[" * 100_000, "not readable as JSON"),
    ],
)
def test_broken_json_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "faq.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputFileError, match=says) as fault:
        read_faq_file(path)
    assert "\n" not in str(fault.value)


def test_import_counts_what_is_new_changed_and_the_same(database: Database, write_faq: WriteFile) -> None:
    assert import_faq_file(database, write_faq(*ROWS)).stored.to_json() == {
        "added": 4,
        "changed": 0,
        "unchanged": 0,
        "removed": 0,
    }
    rows = [ROWS[0], ROWS[2].replace("もう一度", "すぐに"), "new-1,新しい質問,新しい答え,,,,,,"]
    assert import_faq_file(database, write_faq(*rows)).stored.to_json() == {
        "added": 1,
        "changed": 1,
        "unchanged": 1,
        "removed": 0,
    }
    assert import_faq_file(database, write_faq(*rows), replace=True).stored.removed == 2
    with database.read() as session:
        active = session.exec(select(KnowledgeEntry.external_id).where(KnowledgeEntry.active)).all()
    assert set(active) == {"waste-1", "tax-1", "new-1"}


def test_what_was_taken_back_comes_again(database: Database, write_faq: WriteFile) -> None:
    import_faq_file(database, write_faq(*ROWS))
    import_faq_file(database, write_faq(ROWS[0]), replace=True)
    assert import_faq_file(database, write_faq(*ROWS)).stored.changed == 3


def test_a_broken_file_imports_nothing(database: Database, write_faq: WriteFile) -> None:
    with pytest.raises(InputFileError):
        import_faq_file(database, write_faq(*ROWS, "x-1,質問,,,,,,,"))
    with database.read() as session:
        assert session.exec(select(KnowledgeEntry)).all() == []


def test_reads_the_last_day(write_faq: WriteFile) -> None:
    rows = ("夏のプールは,8月までです。,令和8年8月31日", "冬のプールは,通年です。,")
    first, second = read_faq_file(write_faq(*rows, header="質問,回答,有効期限")).entries
    assert (first.expires_on, second.expires_on) == (date(2026, 8, 31), None)
    assert first.content_hash != replace(first, expires_on=None).content_hash
    with pytest.raises(InputFileError, match="row 2: '夏' is not a date"):
        read_faq_file(write_faq("夏のプールは,8月までです。,夏", header="質問,回答,有効期限"))
