"""A small FAQ, its file, and an index folder; the hash encoder keeps these tests fast."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.search import Knowledge
from knowledge.sources.faq_file import import_faq_file

HEADER = "id,question,answer,department,url,checked_on,language,aliases,category"
ROWS = (
    "waste-1,粗大ごみの出し方を知りたい。,粗大ごみ受付センターに電話で申し込みます。,環境課,"
    "https://city.example/sodai,2026-10-01,ja,ソファーを捨てたい|大型ごみ,ごみ",
    "waste-1-en,How do I dispose of bulky waste?,Call the bulky waste centre.,環境課,"
    "https://city.example/en/sodai,2026-10-01,en,,ごみ",
    "tax-1,市民税の納付書をなくしました。,市民税課で納付書をもう一度お送りします。,市民税課,,2026/4/1,,,税",
    "dog-1,犬を飼い始めたときの届け出は。,三十日以内に登録と狂犬病の注射をしてください。,保健所,,,,,動物",
)

WriteFile = Callable[..., Path]


@pytest.fixture(scope="session")
def library() -> None:
    """Skips the test without sentence-transformers; fails it where REQUIRE_TRANSFORMERS is set."""
    if find_spec("sentence_transformers") is not None:
        return
    if os.environ.get("REQUIRE_TRANSFORMERS"):
        pytest.fail("REQUIRE_TRANSFORMERS is set, and there is no sentence-transformers")
    pytest.skip("needs the extra [transformers]")


@pytest.fixture
def write_faq(tmp_path: Path) -> WriteFile:
    """Write lines as a CSV file: `write_faq(*rows, header=…, encoding=…)`."""

    def write(*rows: str, header: str = HEADER, encoding: str = "utf-8", name: str = "faq.csv") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
        return path

    return write


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def knowledge(database: Database, encoder: HashingEncoder, folder: Path, write_faq: WriteFile) -> Knowledge:
    """The small FAQ, imported and indexed."""
    import_faq_file(database, write_faq(*ROWS))
    build_index(database, encoder, folder)
    return Knowledge(database, encoder, folder)
