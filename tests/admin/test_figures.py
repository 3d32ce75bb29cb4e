"""What staff read of the counter's figures."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from admin.figures.chart import stack
from bot.clock import TOKYO
from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest
from bot.models.staff import Role
from bot.services.figures import list_departments, list_weeks
from handlers.faq.models import FaqAnswer, Rating
from knowledge.models import KnowledgeEntry
from knowledge.search import Band
from tests.admin.staff_house import StaffHouse

WEDNESDAY = datetime(2026, 11, 25, 15, tzinfo=TOKYO)
MONDAY = datetime(2026, 11, 23, tzinfo=TOKYO)


def fill(database: Database, now: datetime) -> None:
    """Four questions this week, one the week before, one long ago; three who wanted a person, two of whom got one."""
    monday = datetime.combine(
        now.astimezone(TOKYO).date() - timedelta(days=now.astimezone(TOKYO).weekday()), datetime.min.time(), TOKYO
    )
    with database.write() as session:
        session.add(
            KnowledgeEntry(
                external_id="residents-001",
                kind="faq",
                source="faq.csv",
                title="Q",
                text="A",
                department="residents",
                content_hash="",
                updated_at=now,
            )
        )
        asked = [
            (Band.ANSWER, Rating.UP, monday, "residents-001"),
            (Band.ANSWER, Rating.DOWN, now, "residents-001"),
            (Band.CANDIDATES, "", now, ""),
            (Band.DECLINE, "", now, ""),
            (Band.ANSWER, "", monday - timedelta(seconds=1), "residents-001"),
            (Band.ANSWER, "", monday - timedelta(weeks=30), "residents-001"),
        ]
        for number, (band, rating, at, shown) in enumerate(asked):
            citizen = add_question(session, number, band, rating, at, shown)
            if number < 3:
                claimed_at = at + timedelta(minutes=[4, 10][number]) if number < 2 else None
                wanted = {"conversation_id": citizen, "reason": "asked", "department": "tax"}
                session.add(OperatorRequest(requested_at=at, claimed_at=claimed_at, **wanted))


def add_question(session: Session, number: int, band: str, rating: str, at: datetime, shown: str) -> int:
    """Of a citizen of its own, whose conversation's id it gives."""
    citizen = Conversation(channel="web", address_fingerprint=str(number), address="x", created_at=at)
    session.add(citizen)
    session.flush()
    assert citizen.id is not None
    asked = {"key": str(number), "conversation_id": citizen.id, "utterance": "何か", "entry_ids": []}
    session.add(FaqAnswer(shown_id=shown, band=band, probability=0.5, rating=rating, at=at, **asked))
    return citizen.id


def test_weeks_begin_on_monday_in_tokyo(database: Database) -> None:
    fill(database, WEDNESDAY)
    with database.read() as session:
        weeks = list_weeks(session, WEDNESDAY)
    assert len(weeks) == 12
    this, before = weeks[-1], weeks[-2]
    assert (this.start, this.asked, this.answered, this.offered, this.declined) == (MONDAY.date(), 4, 2, 1, 1)
    assert (this.up, this.down, this.handed_over, this.wait_minutes) == (1, 1, 3, 7.0)
    assert (before.asked, before.handed_over, before.wait_minutes) == (1, 0, None)
    assert sum(week.asked for week in weeks) == 5  # and not the one of long ago


def test_departments_have_their_answers_and_who_waited(database: Database) -> None:
    fill(database, WEDNESDAY)
    with database.read() as session:
        found = {one.department: one for one in list_departments(session, WEDNESDAY)}
    assert (found["residents"].shown, found["residents"].up, found["residents"].down) == (3, 1, 1)
    assert (found["tax"].handed_over, found["tax"].wait_minutes) == (3, 7.0)


def test_the_page_and_its_file_say_the_same(house: StaffHouse) -> None:
    fill(house.database, house.clock())
    house.add("aki", Role.AUDITOR)
    aki = house.sign_in("aki")
    page = aki.goes_to("/admin/figures").text
    assert "質問の60％に、そのまま答えました" in page and "<svg" in page and "市民窓口課" in page
    answer = aki.goes_to("/admin/figures/weeks.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 13 and rows[-1][1:5] == ["4", "2", "1", "1"]
    assert f'<th scope="row">{rows[-1][0]}</th><td>4</td>' in page


def test_without_anything_it_says_so(house: StaffHouse) -> None:
    house.add("aki", Role.AUDITOR)
    assert "まだ数字がありません" in house.sign_in("aki").goes_to("/admin/figures").text


@pytest.mark.parametrize("rows", [[], [("1/1", [("a", 0)])], [("1/1", [("a", 3), ("b", 1)]), ("1/8", [("a", 8)])]])
def test_bars_stay_in_the_picture(rows: list[tuple[str, list[tuple[str, int]]]]) -> None:
    for bar in stack(rows):
        for piece in bar.pieces:
            assert piece.x >= 0 and piece.x + piece.width <= 720 and piece.y >= 0 and piece.y + piece.height <= 220
