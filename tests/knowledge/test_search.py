"""Searching: found, in the citizen's language, while the index changes and when its files are damaged."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.index.files import read_manifest
from knowledge.search import Band, Knowledge
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import ROWS, WriteFile


def test_a_question_finds_its_answer_with_its_source(knowledge: Knowledge) -> None:
    result = knowledge.search("粗大ごみの出し方を知りたい。")
    hit = result.hits[0]
    assert result.band is Band.ANSWER
    assert (hit.id, hit.kind, hit.text) == ("waste-1", "faq", "粗大ごみ受付センターに電話で申し込みます。")
    assert (hit.url, hit.department, hit.checked_on) == ("https://city.example/sodai", "環境課", date(2026, 10, 1))
    assert sorted(found.id for found in result.hits) == ["dog-1", "tax-1", "waste-1"]
    assert [found.score for found in result.hits] == sorted((found.score for found in result.hits), reverse=True)


def test_a_citizens_own_wording_finds_it_too(knowledge: Knowledge) -> None:
    assert knowledge.search("大型ごみ").hits[0].id == "waste-1"


def test_the_answers_words_find_it(knowledge: Knowledge) -> None:
    assert knowledge.search("狂犬病の注射").hits[0].id == "dog-1"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ja", "waste-1"), ("en", "waste-1-en"), ("ja-easy", "waste-1"), ("vi", "waste-1")],
)
@pytest.mark.parametrize("text", ["粗大ごみの出し方を知りたい。", "How do I dispose of bulky waste?"])
def test_the_same_faq_is_shown_in_the_citizens_language(
    knowledge: Knowledge, language: str, expected: str, text: str
) -> None:
    result = knowledge.search(text, language=language)
    assert result.hits[0].id == expected
    assert len({hit.id.removesuffix("-en") for hit in result.hits}) == len(result.hits)
    chosen = knowledge.find_hit("waste-1", language)
    assert chosen is not None
    assert chosen.id == expected


def test_nonsense_is_declined(knowledge: Knowledge) -> None:
    assert knowledge.search("zzzzqqqq").band is Band.DECLINE


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "\u3000\n"])
def test_nothing_said_finds_nothing(knowledge: Knowledge, text: str) -> None:
    result = knowledge.search(text)
    assert (result.band, result.probability, result.hits) == (Band.DECLINE, 0.0, ())


@pytest.mark.parametrize("text", ["あ" * 300_000, "\ud800ごみ\x00", "🎉" * 400, "\U000e0041" * 50, "/affirm"])
def test_odd_text_is_answered_somehow(knowledge: Knowledge, text: str) -> None:
    assert len(knowledge.search(text, k=2).hits) == 2


def test_k_is_kept(knowledge: Knowledge) -> None:
    assert [len(knowledge.search("ごみ", k=k).hits) for k in (0, 1, 2, 10, 10_000)] == [0, 1, 2, 3, 3]


def test_an_unknown_id_is_not_found(knowledge: Knowledge) -> None:
    assert knowledge.find_hit("none") is None


def test_the_result_is_json_as_promised(knowledge: Knowledge) -> None:
    data = json.loads(json.dumps(knowledge.search("粗大ごみの出し方", k=1).to_json()))
    assert set(data) == {"query", "band", "probability", "hits"}
    assert data["band"] in ("answer", "candidates", "decline")
    fields = {"id", "title", "text", "url", "department", "checked_on", "score"}
    assert fields <= set(data["hits"][0])
    assert data["hits"][0]["checked_on"] == "2026-10-01"


def test_before_an_index_is_built(database: Database, encoder: HashingEncoder, folder: Path) -> None:
    knowledge = Knowledge(database, encoder, folder)
    assert not knowledge.is_ready()
    assert knowledge.search("ごみ").band is Band.DECLINE
    assert knowledge.find_hit("waste-1") is None
    build_index(database, encoder, folder)
    assert knowledge.is_ready()


def test_a_newer_index_is_taken_over_while_serving(
    database: Database, knowledge: Knowledge, encoder: HashingEncoder, folder: Path, write_faq: WriteFile
) -> None:
    assert knowledge.search("図書館は何時まで").hits[0].id != "library-1"
    import_faq_file(database, write_faq("library-1,図書館は何時まで,午後七時まで", header="id,question,answer"))
    build_index(database, encoder, folder)
    assert knowledge.search("図書館は何時まで").hits[0].id == "library-1"
    assert knowledge.refresh() is False


def test_what_was_taken_back_is_not_found(
    database: Database, knowledge: Knowledge, encoder: HashingEncoder, folder: Path, write_faq: WriteFile
) -> None:
    assert knowledge.search("犬").hits
    import_faq_file(database, write_faq(*ROWS[:3]), replace=True)
    build_index(database, encoder, folder)
    assert "dog-1" not in [hit.id for hit in knowledge.search("犬を飼い始めたときの届け出は。").hits]


def cut_parts(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest is not None
    for name in manifest.files.values():
        with (folder / name).open("r+b") as file:
            file.truncate(10)


def touch_manifest(folder: Path) -> None:
    """Another mark, as if a new index had been published."""
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text() + "\n")


def test_damaged_files_never_reach_a_citizen(
    database: Database, knowledge: Knowledge, encoder: HashingEncoder, folder: Path
) -> None:
    assert knowledge.is_ready()
    cut_parts(folder)
    touch_manifest(folder)
    assert knowledge.search("大型ごみ").hits[0].id == "waste-1"  # the one in memory keeps serving
    restarted = Knowledge(database, encoder, folder)  # nothing in memory: written anew from the database
    assert restarted.search("大型ごみ").hits[0].id == "waste-1"
    assert Knowledge(database, encoder, folder).is_ready()


def test_a_broken_manifest_is_mended_too(
    database: Database, knowledge: Knowledge, encoder: HashingEncoder, folder: Path
) -> None:
    (folder / "manifest.json").write_text('{"encoder":')
    assert Knowledge(database, encoder, folder).search("大型ごみ").hits[0].id == "waste-1"


def test_an_index_of_another_model_leaves_the_old_one_serving(
    database: Database, knowledge: Knowledge, folder: Path
) -> None:
    assert knowledge.is_ready()
    build_index(database, HashingEncoder(64), folder)
    assert knowledge.search("大型ごみ").hits[0].id == "waste-1"


def test_searches_go_on_while_the_index_is_published_again_and_again(
    database: Database, knowledge: Knowledge, encoder: HashingEncoder, folder: Path, write_faq: WriteFile
) -> None:
    done = threading.Event()

    def ask() -> set[str]:
        found = set()
        while not done.is_set():
            found.add(knowledge.search("粗大ごみの出し方を知りたい。").hits[0].id)
        return found

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        for number in range(10):
            import_faq_file(database, write_faq(f"x,新しい質問{number},答え", header="id,question,answer"))
            build_index(database, encoder, folder)
        done.set()
        assert [task.result() for task in asking] == [{"waste-1"}] * 3
    assert knowledge.search("新しい質問9").hits[0].title == "新しい質問9"
