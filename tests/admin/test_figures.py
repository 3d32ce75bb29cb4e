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
from bot.models.tracker_event import TrackerEventRow
from bot.services.figures import list_departments, list_languages, list_weeks
from bot.services.settling import list_settling
from handlers.faq.models import FaqAnswer, Rating
from knowledge.models import KnowledgeEntry
from knowledge.search import Band
from tests.admin.staff_house import StaffHouse

WEDNESDAY = datetime(2026, 11, 25, 15, tzinfo=TOKYO)
MONDAY = datetime(2026, 11, 23, tzinfo=TOKYO)


def fill(database: Database, now: datetime) -> None:
    """Four questions this week and one that nobody understood, one the week before, one long ago; three who wanted a
    person, two of whom got one."""
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
            session.get_one(Conversation, citizen).language = "en" if number == 0 else "ja"
            if number < 3:
                claimed_at = at + timedelta(minutes=[4, 10][number]) if number < 2 else None
                wanted = {"conversation_id": citizen, "reason": "asked", "department": "tax"}
                session.add(OperatorRequest(requested_at=at, claimed_at=claimed_at, **wanted))
        session.add(TrackerEventRow(conversation_id=citizen, name="missed", data={}, at=now))


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
    assert (this.start, this.asked, this.answered, this.offered, this.declined) == (MONDAY.date(), 5, 2, 1, 1)
    assert (this.missed, before.missed) == (1, 0)
    assert (this.up, this.down, this.handed_over, this.wait_minutes) == (1, 1, 3, 7.0)
    assert (before.asked, before.handed_over, before.wait_minutes) == (1, 0, None)
    assert sum(week.asked for week in weeks) == 6  # and not the one of long ago


def test_languages_are_those_the_bot_speaks(database: Database) -> None:
    fill(database, WEDNESDAY)
    with database.read() as session:
        found = list_languages(session, WEDNESDAY)
    assert [(one.language, one.asked, one.answered, one.missed, one.up, one.down) for one in found] == [
        ("ja", 5, 2, 1, 0, 1),
        ("en", 1, 1, 0, 1, 0),
    ]


Ask = tuple[str, timedelta]  # what is said of the answer, and when

ONE_WEEK, TWO_WEEKS = timedelta(weeks=1), timedelta(weeks=2)


@pytest.mark.parametrize(
    ("asked", "wanted_a_person", "expected"),
    [
        ([("", timedelta())], None, (0, 0, 1)),
        ([("up", timedelta())], None, (1, 0, 0)),
        ([("up", timedelta()), ("down", timedelta())], None, (0, 1, 0)),
        ([("up", timedelta()), ("down", ONE_WEEK)], None, (0, 1, 0)),
        ([("up", timedelta()), ("down", TWO_WEEKS)], None, (1, 0, 0)),
        ([("up", timedelta())], timedelta(), (0, 1, 0)),
        ([("", timedelta())], ONE_WEEK, (0, 1, 0)),
        ([("", timedelta())], TWO_WEEKS, (0, 0, 1)),
    ],
)
def test_a_conversation_is_settled_as_far_as_anybody_knows(
    database: Database, asked: list[Ask], wanted_a_person: timedelta | None, expected: tuple[int, int, int]
) -> None:
    start = MONDAY - timedelta(weeks=3)
    with database.write() as session:
        citizen = Conversation(channel="web", address_fingerprint="1", address="x", created_at=start)
        session.add(citizen)
        session.flush()
        common = {"conversation_id": citizen.id, "utterance": "何か", "entry_ids": [], "probability": 1.0}
        for number, (rating, later) in enumerate(asked):
            more = {"key": str(number), "band": Band.ANSWER, "rating": rating, "at": start + later}
            session.add(FaqAnswer(**common, **more))
        if wanted_a_person is not None:
            at = start + wanted_a_person
            session.add(OperatorRequest(conversation_id=citizen.id, reason="asked", requested_at=at))
    with database.read() as session:
        found = list_settling(session, WEDNESDAY)
    week = found[-4]
    assert (week.start, week.is_open) == (start.date(), False)
    assert (week.settled, week.unsettled, week.unknown) == expected
    assert week.share == (100 * week.settled if week.settled + week.unsettled else None)
    assert [one.is_open for one in found[-3:]] == [False, True, True]


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
    assert "質問の50％に、そのまま答えました" in page and "<svg" in page and "市民窓口課" in page
    answer = aki.goes_to("/admin/figures/figures.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    weeks = rows[2:14]
    assert rows[1][1:6] == ["質問", "答えた", "候補を出した", "答えられなかった", "分からなかった"]
    assert weeks[-1][1:6] == ["5", "2", "1", "1", "1"]
    assert f'<th scope="row">{weeks[-1][0]}</th><td>5</td>' in page
    for title in ("ボットだけで済んだ会話", "言語ごとの数字", "課ごとの数字", "職員による点検"):
        assert [title] in rows and title in page
    assert ["English", "1", "1", "0", "0", "0", "1", "0"] in rows


def test_without_anything_it_says_so(house: StaffHouse) -> None:
    house.add("aki", Role.AUDITOR)
    assert "まだ数字がありません" in house.sign_in("aki").goes_to("/admin/figures").text


@pytest.mark.parametrize("rows", [[], [("1/1", [("a", 0)])], [("1/1", [("a", 3), ("b", 1)]), ("1/8", [("a", 8)])]])
def test_bars_stay_in_the_picture(rows: list[tuple[str, list[tuple[str, int]]]]) -> None:
    for bar in stack(rows):
        for piece in bar.pieces:
            assert piece.x >= 0 and piece.x + piece.width <= 720 and piece.y >= 0 and piece.y + piece.height <= 220
