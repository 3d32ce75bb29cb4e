"""What is due for surveys by the clock: those that are over forget who has answered, and old words go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.bell import Bell
from bot.db import Database
from bot.dialogue.turn import House
from handlers.surveys.service.forgetting import close_due, forget_words


@dataclass(frozen=True)
class SurveysClock:
    """May be done twice without harm."""

    database: Database
    house: House

    def run(self, now: datetime) -> None:
        with self.database.write() as session:
            close_due(session, now)
            forget_words(session, now, self.house.city.retention_days)


def create_clock(database: Database, house: House, _bell: Bell) -> SurveysClock:
    return SurveysClock(database, house)
