"""News by mail, by the clock: each letter is written down before it is sent, so that a killed process sends none
twice; what the mail server surely did not take is tried again."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.bell import Bell
from bot.clients.mail import MailSender
from bot.db import Database
from bot.desk.unasked import is_night
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.errors import TemporaryFault
from handlers.news.letters import write_news
from handlers.news.models import MailReader
from handlers.news.service import Published, list_published
from handlers.news.service_mail import drop_unconfirmed, forget_delivery, list_readers, note_delivery

log = logging.getLogger(__name__)

FRESH = timedelta(days=1)  # after that it is no news
MOST_LETTERS = 500  # of one run


def create_clock(database: Database, house: House, _bell: Bell) -> NewsClock:
    return NewsClock(database, house)


@dataclass(frozen=True)
class NewsClock:
    database: Database
    house: House

    def run(self, now: datetime) -> None:
        with self.database.write() as session:
            drop_unconfirmed(session, now)
        if self.house.mail is None:
            return
        left = MOST_LETTERS
        for one, corrects in self._list_fresh(now):
            with self.database.read() as session:
                readers = list_readers(session, one, corrects, left)
                session.expunge_all()
            for reader in readers:
                if not self._send(self.house.mail, one, corrects, reader, now):
                    return
            left -= len(readers)
            if left <= 0:
                return

    def _list_fresh(self, now: datetime) -> list[tuple[Published, int | None]]:
        """Each with what it corrects, the first that left first. At night urgent ones alone."""
        with self.database.read() as session:
            listed = list_published(session).shown
            session.expunge_all()
        pairs = [(one, None) for one in listed] + [(two, one.id) for one in listed for two in one.corrections]
        fresh = [(one, of) for one, of in pairs if one.sent_at > now - FRESH]
        may = [(one, of) for one, of in fresh if one.broadcast.is_urgent or not is_night(now)]
        return sorted(may, key=lambda pair: (not pair[0].broadcast.is_urgent, pair[0].sent_at))

    def _send(self, mail: MailSender, one: Published, corrects: int | None, reader: MailReader, now: datetime) -> bool:
        """False when the mail server takes nothing now."""
        assert reader.id is not None
        with self.database.write() as session:
            if not note_delivery(session, one.id, reader.id, now):
                return True
        words = RoomWords(self.house.texts, reader.language, self.house.city, "news")
        try:
            mail.send(write_news(self.house, words, one, corrects, reader))
        except TemporaryFault as fault:
            log.warning("broadcast %s by mail: %s", one.id, fault)
            with self.database.write() as session:
                forget_delivery(session, one.id, reader.id)
            return False
        return True
