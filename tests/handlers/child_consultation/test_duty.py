"""The duty telephone: what became of each call, when nobody is reached, and who ends the calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.clients.duty_phone import CallReport, Outcome
from bot.db import Database
from bot.errors import TemporaryFault
from bot.models.desk import OperatorRequest, RequestState
from bot.services.audit import Actor
from bot.services.desk.requests import mark_emergency
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import CaseState, ChildCall, ChildCase
from handlers.child_consultation.service.alarms import is_alarm
from handlers.child_consultation.service.duty import list_heard, take
from handlers.child_consultation.service.opening import open_case
from handlers.child_consultation.service.working import View, is_waiting, list_queue
from tests.bot.reservations.hall import add_person
from tests.handlers.child_consultation.test_clock import DAY, NIGHT, Centre

MINUTE = timedelta(minutes=1)


@pytest.fixture
def centre(database: Database) -> Iterator[Centre]:
    yield Centre(database)


def run(centre: Centre, since: datetime, minutes: int) -> None:
    for minute in range(minutes):
        centre.clock.run(since + minute * MINUTE)


def list_calls(centre: Centre) -> list[tuple[int, str, str]]:
    with centre.database.read() as session:
        return [(one.times, one.outcome, one.who) for one in session.exec(select(ChildCall).order_by("id"))]  # type: ignore[arg-type]


def get_case(centre: Centre, case_id: int) -> ChildCase:
    case = centre.case(case_id)
    assert case is not None
    return case


def test_each_call_says_what_became_of_it(centre: Centre) -> None:
    centre.phone.reports += [CallReport(Outcome.BUSY), CallReport(Outcome.ANSWERED, "佐藤")]
    case_id = centre.opens(Level.EMERGENCY, NIGHT, words="")
    run(centre, NIGHT, 6)
    assert list_calls(centre) == [(1, Outcome.BUSY, ""), (2, Outcome.ANSWERED, "佐藤")]
    with centre.database.read() as session:
        assert list_heard(session) == {case_id}
    assert is_alarm(get_case(centre, case_id))  # who has heard of it has not taken it yet
    run(centre, NIGHT + 6 * MINUTE, 6)
    assert list_calls(centre)[2:] == [(3, Outcome.NO_ANSWER, "")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_call_that_could_not_be_made_is_shown_as_such(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> CallReport:
        raise TemporaryFault("the line is dead")

    monkeypatch.setattr(centre.phone, "call", fail)
    centre.opens(Level.EMERGENCY, NIGHT, words="")
    run(centre, NIGHT, 1)
    assert list_calls(centre) == [(1, Outcome.FAILED, "")]


def test_nobody_reached_stands_first_and_comes_to_the_operators(centre: Centre) -> None:
    """Five minutes after the last call, since somebody may be on their way to take it."""
    case_id = centre.opens(Level.EMERGENCY, NIGHT)
    with centre.database.write() as session:
        other = add_person(session, 2)
        session.flush()
        open_case(session, conversation_id=other.id or 0, level=Level.EMERGENCY, now=NIGHT - MINUTE, city=centre.city)
    run(centre, NIGHT, 15)
    assert get_case(centre, case_id).unreached_at is None
    with centre.database.write() as session:
        (waiting, *_) = list_queue(session, View.OPEN)
        assert waiting.id != case_id
        take(session, waiting.id or 0, None, Actor("staff", "1"), NIGHT)
    centre.clock.run(NIGHT + 15 * MINUTE)
    case = get_case(centre, case_id)
    assert (case.unreached_at, case.calls, case.call_at) == (NIGHT + 15 * MINUTE, 3, None)
    with centre.database.read() as session:
        assert [one.id == case_id for one in list_queue(session, View.OPEN)] == [True, False]
        (asked,) = session.exec(select(OperatorRequest))
        assert (asked.conversation_id, asked.reason) == (centre.conversation_id, "emergency")
    run(centre, NIGHT + 16 * MINUTE, 30)
    assert len(list_calls(centre)) == 3 + 3


def test_an_operator_who_takes_the_conversation_ends_the_calls(centre: Centre) -> None:
    case_id = centre.opens(Level.EMERGENCY, NIGHT, words="")
    run(centre, NIGHT, 1)
    with centre.database.write() as session:
        mark_emergency(session, centre.conversation_id, NIGHT)
        asked = session.exec(select(OperatorRequest)).one()
        asked.state, asked.claimed_at = RequestState.CLAIMED, NIGHT + 2 * MINUTE
        session.add(asked)
    run(centre, NIGHT + 3 * MINUTE, 30)
    case = get_case(centre, case_id)
    assert (len(centre.phone.calls), is_alarm(case), case.taken_at) == (1, False, NIGHT + 2 * MINUTE)


def test_an_operator_who_had_it_before_the_alarm_ends_nothing(centre: Centre) -> None:
    with centre.database.write() as session:
        mark_emergency(session, centre.conversation_id, NIGHT - MINUTE)
        asked = session.exec(select(OperatorRequest)).one()
        asked.state, asked.claimed_at = RequestState.CLAIMED, NIGHT - MINUTE
        session.add(asked)
    case_id = centre.opens(Level.EMERGENCY, NIGHT, words="")
    run(centre, NIGHT, 2)
    assert (len(centre.phone.calls), is_alarm(get_case(centre, case_id))) == (1, True)


def test_what_was_taken_and_not_yet_written_keeps_its_clock(centre: Centre) -> None:
    case_id = centre.opens(Level.EMERGENCY, NIGHT, words="")
    with centre.database.write() as session:
        take(session, case_id, None, Actor("staff", "1"), NIGHT)
    case = get_case(centre, case_id)
    assert (case.state, is_alarm(case), is_waiting(case)) == (CaseState.NEW, False, True)
    assert case.due_at == NIGHT + 10 * MINUTE


def opens_by_rule(centre: Centre, level: Level, now: datetime, alert: tuple[str, ...], minutes: int) -> ChildCase:
    with centre.database.write() as session:
        opened = open_case(
            session,
            conversation_id=centre.conversation_id,
            level=level,
            alert=alert,
            within_minutes=minutes,
            now=now,
            city=centre.city,
        )
    return get_case(centre, opened.case_id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("level", "now", "alert", "is_called"),
    [
        (Level.URGENT, NIGHT, ("center", "duty_phone"), True),
        (Level.URGENT, NIGHT, ("center",), False),
        (Level.URGENT, DAY, ("center", "duty_phone"), False),
        (Level.SOON, NIGHT, ("center", "duty_phone"), False),
        (Level.EMERGENCY, NIGHT, (), True),
    ],
)
def test_a_rule_says_whether_the_duty_telephone_is_called(
    centre: Centre, level: Level, now: datetime, alert: tuple[str, ...], is_called: bool
) -> None:
    case = opens_by_rule(centre, level, now, alert, 0)
    centre.clock.run(now)
    assert (is_alarm(case), len(centre.phone.calls)) == (is_called, is_called)
    with centre.database.read() as session:
        assert [one.id for one in list_queue(session, View.OPEN)] == [case.id] * is_called


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("level", "minutes", "due_in"),
    [
        (Level.URGENT, 0, timedelta(hours=10)),  # from ten in the morning until eight
        (Level.URGENT, 240, timedelta(hours=4)),
        (Level.URGENT, 2_000, timedelta(hours=10)),
        (Level.EMERGENCY, 240, 10 * MINUTE),
        (Level.EMERGENCY, 5, 5 * MINUTE),
    ],
)
def test_a_rule_shortens_the_time_and_never_lengthens_it(
    centre: Centre, level: Level, minutes: int, due_in: timedelta
) -> None:
    assert opens_by_rule(centre, level, DAY, (), minutes).due_at == DAY + due_in
    again = opens_by_rule(centre, level, DAY + MINUTE, (), 3)
    assert again.due_at == DAY + 4 * MINUTE
    assert opens_by_rule(centre, level, DAY + MINUTE, (), 0).due_at == DAY + 4 * MINUTE
