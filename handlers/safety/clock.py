"""What is due for safety checks by the clock: words that relatives ask by are forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.bell import Bell
from bot.db import Database
from bot.dialogue.turn import House
from bot.services.relatives import purge_words


@dataclass(frozen=True)
class SafetyClock:
    database: Database

    def run(self, now: datetime) -> None:
        with self.database.write() as session:
            purge_words(session, now)


def create_clock(database: Database, _house: House, _bell: Bell) -> SafetyClock:
    return SafetyClock(database)
