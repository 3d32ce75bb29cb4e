"""A counter that owns its FAQ: with an index of its own, which follows what staff publish."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.clock import utc_now
from bot.counter import index_folder, model_folder, open_database
from bot.knowledge_keeper import KnowledgeKeeper
from bot.services.faq.adopting import adopt
from bot.settings import DEMO_CITY, Settings
from knowledge.encoders import create_encoder
from knowledge.index.build import build_index
from knowledge.sources.faq_file import import_faq_file
from tests.bot.faq.office import CITY
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Office


@pytest.fixture
def open_own_office(open_office: OpenOffice, settings: Settings, models: Path, tmp_path: Path) -> Iterator[OpenOffice]:
    """Opens an office as `open_office` does."""
    var = tmp_path / "var"
    var.mkdir()
    own = settings.model_copy(update={"var": var})
    model_folder(own).symlink_to(models)
    database = open_database(own)
    import_faq_file(database, DEMO_CITY / "faq.csv")
    adopt(database, CITY, utc_now())
    build_index(database, create_encoder(own.encoder), index_folder(own))
    database.close()
    keepers: list[KnowledgeKeeper] = []

    def open_one(changes: dict[str, Any] | None = None, **more: Any) -> Office:
        office = open_office({"var": var, **(changes or {})}, **more)
        keepers.append(KnowledgeKeeper(office.counter))
        keepers[-1].start()
        return office

    yield open_one
    for keeper in keepers:
        keeper.stop()
