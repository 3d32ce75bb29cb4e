"""A card centre at noon: two timeframes of today in the hall, one in the north, and people who reserved."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.booking.wiring import find_receptions
from bot.city import StaffRules, load_city
from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.models.reservations import Reservation, Resource, Timeframe
from bot.models.staff import Role
from bot.services.reservations.taking import confirm, hold
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.tickets.signing import TicketKeys
from bot.tickets.ticket import make_ticket
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.dialogue.counter import make_engine

HALL, NORTH = 1, 2
LATE = 20  # o'clock
NOW, LATER, ELSEWHERE, TOMORROW, YESTERDAY = 1, 2, 3, 4, 5  # timeframes by id


@dataclass
class Doors:
    """The house with its clock at noon of today, in Japan."""

    house: StaffHouse
    noon: datetime

    @property
    def day(self) -> str:
        return self.noon.date().isoformat()

    def path(self, resource: int = HALL) -> str:
        return f"/admin/arrivals/{resource}/{self.day}"

    def reserves(self, timeframe: int = NOW, units: int = 1) -> int:
        """The id; on the day before."""
        with self.house.database.write() as session:
            at = self.noon - timedelta(days=3)
            held = hold(session, timeframe, units, at, conversation_id=None, purpose="receipt")
            return confirm(session, held.id or 0, "M", at).id or 0

    def sign(self, reservation: int) -> str:
        """What its QR code holds now."""
        with self.house.database.read() as session:
            own = session.get_one(Reservation, reservation)
            ticket = make_ticket(own, session.get_one(Timeframe, own.timeframe_id))
            return TicketKeys(self.house.database.vault).sign(ticket)

    def states(self) -> list[str]:
        return [one.state for one in self.house.rows(Reservation)]

    def sign_in(self, service: str = "card_center", language: str = "ja") -> StaffBrowser:
        login = f"{service}.staff"
        self.house.add(login, Grant(Role.SERVICE, service=service), language=language)
        return self.house.sign_in(login)


def scan(browser: StaffBrowser, path: str, *scans: dict[str, Any]) -> list[dict[str, Any]]:
    """Sent as the phone's script does, with the token of the page."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.goes_to(path).text)
    assert token
    body = json.dumps({"scans": [*scans]}).encode()
    headers = {"Content_Type": "application/json", "Accept": "application/json", "X_CSRFToken": token[1]}
    with browser.open("POST", f"{path}/scans", body, **headers) as answer:
        assert answer.status == 200, answer.read()
        found: list[dict[str, Any]] = json.loads(answer.read())["results"]
        return found


@contextmanager
def open_doors(database: Database, *, at_noon: bool = True) -> Iterator[Doors]:
    """At noon, or now: a browser has a clock of its own."""
    city = load_city(DEMO_CITY).model_copy(update={"staff": StaffRules(second_factor="none")})
    engine = make_engine(database, Path("there is no index"), city, understand_nothing)
    receptions = find_receptions(engine.house.cities, engine.house.texts)
    with serve_staff_house(database, engine.house.texts, engine=engine, receptions=receptions) as house:
        now = utc_now().astimezone(TOKYO)
        noon = datetime.combine(now.date(), time(12), TOKYO) if at_noon else now.replace(second=0, microsecond=0)
        house.clock.ahead = noon - now if at_noon else timedelta()
        with database.write() as session:
            _add_places(session, noon)
        yield Doors(house, noon)


def _add_places(session: Session, noon: datetime) -> None:
    session.add_all([Resource(service="card_center", code=code, facility=code) for code in ("hall", "north")])
    session.flush()
    half, day = timedelta(minutes=30), timedelta(days=1)
    another = 4 * half if noon.hour < LATE else -4 * half  # of the same day, whenever a browser's clock is looked at
    for resource, start in (
        (HALL, noon),
        (HALL, noon + another),
        (NORTH, noon),
        (HALL, noon + day),
        (HALL, noon - day),
    ):
        session.add(Timeframe(resource_id=resource, starts_at=start, ends_at=start + half, capacity=9))
        session.flush()
