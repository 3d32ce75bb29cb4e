"""The scan finds what it looks for, however it was written down."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography.fernet import Fernet

from tests.secrecy.marks import SIGNS, Marks, find_in, find_signs, list_ways
from tests.secrecy.places import read_sqlite

MARKS = Marks()


@pytest.mark.parametrize("made", [MARKS.word(), MARKS.reading(), MARKS.lot(), MARKS.phone()])
@pytest.mark.parametrize("before", ["", "a", "ab", "あ"])
def test_a_marked_value_is_found_in_every_writing(made: str, before: str) -> None:
    whole = f"{before}{made} と"
    for content in (
        whole.encode(),
        json.dumps({"text": whole}).encode(),
        quote(whole).encode(),
        base64.b64encode(whole.encode()),
        base64.urlsafe_b64encode(whole.encode()),
        whole.encode().hex().encode(),
        whole.encode("utf-16"),
    ):
        assert list(find_signs(content)), content


def test_what_is_encrypted_shows_none() -> None:
    fernet = Fernet(Fernet.generate_key())
    assert find_in([("sealed", fernet.encrypt((sign * 50).encode())) for sign in SIGNS]) == []


def test_a_value_in_plain_text_is_found_in_a_database_its_log_and_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE note (words TEXT)")
        connection.execute("INSERT INTO note VALUES (?)", (MARKS.word(),))
        connection.commit()
        found = {line.split(":")[0] for line in find_in(read_sqlite(path, tmp_path))}
    assert {"database one.db-wal", "backup"} <= found


def test_signs_are_no_words_of_the_house() -> None:
    """Or the scan would find what it did not mark."""
    root = Path(__file__).parents[2]
    own = [path for room in ("bot", "handlers", "admin", "nlu", "knowledge") for path in (root / room).rglob("*.*")]
    texts = [path.read_bytes() for path in own if path.suffix in (".py", ".yml", ".csv", ".html", ".tsv")]
    assert not [way for sign in SIGNS for way, written in list_ways(sign) if any(written in one for one in texts)]
    assert not list(find_signs(gzip.compress(b"\n".join(texts))))


def test_a_thousand_values_are_all_different() -> None:
    marks = Marks()
    for _ in range(250):
        marks.word(), marks.reading(), marks.lot(), marks.phone()
    assert len(marks.made) == 1_000
