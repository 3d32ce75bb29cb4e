"""A staff house of the demo city with a card centre, and a member who works there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.booking.wiring import find_receptions
from bot.city import StaffRules, load_city
from bot.db import Database
from bot.messages import Channel
from bot.models.conversation import Conversation
from bot.models.reservations import Reservation
from bot.models.staff import Role
from bot.services.reservations.taking import confirm, hold
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import Texts
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.dialogue.counter import make_engine
from tests.handlers.card_center.places import open_places


@pytest.fixture
def house(database: Database, texts: Texts) -> Iterator[StaffHouse]:
    """Four times a day from the day after tomorrow on, of three units each; the first has the id 1."""
    city = load_city(DEMO_CITY).model_copy(update={"staff": StaffRules(second_factor="none")})
    engine = make_engine(database, Path("there is no index"), city, understand_nothing)
    open_places(database, days=3, capacity=3)
    receptions = find_receptions(engine.house.cities, texts)
    with serve_staff_house(database, texts, engine=engine, receptions=receptions) as opened:
        opened.add("c.staff", Grant(Role.SERVICE, "mynumber", "card_center"), name="窓口 花子")
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    return house.sign_in("c.staff")


def reserve(house: StaffHouse, timeframe: int = 1, units: int = 1) -> Reservation:
    """A citizen's of a conversation of their own."""
    now = house.clock()
    with house.database.write() as session:
        count = len(house.rows(Conversation)) + 1
        person = Conversation(
            channel=Channel.WEB, address=f"p{count}", address_fingerprint=f"p{count}", created_at=now, last_seen_at=now
        )
        session.add(person)
        session.flush()
        held = hold(session, timeframe, units, now, conversation_id=person.id, purpose="receipt")
        made = confirm(session, held.id or 0, "M", now)
        session.flush()
        session.expunge(made)
        return made
