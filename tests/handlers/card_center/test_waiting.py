"""A full day: the nearest others, the waiting list, and what is offered from it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.clock import TOKYO, utc_now
from bot.messages import Card
from bot.models.reservations import Reservation, ReservationState, Timeframe, Wait
from bot.services.reservations.leaving import end
from bot.services.reservations.taking import confirm, hold
from tests.dialogue.conversation import Conversation
from tests.handlers.card_center.places import day_of, open_places, say_day

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FULL = day_of(5)


def fill(citizen: Conversation) -> list[int]:
    """Reserve all of one day for somebody who called; the ids."""
    made = []
    with citizen.database.write() as session:
        for one in session.exec(select(Timeframe)):
            if one.starts_at.astimezone(TOKYO).date() == FULL:
                held = hold(session, one.id or 0, one.capacity, utc_now(), conversation_id=None)
                made.append(confirm(session, held.id or 0, "M", utc_now()).id or 0)
    return made


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    open_places(conversation.database, capacity=2, north=False)
    return conversation


def wait_until_free(citizen: Conversation) -> None:
    """Into the list for 2 o'clock, then somebody cancels."""
    made = fill(citizen)
    citizen.says(f"{say_day(FULL)}の14時にカードの受け取りを予約したい", expects="card_center.full")
    citizen.presses("14:00の空きを待つ", expects="card_center.waiting")
    with citizen.database.write() as session:
        end(session, made[2], ReservationState.CANCELLED, utc_now())


def states(citizen: Conversation) -> tuple[list[str], list[str]]:
    return [row.state for row in citizen.rows(Wait)], [row.state for row in citizen.rows(Reservation)]


@on_sqlite
def test_a_full_day_says_so_and_offers_the_nearest(citizen: Conversation) -> None:
    fill(citizen)
    citizen.says(f"{say_day(FULL)}にカードの受け取りを予約したい", expects="card_center.full")
    assert say_day(day_of(4)) in str(citizen.last)
    assert say_day(day_of(6)) in str(citizen.last)
    assert [label for label in citizen.labels if label.endswith("の空きを待つ")] == [
        f"{hour}の空きを待つ" for hour in ("09:00", "10:00", "14:00", "15:00")
    ]


def test_the_freed_place_is_taken(citizen: Conversation) -> None:
    wait_until_free(citizen)
    assert states(citizen) == (["offered"], ["held"])
    citizen.says("私の予約は？", expects="card_center.offered")
    citizen.presses("受け取る", expects="card_center.reserved")
    (row,) = citizen.rows(Reservation)
    assert (row.state, row.purpose) == ("reserved", "receipt")
    assert states(citizen)[0] == ["accepted"]
    citizen.sends_postback("card_center.accept?wait=1", expects="card_center.offer_over")


@on_sqlite
def test_or_left_to_the_next(citizen: Conversation) -> None:
    wait_until_free(citizen)
    citizen.sends_postback("card_center.decline?wait=1", expects="card_center.wait_left")
    assert states(citizen) == (["left"], ["cancelled"])
    citizen.sends_postback("card_center.decline?wait=1", expects="card_center.offer_over")


@on_sqlite
def test_it_is_kept_while_another_is_booked(citizen: Conversation) -> None:
    wait_until_free(citizen)
    citizen.says(f"{say_day(day_of(6))}の9時にカードの受け取りを予約したい", expects="card_center.held_for")
    citizen.presses("やめる", expects="dialogue.cancelled")
    assert states(citizen) == (["offered"], ["held", "cancelled"])


@on_sqlite
def test_waiting_no_more(citizen: Conversation) -> None:
    fill(citizen)
    citizen.says(f"{say_day(FULL)}の14時にカードの受け取りを予約したい", expects="card_center.full")
    (card,) = citizen.presses("14:00の空きを待つ", expects="card_center.waiting")
    assert isinstance(card, Card)
    citizen.presses("待つのをやめる", expects="card_center.wait_left")
    assert states(citizen) == (["left"], [])


@on_sqlite
def test_anothers_offer_is_nobody_elses(citizen: Conversation) -> None:
    wait_until_free(citizen)
    other = Conversation(citizen.database, lambda: citizen.engine)
    other.says("こんにちは")
    for answer in ("accept", "decline"):
        other.sends_postback(f"card_center.{answer}?wait=1", expects="card_center.offer_over")
    assert states(citizen) == (["offered"], ["held"])


@on_sqlite
@pytest.mark.parametrize(
    "query", ["time=999&purpose=receipt&units=1", "time=1&purpose=x&units=1", "time=1&units=99", ""]
)
def test_what_is_no_time_to_wait_for_is_refused(citizen: Conversation, query: str) -> None:
    citizen.says("こんにちは")
    citizen.sends_postback(f"card_center.wait?{query}", expects="card_center.gone")
    assert citizen.rows(Wait) == []


@on_sqlite
def test_no_more_than_three_at_a_time(citizen: Conversation) -> None:
    fill(citizen)
    for hour in ("9時", "10時", "14時"):
        citizen.says(f"{say_day(FULL)}の{hour}にカードの受け取りを予約したい", expects="card_center.full")
        citizen.presses(next(label for label in citizen.labels if label.endswith("の空きを待つ")))
    citizen.says(f"{say_day(FULL)}の15時にカードの受け取りを予約したい", expects="card_center.full")
    citizen.presses("15:00の空きを待つ", expects="card_center.too_many_waits")
