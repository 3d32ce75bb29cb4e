"""What is due for health records by the clock: once a day, by day, who wants it is told that there is something to see.

The message says nobody's name and nothing of what it is: that stands on our page alone, behind the second step.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from bot.bell import Bell
from bot.clock import TOKYO
from bot.db import Database
from bot.desk.unasked import is_night, write_to
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.messages import Card, Choice
from bot.services.account_marks import find_linked
from handlers.health_records.models import HealthAccount, HealthReminder
from handlers.health_records.schedule.computing import Schedule
from handlers.health_records.service.facts import SERVICE, HealthFacts, find_health_facts
from handlers.health_records.service.reading import read_history
from handlers.health_records.service.reminding import list_ending, list_new, list_to_look_at
from handlers.health_records.service.reviewing import list_confirmed
from handlers.health_records.service.schedule_facts import find_schedule_facts
from handlers.health_records.service.seeing import find_seen
from handlers.health_records.telling import AppointmentTeller

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HealthClock:
    """Every step is a transaction of its own, and may be done twice without harm."""

    database: Database
    house: House
    bell: Bell

    def run(self, now: datetime) -> None:
        facts = find_health_facts(self.house.city)
        if facts is None:
            return
        self._ring(AppointmentTeller(self.database, self.house, facts).run(now), "of an appointment")
        if not is_night(now):
            self._remind(facts, now)

    def _remind(self, facts: HealthFacts, now: datetime) -> None:
        today = now.astimezone(TOKYO).date()
        with self.database.read() as session:
            ids = list(session.exec(list_to_look_at(today)))
            schedule = Schedule(list_confirmed(session), today) if ids else None
        told = 0
        for reminder_id in ids if schedule is not None else ():
            with self.database.write() as session:
                own = select(HealthReminder).where(HealthReminder.id == reminder_id).with_for_update()
                reminder = session.exec(own).first()
                if reminder is not None and schedule is not None and reminder.looked_on != today:
                    told += self._look(session, reminder, schedule, facts, now)
        self._ring(told, "that there is something to see in their health records")

    def _ring(self, told: int, what: str) -> None:
        if told:
            log.info("%d citizens were told %s", told, what)
            self.bell.ring("outbox")

    def _look(
        self, session: Session, reminder: HealthReminder, schedule: Schedule, facts: HealthFacts, now: datetime
    ) -> bool:
        """What the quota has no room for is tried again. Who may not see the person any more is told nothing."""
        seen = find_seen(session, reminder.account_id, reminder.person_id, schedule.on, facts.child_until_age)
        new: list[str] = []
        if seen is not None:
            plan = schedule.compute(read_history(session, reminder.person_id))
            new = list_new(reminder, list_ending(plan, find_schedule_facts(self.house.city).remind_days))
        is_told = self._tell(session, reminder, now) if new else None
        if is_told is False:
            return False
        reminder.looked_on = schedule.on
        if is_told:
            reminder.told = [*_keep(reminder.told or [], schedule.on), *new]
        session.add(reminder)
        return bool(is_told)

    def _tell(self, session: Session, reminder: HealthReminder, now: datetime) -> bool | None:
        account = session.get_one(HealthAccount, reminder.account_id).account
        conversation_id = find_linked(session, self.house.secret_key, account)
        words = RoomWords(self.house.texts, reminder.language, self.house.city, "schedule")
        page = Choice(words("schedule.remind_open"), url=f"{self.house.public_url}/health?lang={words.language}")
        card = Card(title=words("schedule.remind_title"), text=words("schedule.remind_text"), buttons=(page,))
        return write_to(session, conversation_id, card, SERVICE, now, must_arrive=False)


def create_clock(database: Database, house: House, bell: Bell) -> HealthClock:
    return HealthClock(database, house, bell)


def _keep(told: list[str], today: date) -> list[str]:
    """What has not ended yet."""
    return [name for name in told if name.rpartition(" ")[2] >= today.isoformat()]
