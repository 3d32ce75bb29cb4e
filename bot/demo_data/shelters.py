"""The demo city's shelters, of its own file."""

from __future__ import annotations

from datetime import datetime

from bot.areas import load_areas
from bot.db import Database
from bot.demo_data.lectures import WRITTEN_FOR
from bot.settings import DEMO_CITY
from handlers.shelters.service.catalogue import load_catalogue
from handlers.shelters.service.importing import read_file, store

FILE = DEMO_CITY / "shelters.csv"


def seed_shelters(database: Database, now: datetime) -> int:
    """How many; none while there are some, which a city has imported itself."""
    with database.read() as session:
        if len(load_catalogue(session)):
            return 0
    found = read_file(FILE.name, FILE.read_bytes(), WRITTEN_FOR, load_areas(DEMO_CITY))
    with database.write() as session:
        return store(session, found, now).count
