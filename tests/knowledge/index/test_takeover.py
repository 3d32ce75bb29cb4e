"""A new index beside the old one, in files and in PostgreSQL: taken over while serving, whole after any crash."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import event, text

from bot.db import Database
from bot.errors import SetupError
from bot.models.vault import Vault
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.index.files import IndexDamaged, manifest_mark
from knowledge.index.pgvector import PgVectorIndex
from knowledge.index.snapshot import Snapshot, load_snapshot
from knowledge.index.stores import VectorStore, check_store
from knowledge.index.tables import remove_unused_tables
from knowledge.ranking.fusion import rank
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import WriteFile

ENCODER = HashingEncoder()
HEADER = "id,question,answer"
ONLY_POSTGRES = pytest.mark.parametrize("store", [VectorStore.PGVECTOR], indirect=True)


def ask(snapshot: Snapshot, text: str) -> str:
    ranking = rank(snapshot, ENCODER.encode_query([text])[0], text, "ja", 1)
    return snapshot.units[ranking.places[0].shown].id


def open_index(folder: Path, database: Database) -> Snapshot:
    snapshot = load_snapshot(folder, database)
    assert snapshot is not None
    return snapshot


def add(database: Database, write_faq: WriteFile, name: str) -> None:
    import_faq_file(database, write_faq(f"{name},question of {name},answer of {name}", header=HEADER))


def serve(folder: Path, database: Database, last: str) -> set[str]:
    """Ask for the FAQ that never changes, always of the newest index, until `last` is there; what was found."""
    mark, snapshot = manifest_mark(folder), open_index(folder, database)
    seen = set()
    while ask(snapshot, f"question of {last}") != last:
        seen.add(ask(snapshot, "犬を飼い始めたときの届け出は。"))
        if manifest_mark(folder) != mark:
            mark, snapshot = manifest_mark(folder), open_index(folder, database)
    return seen


def test_threads_go_on_while_the_index_is_published_again_and_again(
    filled: Database, store: VectorStore, folder: Path, write_faq: WriteFile
) -> None:
    build_index(filled, ENCODER, folder, vectors=store)
    with ThreadPoolExecutor(3) as pool:
        serving = [pool.submit(serve, folder, filled, "new-5") for _ in range(3)]
        for number in range(6):
            add(filled, write_faq, f"new-{number}")
            build_index(filled, ENCODER, folder, vectors=store)
        assert [task.result() for task in serving] == [{"dog-1"}] * 3


PROCESS = """
import sys
from pathlib import Path
from bot.db import Database
from bot.models.vault import Vault
from tests.knowledge.index.test_takeover import ENCODER, build_index, serve
what, url, key, folder, last = sys.argv[1:]
database = Database(url, Vault([key], "a secret key of the tests"))
if what == "serve":
    print("ready", flush=True)
    print(sorted(serve(Path(folder), database, last)), flush=True)
else:
    from sqlalchemy import event
    @event.listens_for(database.engine, "before_cursor_execute")
    def stop(connection, cursor, statement, *_):
        if statement.startswith(last):
            print("ready", flush=True)
            sys.stdin.read()
    build_index(database, ENCODER, Path(folder), vectors=what)
