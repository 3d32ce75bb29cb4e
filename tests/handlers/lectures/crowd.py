"""People who apply for lectures, without a dialogue: what they send is kept as our pages keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from bot.db import Database
from bot.models.reservations import Timeframe
from bot.services.form_entries import open_draft, send_draft
from bot.services.reservations.lapsing import lapse
from handlers.lectures.models import Application, LectureHall, Lottery
from handlers.lectures.service import applying
from handlers.lectures.service.catalogue import Offer, find_offer
from handlers.lectures.service.lottery import draw_lottery
from handlers.lectures.service.standing import Loaded, load
from tests.bot.reservations.hall import add_person
from tests.handlers.lectures.files import NOW, import_rows, make_row

CLOSED = datetime.fromisoformat("2026-12-16T00:00+09:00")


@dataclass
class Crowd:
    """One lecture and those who want to take part."""

    database: Database
    people: list[int]
    now: datetime = NOW
    lecture: int = 1

    def begins(self, who: int, units: int = 1, place: int = 0, *, waits: bool = False) -> int:
        with self.database.write() as session:
            offer = self._offer(session)
            own = self.people[who], "ja", self.now
            return applying.begin(session, offer, offer.places[place], units, *own, waits=waits).id or 0

    def sends(self, application: int, phone: str = "") -> Loaded:
        with self.database.write() as session:
            found = session.get_one(Application, application)
            content = {"name": "髙﨑𠮷子", "phone": phone or f"090-0000-{application:04d}"}
            draft = open_draft(session, found.conversation_id, "lecture", self.now, str(application))
            entry = send_draft(session, draft.key, content, "F", self.now)
            assert entry is not None
            return applying.submit(session, self._offer(session), found, entry, self.now)

    def applies(self, who: int, units: int = 1) -> int:
        application = self.begins(who, units)
        self.sends(application)
        return application

    def accepts(self, application: int) -> Loaded:
        with self.database.write() as session:
            return applying.accept(session, session.get_one(Application, application), self.now)

    def cancels(self, application: int) -> None:
        with self.database.write() as session:
            applying.cancel(session, session.get_one(Application, application), self.now)

    def draws(self, public_value: str = "") -> Lottery:
        with self.database.write() as session:
            own = select(LectureHall.id).where(LectureHall.lecture_id == self.lecture)
            hall = session.exec(own.order_by(col(LectureHall.id))).first()
            return draw_lottery(session, hall or 0, public_value, self.now)

    def passes(self, by: timedelta) -> None:
        """Time goes on, and what was held too long is free."""
        self.now += by
        lapse(self.database, self.now)

    def stands(self) -> list[str]:
        """How all applications stand, oldest first."""
        with self.database.read() as session:
            found = session.exec(select(Application).order_by(col(Application.id)))
            return [str(load(session, one, self.now).standing) for one in found]

    def taken(self) -> list[int]:
        with self.database.read() as session:
            return [one.taken for one in session.exec(select(Timeframe).order_by(col(Timeframe.id)))]

    def _offer(self, session: Any) -> Offer:
        found = find_offer(session, self.lecture)
        assert found is not None
        return found


def open_lecture(database: Database, people: int = 6, now: datetime = NOW, **changes: str) -> Crowd:
    import_rows(database, make_row(**changes), now=now)
    with database.write() as session:
        persons = [add_person(session, number) for number in range(people)]
        session.flush()
        return Crowd(database, [one.id or 0 for one in persons], now)
