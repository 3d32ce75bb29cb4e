"""Reservations looked at, moved and cancelled in one sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.clock import TOKYO, utc_now
from bot.messages import Card
from bot.models.reservations import Reservation, ReservationState, Timeframe
from bot.services.reservations.taking import confirm, hold
from tests.dialogue.conversation import Conversation
from tests.handlers.card_center.places import day_of, open_places, say_day
from tests.handlers.card_center.test_booking import facts, states

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
S = ReservationState


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    """Who has reserved the fifth day from now at 2 o'clock."""
    open_places(conversation.database)
    book(conversation, 5)
    return conversation


def book(citizen: Conversation, ahead: int) -> None:
    citizen.says(f"{say_day(day_of(ahead))}の14時にカードの受け取りを予約したい", expects="card_center.held_for")
    citizen.presses("はい", expects="card_center.reserved")


def times(citizen: Conversation) -> list[str]:
    """Of what is reserved."""
    own = [row.timeframe_id for row in citizen.rows(Reservation) if row.state == S.RESERVED]
    with citizen.database.read() as session:
        found = [session.get_one(Timeframe, id).starts_at.astimezone(TOKYO) for id in own]
    return [f"{one:%m-%d %H:%M}" for one in found]


@pytest.mark.parametrize("says", ["私の予約は？", "予約がちゃんと入っているか見てほしい"])
def test_it_is_shown(citizen: Conversation, says: str) -> None:
    citizen.says(says, expects="card_center.yours")
    assert facts(citizen)["予約番号"].startswith("M-")
    assert citizen.labels[:4] == ["カレンダーに入れる", "受付用QRコード", "日時を変更する", "予約を取り消す"]


@pytest.mark.parametrize(
    "says", ["予約を取り消したい", "予約をキャンセルして", "I want to cancel my reservation", "请取消我的预约"]
)
def test_cancelled_in_one_sentence_and_a_yes(citizen: Conversation, says: str) -> None:
    citizen.says(says, expects="card_center.end_summary")
    assert states(citizen) == [S.RESERVED]
    citizen.presses(citizen.labels[0], expects="card_center.ended")
    assert states(citizen) == [S.CANCELLED]


def test_not_cancelled_after_all(citizen: Conversation) -> None:
    citizen.says("予約を取り消したい", expects="card_center.end_summary")
    citizen.presses("いいえ", expects="dialogue.cancelled")
    assert states(citizen) == [S.RESERVED]


def test_moved_in_one_sentence_and_a_press(citizen: Conversation) -> None:
    citizen.says(f"予約を{say_day(day_of(8))}に変えて", expects="card_center.free_then")
    citizen.presses("午前10時", expects="card_center.moved")
    assert times(citizen) == [f"{day_of(8):%m-%d} 10:00"]
    assert len(states(citizen)) == 1


def test_moved_to_a_time_and_a_yes(citizen: Conversation) -> None:
    citizen.says(f"予約を{say_day(day_of(8))}の15時に変更してください", expects="card_center.move_summary")
    citizen.presses("はい", expects="card_center.moved")
    assert times(citizen) == [f"{day_of(8):%m-%d} 15:00"]


def test_from_its_own_day_to_another(citizen: Conversation) -> None:
    citizen.says(
        f"{say_day(day_of(5))}の予約を{say_day(day_of(8))}に変えてもらえますか", expects="card_center.free_then"
    )
    assert say_day(day_of(8)) in str(citizen.last)
    assert say_day(day_of(5)) not in str(citizen.last)


def test_only_the_hour(citizen: Conversation) -> None:
    citizen.says("予約の日時を変更したいのですが", expects="card_center.ask_time")
    assert "家族の分も予約" not in citizen.labels
    citizen.presses("やめる", expects="dialogue.cancelled")
    assert states(citizen) == [S.RESERVED]


def test_by_its_buttons(citizen: Conversation) -> None:
    citizen.says("私の予約は？", expects="card_center.yours")
    citizen.presses("日時を変更する", expects="card_center.ask_time")
    citizen.presses(citizen.labels[0], expects="card_center.moved")
    citizen.presses("予約を取り消す", expects="card_center.end_summary")
    citizen.presses("はい", expects="card_center.ended")
    assert states(citizen) == [S.CANCELLED]


def test_which_of_two(citizen: Conversation) -> None:
    book(citizen, 6)
    citizen.says("予約を取り消したい", expects="card_center.which_one")
    assert citizen.labels.count("予約を取り消す") == 2
    citizen.says(f"{say_day(day_of(6))}の予約をキャンセルして", expects="card_center.end_summary")
    assert say_day(day_of(6)) in facts(citizen)["日時"]


def test_by_its_number(citizen: Conversation) -> None:
    book(citizen, 6)
    number = citizen.rows(Reservation)[1].number
    citizen.says(f"予約番号{number}をキャンセル", expects="card_center.end_summary")
    assert facts(citizen)["予約番号"] == number


def test_nothing_to_change(conversation: Conversation) -> None:
    conversation.says("予約を取り消したい", expects="card_center.no_reservation")
    assert "予約する" in conversation.labels


def test_anothers_reservation_is_left_alone(citizen: Conversation) -> None:
    own = citizen.rows(Reservation)[0].id
    other = Conversation(citizen.database, lambda: citizen.engine)
    other.says("こんにちは")
    for action in ("move", "end"):
        other.sends_postback(f"card_center.{action}?id={own}", expects="card_center.no_reservation")
    assert states(citizen) == [S.RESERVED]


def test_a_time_that_is_taken_meanwhile(citizen: Conversation) -> None:
    citizen.says(f"予約を{say_day(day_of(8))}の15時に変更してください", expects="card_center.move_summary")
    with citizen.database.write() as session:
        moment = citizen.rows(Reservation)[0]
        wanted = session.exec(select(Timeframe).where(Timeframe.id != moment.timeframe_id)).all()
        for one in wanted:
            if f"{one.starts_at.astimezone(TOKYO):%m-%d %H}" == f"{day_of(8):%m-%d} 15":
                held = hold(session, one.id or 0, one.capacity, utc_now(), conversation_id=None)
                confirm(session, held.id or 0, "M", utc_now())
    citizen.presses("はい", expects="card_center.gone")
    assert times(citizen) == [f"{day_of(5):%m-%d} 14:00"]


def test_a_hold_that_ran_out_is_taken_anew(conversation: Conversation) -> None:
    open_places(conversation.database)
    conversation.says(f"{say_day(day_of(5))}の14時にカードの受け取りを予約したい", expects="card_center.held_for")
    with conversation.database.write() as session:
        session.exec(select(Reservation)).one().held_until = utc_now() - timedelta(seconds=1)
    conversation.presses("はい", expects="card_center.reserved")
    assert states(conversation) == [S.LAPSED, S.RESERVED]


def test_my_data_counts_and_deletes_them(citizen: Conversation) -> None:
    citizen.says("私のデータを見せて", expects="my_data.held")
    (card,) = citizen.last
    assert isinstance(card, Card)
    assert any(name == "窓口などの予約" for name, _ in card.facts)
