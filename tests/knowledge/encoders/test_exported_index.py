"""The knowledge with a sentence-transformers model as its encoder: indexed, asked, and never mixed with another's."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db import Database
from bot.errors import SetupError
from bot.settings import DEMO_CITY
from knowledge.encoders import Encoder, create_encoder
from knowledge.index.build import build_index
from knowledge.index.embedding import encoder_key
from knowledge.index.files import read_manifest
from knowledge.search import Knowledge
from knowledge.sources.faq_file import import_faq_file
from knowledge.temporary import open_temporary_database
from tests.knowledge.encoders.conftest import copy_model, replace_file

ENTRIES = 24


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A part of the demo city's FAQ without the citizens' wordings, and the first wording of each to ask with."""
    with (DEMO_CITY / "faq.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == "ja" and row["aliases"]]
    chosen = rows[:: len(rows) // ENTRIES][:ENTRIES]
    path = tmp_path_factory.mktemp("faq") / "faq.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(chosen[0]))
        writer.writeheader()
        writer.writerows({**row, "aliases": ""} for row in chosen)
    return path, {row["id"]: row["aliases"].split("|")[0] for row in chosen}


@pytest.fixture(scope="module")
def city(asked: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with open_temporary_database(tmp_path_factory.mktemp("database")) as database:
        import_faq_file(database, asked[0])
        yield database


@pytest.fixture(scope="module")
def index(city: Database, exported: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The FAQ indexed by the exported model, its progress watched."""
    folder = tmp_path_factory.mktemp("index")
    told: list[tuple[int, int]] = []
    # Embedding all lessons takes minutes here; tests/knowledge/index/test_bridge.py does it with a quick encoder.
    exported.knows_meaning = False  # type: ignore[misc]
    report = build_index(city, exported, folder, lambda done, total: told.append((done, total)))
    assert report.embedded == told[-1][0] == told[-1][1] == 2 * ENTRIES
    return folder


def test_it_finds_what_citizens_mean(
    city: Database, exported: Encoder, index: Path, asked: tuple[Path, dict[str, str]]
) -> None:
    knowledge = Knowledge(city, exported, index)
    found = {entry: [hit.id for hit in knowledge.search(text, 3).hits] for entry, text in asked[1].items()}
    assert len(found) == ENTRIES
    assert sum(entry == hits[0] for entry, hits in found.items()) >= 0.85 * ENTRIES
    assert sum(entry in hits for entry, hits in found.items()) >= 0.95 * ENTRIES


def test_the_manifest_names_the_model_and_its_dimension(exported: Encoder, index: Path) -> None:
    manifest = read_manifest(index)
    assert manifest is not None
    assert (manifest.encoder, manifest.dimension) == (encoder_key(exported), 384)
    assert manifest.encoder.startswith("city-model#")


def test_a_second_run_embeds_nothing(city: Database, exported: Encoder, index: Path) -> None:
    report = build_index(city, exported, index)
    assert (report.embedded, report.written) == (0, False)


def test_an_index_of_another_encoder_is_refused(
    city: Database, bundled: Encoder, index: Path, model_folder: Path, tmp_path: Path
) -> None:
    """Of the bundled one, and of a folder of the same name whose model was changed."""
    changed = copy_model(model_folder, tmp_path / model_folder.name)
    replace_file(changed / "1_Pooling" / "config.json", '{"word_embedding_dimension": 384, "pooling_mode": "cls"}')
    for other in (bundled, create_encoder(str(changed))):
        with pytest.raises(SetupError, match="was made by the encoder city-model#"):
            Knowledge(city, other, index).search("住民票")
