"""What is due for shelters by the clock: who was there is forgotten."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from bot.bell import Bell
from bot.db import Database
from bot.dialogue.turn import House
from handlers.shelters.service.city_facts import get_facts
from handlers.shelters.service.parties import purge

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShelterClock:
    """Some at a time; may be done twice without harm."""

    database: Database
    house: House

    def run(self, now: datetime) -> None:
        with self.database.write() as session:
            forgotten = purge(session, get_facts(self.house.city).keep_days, now)
        if forgotten:
            log.info("forgot %d families that were at shelters", forgotten)


def create_clock(database: Database, house: House, _bell: Bell) -> ShelterClock:
    return ShelterClock(database, house)
