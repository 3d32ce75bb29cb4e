"""A case of a conversation: opened once, raised and never lowered, its words sealed for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from bot.clock import TOKYO
from bot.db import Database
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import CaseState, ChildCase, ChildLink
from handlers.child_consultation.service.opening import CaseOpened, find_link, open_case, read_draft
from tests.bot.reservations.hall import add_person

NOW = datetime(2026, 12, 1, 10, tzinfo=TOKYO)  # a Tuesday
WORDS = "おとうさんに たたかれる 佐藤ひなた"


@pytest.fixture
def conversation_id(database: Database) -> int:
    with database.write() as session:
        person = add_person(session, 1)
        session.flush()
        return person.id or 0


def opens(session: Session, conversation_id: int, level: Level, now: datetime = NOW, **more: object) -> CaseOpened:
    return open_case(session, conversation_id=conversation_id, level=level, now=now, **more)  # type: ignore[arg-type]


def test_a_conversation_has_one_case_and_its_level_only_rises(database: Database, conversation_id: int) -> None:
    with database.write() as session:
        first = opens(session, conversation_id, Level.SOON, topics=["school"], rules=["school-1"])
        second = opens(session, conversation_id, Level.EMERGENCY, topics=["abuse"], rules=["abuse-1"], is_child=True)
        third = opens(session, conversation_id, Level.INFORMATION)
        assert {first.case_id, second.case_id, third.case_id} == {first.case_id}
        case = session.get_one(ChildCase, first.case_id)
        assert (case.level, case.topics, case.rules) == (Level.EMERGENCY, ["abuse", "school"], ["abuse-1", "school-1"])
        assert (case.number, case.is_child, case.state) == (f"S-{case.id:06}", True, CaseState.NEW)
        assert case.due_at == NOW + timedelta(minutes=10)
        assert case.call_at == NOW


def test_nothing_of_it_is_readable_in_the_database(database: Database, conversation_id: int) -> None:
    with database.write() as session:
        opens(session, conversation_id, Level.SOON, topics=["secret-topic"], words=WORDS)
    with database.read() as session:
        for table in ("child_case", "child_link"):
            found = " ".join(repr(row) for row in session.execute(text(f"SELECT * FROM {table}")))
            assert "佐藤" not in found
            assert "secret-topic" not in found


def test_words_wait_a_day_for_who_has_the_link(database: Database, conversation_id: int) -> None:
    with database.write() as session:
        token = opens(session, conversation_id, Level.SOON, words="おとうさんに").page_url_token
        assert opens(session, conversation_id, Level.SOON, words="たたかれる").page_url_token == token
        assert read_draft(find_link(session, token, NOW), NOW) == "おとうさんに\nたたかれる"
        assert find_link(session, token[:-1] + ("0" if token[-1] != "0" else "1"), NOW) is None
        assert find_link(session, "9-x", NOW) is None
        late = NOW + timedelta(hours=25)
        assert find_link(session, token, late) is None
        assert read_draft(session.exec(select(ChildLink)).one(), late) == ""


def test_what_was_closed_lately_is_opened_again(database: Database, conversation_id: int) -> None:
    with database.write() as session:
        first = opens(session, conversation_id, Level.SOON)
        case = session.get_one(ChildCase, first.case_id)
        case.state, case.closed_at = CaseState.CLOSED, NOW
        session.add(case)
        session.flush()
        again = opens(session, conversation_id, Level.SOON, NOW + timedelta(days=1))
        assert (again.case_id, case.state, case.closed_at) == (first.case_id, CaseState.WAITING, None)
        case.state, case.closed_at = CaseState.CLOSED, NOW
        session.add(case)
        session.flush()
        assert opens(session, conversation_id, Level.SOON, NOW + timedelta(days=400)).case_id != first.case_id


@pytest.mark.parametrize(
    ("level", "at", "due"),
    [
        (Level.URGENT, datetime(2026, 12, 1, 10, tzinfo=TOKYO), datetime(2026, 12, 1, 20, tzinfo=TOKYO)),
        (Level.URGENT, datetime(2026, 12, 1, 23, tzinfo=TOKYO), datetime(2026, 12, 2, 1, tzinfo=TOKYO)),
        (Level.SOON, datetime(2026, 12, 4, 10, tzinfo=TOKYO), datetime(2026, 12, 9, 17, tzinfo=TOKYO)),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_when_it_is_due(database: Database, conversation_id: int, level: Level, at: datetime, due: datetime) -> None:
    with database.write() as session:
        assert session.get_one(ChildCase, opens(session, conversation_id, level, at).case_id).due_at == due
