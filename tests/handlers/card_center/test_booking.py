"""From the wish to the number, as citizens say it. A turn is what the citizen says or presses."""

from __future__ import annotations

import pytest

from bot.messages import Card
from bot.models.reservations import Reservation, ReservationState
from tests.dialogue.conversation import Conversation
from tests.handlers.card_center.places import day_of, open_places, say_day

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
S = ReservationState


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    open_places(conversation.database)
    return conversation


def facts(citizen: Conversation) -> dict[str, str]:
    return {name: value for message in citizen.last if isinstance(message, Card) for name, value in message.facts}


def states(citizen: Conversation) -> list[str]:
    return [row.state for row in citizen.rows(Reservation)]


def test_four_turns_when_nothing_was_said_before(citizen: Conversation) -> None:
    citizen.says("マイナンバーカードの予約をしたい", expects="card_center.ask_purpose")
    citizen.presses("カードの受け取り", expects="card_center.ask_time")
    citizen.presses(citizen.labels[0], expects="card_center.held_for")
    assert states(citizen) == [S.HELD]
    assert "交付通知書" in facts(citizen)["持ち物"]
    citizen.presses("はい", expects="card_center.reserved")
    (row,) = citizen.rows(Reservation)
    assert (row.state, row.purpose, row.units, row.language) == (S.RESERVED, "receipt", 1, "ja")
    assert facts(citizen)["予約番号"] == row.number == f"M-{row.id:06d}"
    assert citizen.tracker.frames == ()


def test_five_turns_for_a_family(citizen: Conversation) -> None:
    citizen.says("マイナンバーカードの申請を予約したい", expects="card_center.ask_time")
    citizen.presses("家族の分も予約", expects="card_center.ask_persons")
    citizen.presses("3人", expects="card_center.ask_time")
    citizen.presses(citizen.labels[0], expects="card_center.held_for")
    assert facts(citizen)["人数"] == "3人"
    citizen.presses("はい", expects="card_center.reserved")
    (row,) = citizen.rows(Reservation)
    assert row.units == 6  # an application takes two units for each


def test_two_turns_when_purpose_and_day_were_said(citizen: Conversation) -> None:
    citizen.says(f"{say_day(day_of(5))}の午後にカードの受け取りを予約したい", expects="card_center.free_then")
    assert citizen.labels[:2] == ["午後2時", "午後3時"]
    citizen.presses("午後3時", expects="card_center.reserved")
    assert states(citizen) == [S.RESERVED]


def test_two_turns_when_the_time_was_said_and_it_is_read_back(citizen: Conversation) -> None:
    citizen.says(f"{say_day(day_of(5))}の10時に北部支所でカードの更新を予約したい", expects="card_center.held_for")
    assert "北部支所" in facts(citizen)["場所"]
    citizen.presses("はい", expects="card_center.reserved")


@pytest.mark.parametrize(
    ("says", "then"),
    [
        ("I want to book a time to pick up my My Number card on {en} in the afternoon", "3"),
        ("我想{zh}下午去领取个人编号卡，请帮我预约", "15:00"),
        ("{ko} 오후에 마이넘버카드 수령을 예약하고 싶어요", "오후 3"),
        ("Tôi muốn đặt hẹn nhận thẻ My Number vào chiều {vi}", "15:00"),
        ("{ja}の 午後に カードの受け取りを 予約したいです", "午後"),
    ],
)
def test_two_turns_in_other_languages(citizen: Conversation, says: str, then: str) -> None:
    day = day_of(5)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    said = says.format(
        en=f"{months[day.month - 1]} {day.day}",
        zh=f"{day.month}月{day.day}号",
        ko=f"{day.month}월 {day.day}일",
        vi=f"ngày {day.day} tháng {day.month}",
        ja=say_day(day),
    )
    citizen.says(said, expects="card_center.free_then")
    citizen.presses(then, expects="card_center.reserved")
    assert states(citizen) == [S.RESERVED]


@pytest.mark.parametrize(
    "says",
    [
        "I want to book a time to pick up my My Number card on {month}/{day} at 10",
        "I want to book a time to pick up my My Number card the Friday after next",
    ],
)
def test_nothing_is_guessed_in_other_languages(citizen: Conversation, says: str) -> None:
    day = next(day for day in map(day_of, range(3, 22)) if day.day <= 12 and day.day != day.month)
    citizen.says(says.format(month=day.month, day=day.day), expects="card_center.unclear")
    assert states(citizen) == []


def test_by_what_is_written_instead_of_pressed(citizen: Conversation) -> None:
    citizen.says("暗証番号の再設定を予約したい", expects="card_center.ask_time")
    citizen.says(f"{say_day(day_of(6))}", expects="card_center.free_then")
    citizen.says("14時", expects="card_center.held_for")
    citizen.says("はい", expects="card_center.reserved")
    assert "午後2時" in facts(citizen)["日時"]


def test_the_soonest(citizen: Conversation) -> None:
    citizen.says("電子証明書の更新の予約をしたい", expects="card_center.ask_time")
    citizen.says("いちばん早い時間で", expects="card_center.held_for")
    assert "午前9時" in facts(citizen)["日時"]


def test_by_the_calendar(citizen: Conversation) -> None:
    citizen.says("電子証明書の更新の予約をしたい", expects="card_center.ask_time")
    citizen.picks("ほかの日を選ぶ", day_of(9).isoformat(), expects="card_center.free_then")
    assert say_day(day_of(9)) in str(citizen.last)


