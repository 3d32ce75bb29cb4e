"""Every process serves what is published: two keepers over one database and one folder, and one of another machine."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.bell import Bell
from bot.knowledge_keeper import KnowledgeKeeper
from bot.services.faq.serving import TOPIC
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.search import Knowledge
from knowledge.sources.faq_file import import_faq_file
from tests.bot.faq.office import CITY, POOL, Office, content


@pytest.fixture
def make_counter(office: Office):  # type: ignore[no-untyped-def]
    """What a process has of the knowledge; its index is in `var / index`."""

    def make(var: Path) -> Any:
        knowledge = Knowledge(office.database, HashingEncoder(), var / "index")
        parts = {"settings": SimpleNamespace(var=var, vectors="faiss"), "encoder": HashingEncoder(), "bell": Bell()}
        return SimpleNamespace(database=office.database, city=CITY, knowledge=knowledge, **parts)

    return make


def test_each_machine_follows_what_is_published(office: Office, tmp_path: Path, make_counter: Any) -> None:
    other = tmp_path / "other"
    build_index(office.database, HashingEncoder(), other / "index")
    counters = [make_counter(tmp_path), make_counter(tmp_path), make_counter(other)]
    keepers = [KnowledgeKeeper(counter) for counter in counters]
    office.publish(content())
    assert [keeper.run_once() for keeper in keepers] == [True] * 3
    assert [counter.knowledge.search(POOL).hits[0].text for counter in counters] == ["七月一日に開きます。"] * 3
    assert not keepers[0].run_once()


def test_a_running_keeper_hears_the_bell(office: Office, tmp_path: Path, make_counter: Any) -> None:
    counter = make_counter(tmp_path)
    keeper = KnowledgeKeeper(counter)
    keeper.start()
    try:
        office.publish(content())
        heard = Bell()
        counter.bell.ring(TOPIC)
        for _ in range(200):
            if counter.knowledge.search(POOL).hits[0].text == "七月一日に開きます。":
                break
            heard.wait("", 0.1)
        assert counter.knowledge.search(POOL).hits[0].text == "七月一日に開きます。"
    finally:
        keeper.stop()


def test_what_a_command_imports_becomes_the_city_s_own(office: Office, tmp_path: Path, make_counter: Any) -> None:
    file = tmp_path / "more.csv"
    file.write_text("id,question,answer,department\nroads-1,道路に穴がある。,道路課へ。,roads\n", "utf-8")
    import_faq_file(office.database, file)
    KnowledgeKeeper(make_counter(tmp_path)).run_once()
    assert office.entry("roads-1").live == 1


def test_where_no_index_is_none_is_made(office: Office, tmp_path: Path, make_counter: Any) -> None:
    KnowledgeKeeper(make_counter(tmp_path / "new")).run_once()
    assert not (tmp_path / "new" / "index" / "manifest.json").exists()
