"""What became of a broadcast by district and by saved segment."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from bot.areas import load_areas
from bot.models.broadcasts import Broadcast
from bot.models.conversation import Conversation
from bot.models.subscriptions import Segment
from bot.services.broadcasts.parts import Parts, find_parts
from bot.services.broadcasts.results import Tally
from bot.services.segments.choosing import Choices, keep_choices
from bot.settings import DEMO_CITY
from tests.bot.broadcasts.conftest import Office
from tests.bot.broadcasts.people import NOON, issue

AREAS = load_areas(DEMO_CITY)
FIRST, SECOND = (one.id for one in AREAS.districts[:2])
TOWN = AREAS.towns_of(FIRST)[0].id
VIETNAMESE = {"language": ["vi"]}


def live(office: Office, number: int, *areas: str, needs: tuple[str, ...] = ()) -> None:
    """The citizen who joined as that one has chosen these areas."""
    office.befriend(number)
    with office.database.write() as session:
        id = session.exec(select(Conversation.id).order_by(col(Conversation.id).desc())).first() or 0
        choices = Choices(("disaster",), areas=areas, needs=needs)
        keep_choices(session, office.database.vault, AREAS, id, choices, ("disaster",), NOON)


def find(office: Office, broadcast: Broadcast) -> Parts:
    with office.database.read() as session:
        return find_parts(session, session.get_one(Broadcast, broadcast.id), [FIRST, SECOND], NOON)


def say(office: Office, rule: dict[str, Any]) -> Broadcast:
    with office.database.write() as session:
        broadcast = issue(session, rule=rule)
    with office.database.write() as session:  # who blocks us in between
        last = session.exec(select(Conversation).order_by(col(Conversation.id).desc())).first()
        assert last is not None
        last.is_blocked = True
        session.add(last)
    office.run()
    return broadcast


def test_each_district_and_segment_has_its_own_figures(office: Office) -> None:
    office.befriend(1)
    office.befriend(2, language="vi")
    live(office, 3, TOWN)
    live(office, 4, FIRST, SECOND)
    live(office, 5, SECOND)  # who blocks us
    with office.database.write() as session:
        session.add(Segment(name="ベトナム語", rule=VIETNAMESE, changed_at=NOON))
        session.add(Segment(name="使っていない", rule={"language": ["zh"]}, changed_at=NOON))
    rule = {"any": [VIETNAMESE, {"area": [TOWN, SECOND], "or_unknown": True}]}
    found = find(office, say(office, rule))
    assert found.by_area == {
        FIRST: Tally(total=2, reached=2),
        SECOND: Tally(total=2, reached=1, failed=1),
        TOWN: Tally(total=2, reached=2),  # who chose the district chose its towns
        "": Tally(total=2, reached=2),
    }
    assert found.by_segment == {"ベトナム語": Tally(total=1, reached=1)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_few_have_a_need_nobody_is_shown(office: Office) -> None:
    live(office, 1, FIRST, needs=("wheelchair",))
    live(office, 2, SECOND, needs=("wheelchair",))
    broadcast = say(office, {"need": "wheelchair"})
    assert find(office, broadcast).by_area == {FIRST: None, SECOND: None}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_names_an_area_that_is_no_more_is_shown_all_the_same(office: Office) -> None:
    live(office, 1, FIRST)
    broadcast = say(office, {"everyone": True})
    with office.database.write() as session:
        session.get_one(Broadcast, broadcast.id).rule = {"nonsense": 1}
    assert find(office, broadcast).by_area == {FIRST: Tally(total=1, failed=1)}
