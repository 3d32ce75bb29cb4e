"""The counter's search on vectors in PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.db import Database
from knowledge.index.build import build_index
from knowledge.index.tables import remove_unused_tables
from knowledge.search import Knowledge
from tests.knowledge.conftest import WriteFile
from tests.knowledge.index.test_takeover import ENCODER, ONLY_POSTGRES, add


@ONLY_POSTGRES
def test_a_counter_whose_tables_another_machine_removed_opens_a_new_index(
    filled: Database, folder: Path, tmp_path: Path, write_faq: WriteFile
) -> None:
    build_index(filled, ENCODER, folder, vectors="pgvector")
    knowledge = Knowledge(filled, ENCODER, folder, vectors="pgvector")
    assert knowledge.search("大型ごみ").hits[0].id == "waste-1"
    add(filled, write_faq, "new")
    build_index(filled, ENCODER, tmp_path / "other", vectors="pgvector")
    remove_unused_tables(filled, (), timedelta(0))
    assert knowledge.search("大型ごみ").hits[0].id == "waste-1"
    assert knowledge.search("question of new").hits[0].id == "new"


@ONLY_POSTGRES
def test_damaged_files_are_mended_in_the_same_store(filled: Database, folder: Path) -> None:
    build_index(filled, ENCODER, folder, vectors="pgvector")
    (folder / "manifest.json").write_text("{")
    assert Knowledge(filled, ENCODER, folder, vectors="pgvector").search("大型ごみ").hits[0].id == "waste-1"
    assert (folder / "manifest.json").stat().st_size > 100
