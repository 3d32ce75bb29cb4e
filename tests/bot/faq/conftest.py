"""An office with an index that is served."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clock import tokyo_today
from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.sources.faq_file import import_faq_file
from tests.bot.faq.office import Office, open_office

FILE = Path(__file__).with_name("faq.csv")


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    import_faq_file(database, FILE)
    opened = open_office(database, tmp_path / "index", tokyo_today())
    opened.adopt()
    build_index(database, HashingEncoder(), opened.folder)
    return opened