def test_at_one_place_only(citizen: Conversation) -> None:
    citizen.says("カードの受け取りを予約したい", expects="card_center.ask_time")
    citizen.presses("窓口を選ぶ", expects="card_center.ask_place")
    citizen.presses("北部支所", expects="card_center.ask_time")
    assert "本庁舎" not in str(citizen.last)


@pytest.mark.parametrize(
    ("says", "expects"),
    [
        ("30日の25時にカードの受け取りを予約したい", "25時"),
        ("6月31日にカードの受け取りを予約したい", "6月31日"),
        ("お盆のあとにカードの受け取りを予約したい", "お盆のあと"),
        ("連休明けにカードの受け取りを予約したい", "連休明け"),
        ("I want to pick up my My Number card on June 31", "June 31"),
        ("I want to pick up my My Number card on 03/04", "03/04"),
        ("我想2月30号去领取个人编号卡，请帮我预约", "2月30"),
        ("12월 3일 25시에 마이넘버카드 수령을 예약하고 싶어요", "25시"),
        ("Tôi muốn đặt hẹn nhận thẻ My Number vào ngày 31 tháng 6", "ngày 31 tháng 6"),
    ],
)
def test_what_is_no_day_or_time_is_asked_back(citizen: Conversation, says: str, expects: str) -> None:
    citizen.says(says, expects="card_center.unclear")
    assert expects in str(citizen.last[0])
    assert states(citizen) == []
    assert citizen.tracker.active is not None
    assert citizen.tracker.active.asked == "time"


@pytest.mark.parametrize("says", ["昨日カードの受け取りを予約したい", "平成30年5月1日にカードの受け取りを予約したい"])
def test_what_is_over_is_told(citizen: Conversation, says: str) -> None:
    citizen.says(says, expects="dialogue.is_past")
    citizen.says("おととい", expects="dialogue.is_past")
    assert states(citizen) == []


def test_by_era(citizen: Conversation) -> None:
    day = day_of(7)
    said = f"令和{day.year - 2018}年{say_day(day)}の14時にカードの受け取りを予約したい"
    citizen.says(said, expects="card_center.held_for")


def test_of_two_days_both_are_offered_and_none_is_taken(citizen: Conversation) -> None:
    first, last = say_day(day_of(4)), say_day(day_of(6))
    citizen.says(f"{first}か{last}の14時にカードの受け取りを予約したい", expects="card_center.free_then")
    assert first in str(citizen.last)
    assert last in str(citizen.last)
    assert states(citizen) == []


def test_a_day_on_which_nothing_is_open(citizen: Conversation) -> None:
    citizen.says(f"{say_day(day_of(30))}にカードの受け取りを予約したい", expects="card_center.closed")
    assert "card_center.fill?time=@" in citizen.choices[0].postback


def test_a_day_too_far_ahead(citizen: Conversation) -> None:
    citizen.says(f"{say_day(day_of(120))}にカードの受け取りを予約したい", expects="card_center.too_far")


def test_what_to_bring_for_a_child(citizen: Conversation) -> None:
    citizen.says(f"{say_day(day_of(5))}の14時に娘のカードの受け取りを予約したい", expects="card_center.held_for")
    assert "法定代理人" in facts(citizen)["持ち物"]
    citizen.presses("はい", expects="法定代理人")
    citizen.presses("代理人が行く", expects="診断書")


def test_which_of_two_purposes(citizen: Conversation) -> None:
    citizen.says("カードの申請と受け取りを予約したい")
    assert citizen.labels[:2] == ["カードの受け取り", "カードの申請"]


def test_no_more_than_two_at_a_time(citizen: Conversation) -> None:
    for ahead in (3, 4):
        citizen.says(f"{say_day(day_of(ahead))}の14時にカードの受け取りを予約したい", expects="card_center.held_for")
        citizen.presses("はい", expects="card_center.reserved")
    citizen.says("カードの受け取りを予約したい", expects="card_center.limit")
    assert citizen.labels.count("予約を取り消す") == 2


def test_leaving_gives_back_what_was_held(citizen: Conversation) -> None:
    citizen.says(f"{say_day(day_of(5))}の14時にカードの受け取りを予約したい", expects="card_center.held_for")
    citizen.presses("やめる", expects="dialogue.cancelled")
    assert states(citizen) == [S.CANCELLED]


def test_another_time_gives_back_the_first(citizen: Conversation) -> None:
    citizen.says(f"{say_day(day_of(5))}の14時にカードの受け取りを予約したい", expects="card_center.held_for")
    citizen.says("やっぱり15時で", expects="午後3時")
    citizen.presses("午後3時", expects="card_center.held_for")
    citizen.presses("はい", expects="card_center.reserved")
    assert states(citizen) == [S.CANCELLED, S.RESERVED]


def test_more_people_after_all_keep_their_time(citizen: Conversation) -> None:
    citizen.says(f"{say_day(day_of(5))}の14時にカードの受け取りを予約したい", expects="card_center.held_for")
    citizen.says("やっぱり2人で", expects="card_center.held_for")
    assert facts(citizen)["人数"] == "2人"
    citizen.presses("はい", expects="card_center.reserved")
    assert [(row.units, row.state) for row in citizen.rows(Reservation)] == [(1, S.CANCELLED), (2, S.RESERVED)]


def test_a_city_without_a_card_centre_sends_to_its_office(citizen: Conversation) -> None:
    house = citizen.engine.house
    city = house.city.model_copy(update={"services": {}})
    citizen.engine.house = type(house)(**{**house.__dict__, "cities": type("Fixed", (), {"current": city})()})
    citizen.says("マイナンバーカードの受け取りを予約したい", expects="faq.not_yet_card_booking")