"""


def start(what: str, database: Database, folder: Path, last: str, key: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, what, database.url, key, str(folder), last],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.fixture
def key() -> str:
    return Fernet.generate_key().decode()


def test_processes_take_over_what_another_one_builds(
    filled: Database, store: VectorStore, folder: Path, write_faq: WriteFile, key: str
) -> None:
    build_index(filled, ENCODER, folder, vectors=store)
    with ThreadPoolExecutor(2) as pool:
        serving = list(pool.map(lambda _: start("serve", filled, folder, "new-2", key), range(2)))
    for number in range(3):
        add(filled, write_faq, f"new-{number}")
        build_index(filled, ENCODER, folder, vectors=store)
    for process in serving:
        told, _ = process.communicate(timeout=60)
        assert told == "['dog-1']\n"
        assert process.returncode == 0


@ONLY_POSTGRES
def test_a_builder_that_is_killed_leaves_the_old_index(
    filled: Database, folder: Path, write_faq: WriteFile, key: str
) -> None:
    build_index(filled, ENCODER, folder, vectors="pgvector")
    add(filled, write_faq, "new")
    builder = start("pgvector", filled, folder, "ANALYZE", key)
    builder.kill()
    builder.communicate()
    assert ask(open_index(folder, filled), "question of new") != "new"
    build_index(filled, ENCODER, folder, vectors="pgvector")
    assert ask(open_index(folder, filled), "question of new") == "new"


class Crash(BaseException):
    """As when the power goes: nothing catches it."""


def crash_at(database: Database, number: int) -> Any:
    """Let the `number`-th statement from now on fail; what undoes it."""
    left = [number]

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Crash

    event.listen(database.engine, "before_cursor_execute", count)
    return lambda: event.remove(database.engine, "before_cursor_execute", count)


def test_a_crash_at_any_statement_leaves_a_whole_index(
    filled: Database, store: VectorStore, folder: Path, write_faq: WriteFile
) -> None:
    build_index(filled, ENCODER, folder, vectors=store)
    crashes = 0
    add(filled, write_faq, "new")
    for number in range(1, 100):
        undo = crash_at(filled, number)
        try:
            build_index(filled, ENCODER, folder, vectors=store)
            break
        except Crash:
            crashes += 1
        finally:
            undo()
        assert ask(open_index(folder, filled), "犬を飼い始めたときの届け出は。") == "dog-1"
    assert crashes >= 8
    assert ask(open_index(folder, filled), "question of new") == "new"


def tables_of(snapshot: Snapshot) -> set[str]:
    indexes = (snapshot.questions.index, snapshot.answers.index)
    return {index.name for index in indexes if isinstance(index, PgVectorIndex)}


@ONLY_POSTGRES
def test_the_old_index_answers_until_its_tables_are_removed(
    filled: Database, folder: Path, write_faq: WriteFile
) -> None:
    build_index(filled, ENCODER, folder, vectors="pgvector")
    old = open_index(folder, filled)
    add(filled, write_faq, "new")
    build_index(filled, ENCODER, folder, vectors="pgvector")
    new = open_index(folder, filled)
    assert ask(old, "犬を飼い始めたときの届け出は。") == "dog-1"  # a search that began before
    assert remove_unused_tables(filled, tables_of(new)) == []  # too young
    assert set(remove_unused_tables(filled, tables_of(new), timedelta(0))) == tables_of(old)
    with pytest.raises(IndexDamaged, match="is gone: a newer index took its place"):
        ask(old, "犬を飼い始めたときの届け出は。")
    assert ask(new, "question of new") == "new"


@ONLY_POSTGRES
def test_a_table_that_is_in_use_is_left(filled: Database, folder: Path) -> None:
    build_index(filled, ENCODER, folder, vectors="pgvector")
    name = min(tables_of(open_index(folder, filled)))
    with filled.read() as session:
        session.execute(text(f"LOCK TABLE {name} IN ACCESS SHARE MODE"))
        assert name not in remove_unused_tables(filled, (), timedelta(0))
    assert remove_unused_tables(filled, (), timedelta(0)) == [name]


@ONLY_POSTGRES
def test_an_index_whose_tables_are_gone_is_built_again(filled: Database, folder: Path) -> None:
    build_index(filled, ENCODER, folder, vectors="pgvector")
    remove_unused_tables(filled, (), timedelta(0))
    with pytest.raises(IndexDamaged, match="is gone"):
        load_snapshot(folder, filled)
    report = build_index(filled, ENCODER, folder, vectors="pgvector")
    assert (report.embedded, report.written) == (0, True)
    assert ask(open_index(folder, filled), "犬を飼い始めたときの届け出は。") == "dog-1"


@ONLY_POSTGRES
def test_machines_with_the_same_knowledge_share_the_tables(
    filled: Database, folder: Path, tmp_path: Path, write_faq: WriteFile
) -> None:
    build_index(filled, ENCODER, folder, vectors="pgvector")
    build_index(filled, ENCODER, tmp_path / "other", vectors="pgvector")
    assert tables_of(open_index(tmp_path / "other", filled)) == tables_of(open_index(folder, filled))
    assert build_index(filled, ENCODER, folder, vectors="pgvector").written is False


@ONLY_POSTGRES
def test_the_setting_may_change_both_ways(filled: Database, folder: Path) -> None:
    for store, kept in (("pgvector", True), ("faiss", False), ("pgvector", True)):
        assert build_index(filled, ENCODER, folder, vectors=store).written
        snapshot = open_index(folder, filled)
        assert bool(tables_of(snapshot)) is kept
        assert ask(snapshot, "犬を飼い始めたときの届け出は。") == "dog-1"


@ONLY_POSTGRES
def test_another_database_is_refused_in_one_line(filled: Database, folder: Path, tmp_path: Path, vault: Vault) -> None:
    build_index(filled, ENCODER, folder, vectors="pgvector")
    other = Database(f"sqlite:///{tmp_path / 'other.db'}", vault)
    with pytest.raises(IndexDamaged, match="are in a PostgreSQL database, and this is another"):
        load_snapshot(folder, other)
    other.close()


def test_what_a_store_needs_is_said(tmp_path: Path, postgres_url: str, vault: Vault) -> None:
    sqlite = Database(f"sqlite:///{tmp_path / 'madoguchi.db'}", vault)
    with pytest.raises(SetupError, match="needs PostgreSQL"):
        check_store("pgvector", sqlite)
    with pytest.raises(SetupError, match="use faiss or pgvector"):
        check_store("qdrant", sqlite)
    sqlite.close()
    role = f"clerk_{secrets.token_hex(4)}"
    uri = postgres_url.replace("+psycopg", "")
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
        clerk = Database(re.sub(r"//[^@]*@", f"//{role}@", postgres_url), vault)
        with pytest.raises(SetupError, match="let a superuser run CREATE EXTENSION vector"):
            check_store("pgvector", clerk)
        connection.execute("CREATE EXTENSION vector")
        assert check_store("pgvector", clerk) is VectorStore.PGVECTOR
        clerk.close()
        connection.execute(f"DROP ROLE {role}")
