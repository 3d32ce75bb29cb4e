"""Building the index: only what changed is embedded, an interruption costs one batch, models are never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlmodel import select

from bot.db import Database
from bot.errors import SetupError
from knowledge.encoders.hashing import HashingEncoder
from knowledge.encoders.protocol import Vectors
from knowledge.index.build import base_id, build_index
from knowledge.index.embedding import BATCH
from knowledge.models import KnowledgePassage
from knowledge.search import Knowledge
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import ROWS, WriteFile


class CountingEncoder(HashingEncoder):
    """Counts the texts it is given, and stops when it has seen enough."""

    def __init__(self, limit: int = 10**9) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.limit = limit

    def _encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        if len(self.texts) > self.limit:
            raise KeyboardInterrupt
        return super()._encode(texts)


def test_only_what_changed_is_embedded(database: Database, folder: Path, write_faq: WriteFile) -> None:
    encoder = CountingEncoder()
    import_faq_file(database, write_faq(*ROWS))
    report = build_index(database, encoder, folder)
    assert (report.entries, report.passages, report.embedded, report.written) == (4, 10, 10, True)
    encoder.texts.clear()
    import_faq_file(database, write_faq(ROWS[0].replace("電話で", "はがきで"), *ROWS[1:]))
    report = build_index(database, encoder, folder)
    assert (report.embedded, report.written) == (1, True)
    assert encoder.texts == ["粗大ごみ受付センターにはがきで申し込みます。"]
    assert build_index(database, encoder, folder).written is False


def test_a_text_that_is_there_already_is_not_embedded_again(
    database: Database, folder: Path, write_faq: WriteFile
) -> None:
    encoder = CountingEncoder()
    header = "question,answer"
    import_faq_file(database, write_faq("質問1,同じ答え", "質問2,同じ答え", header=header))
    build_index(database, encoder, folder)
    assert sorted(encoder.texts) == ["同じ答え", "質問1", "質問2"]
    encoder.texts.clear()
    import_faq_file(database, write_faq("質問3,同じ答え", header=header))
    build_index(database, encoder, folder)
    assert encoder.texts == ["質問3"]


def test_an_interrupted_build_resumes(database: Database, folder: Path, write_faq: WriteFile) -> None:
    rows = [f"質問{number},答え{number}" for number in range(BATCH)]
    import_faq_file(database, write_faq(*rows, header="question,answer"))
    with pytest.raises(KeyboardInterrupt):
        build_index(database, CountingEncoder(limit=BATCH), folder)
    with database.read() as session:
        done = [p for p in session.exec(select(KnowledgePassage)) if p.embedding]
    assert len(done) == BATCH
    told: list[tuple[int, int]] = []
    report = build_index(database, CountingEncoder(), folder, lambda *progress: told.append(progress))
    assert (report.embedded, report.passages) == (BATCH, 2 * BATCH)
    assert told == [(BATCH, BATCH)]


def test_another_model_is_refused_until_the_index_is_built_for_it(
    database: Database, knowledge: Knowledge, folder: Path
) -> None:
    other = HashingEncoder(64)
    with pytest.raises(SetupError, match=r"made by the encoder hashing-128/1, the settings say hashing-64/1"):
        Knowledge(database, other, folder).refresh()
    assert not Knowledge(database, other, folder).is_ready()
    assert build_index(database, other, folder).embedded == 10
    assert Knowledge(database, other, folder).search("粗大ごみの出し方").hits[0].id == "waste-1"


def test_a_model_that_changed_behind_its_name_is_refused(
    database: Database, knowledge: Knowledge, folder: Path, write_faq: WriteFile
) -> None:
    changed = HashingEncoder(64)
    changed.name = "hashing-128"
    import_faq_file(database, write_faq("新しい,質問", header="question,answer"))
    with pytest.raises(SetupError, match="the model behind that name was changed"):
        build_index(database, changed, folder)
    assert knowledge.search("粗大ごみの出し方").hits[0].id == "waste-1"
    assert build_index(database, HashingEncoder(), folder).embedded == 2  # the refused model left nothing behind
    assert knowledge.search("新しい").hits[0].title == "新しい"


def test_an_empty_knowledge_is_an_index_too(database: Database, encoder: HashingEncoder, folder: Path) -> None:
    assert build_index(database, encoder, folder).entries == 0
    knowledge = Knowledge(database, encoder, folder)
    assert knowledge.is_ready()
    assert knowledge.search("何か").hits == ()


@pytest.mark.parametrize(
    ("external_id", "language", "base"),
    [
        ("tax-1-en", "en", "tax-1"),
        ("tax-1-easy", "ja-easy", "tax-1"),
        ("tax-1-ja-easy", "ja-easy", "tax-1"),
        ("tax-en", "ja", "tax-en"),
        ("tax-1", "en", "tax-1"),
    ],
)
def test_an_id_says_of_which_faq_it_is_a_translation(external_id: str, language: str, base: str) -> None:
    assert base_id(external_id, language) == base
