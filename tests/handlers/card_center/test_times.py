"""The page on which a time is chosen: over HTTP, with the conversation it belongs to."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from bot.clock import TOKYO, utc_now
from bot.models.reservations import Reservation, ReservationState, Timeframe, Wait
from bot.services.reservations.taking import confirm, hold
from bot.texts import LANGUAGES
from handlers.card_center.service.catalogue import find_catalogue
from handlers.card_center.service.weeks import Room, load_week
from handlers.card_center.wanted import make_search
from tests.dialogue.conversation import Conversation
from tests.handlers.card_center.conftest import serve
from tests.handlers.card_center.places import day_of, open_places, say_day

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
S = ReservationState


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    """Who is asked for a time."""
    open_places(conversation.database, capacity=2, north=False)
    conversation.says("カードの受け取りを予約したい", expects="card_center.ask_time")
    return conversation


@pytest.fixture
def page(client: FlaskClient) -> FlaskClient:
    """Without the token against forged forms, which a browser has from the page."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    return client


def find_page(citizen: Conversation) -> str:
    """The address behind the button, without the host."""
    (choice,) = [one for one in citizen.choices if one.label == "カレンダーから選ぶ"]
    return "/" + choice.url.split("/", 3)[3]


def list_ids(citizen: Conversation, ahead: int) -> list[int]:
    """The timeframes of a day: 9, 10, 14 and 15 o'clock."""
    with citizen.database.read() as session:
        found = session.exec(select(Timeframe).order_by(col(Timeframe.starts_at)))
        return [one.id or 0 for one in found if one.starts_at.astimezone(TOKYO).date() == day_of(ahead)]


def fill(citizen: Conversation, *ids: int) -> None:
    with citizen.database.write() as session:
        for id in ids:
            held = hold(session, id, 2, utc_now(), conversation_id=None)
            confirm(session, held.id or 0, "M", utc_now())


def states(citizen: Conversation) -> list[str]:
    return [row.state for row in citizen.rows(Reservation)]


def test_chosen_on_the_page_and_confirmed_in_the_conversation(citizen: Conversation, page: FlaskClient) -> None:
    address, wanted = find_page(citizen), list_ids(citizen, 5)[2]
    assert f'name="time" value="{wanted}"' in page.get(f"{address}?day={day_of(5)}").text
    answer = page.post(address, data={"time": str(wanted)})
    assert (answer.status_code, states(citizen)) == (303, [S.HELD])
    chosen = page.get(answer.headers["Location"]).text
    assert "午後2時をお取りしています" in chosen
    assert "LINEのトークに戻って" in chosen
    citizen.hears("card_center.held_for")
    citizen.presses("はい", expects="card_center.reserved")
    (row,) = citizen.rows(Reservation)
    assert (row.state, row.timeframe_id, row.purpose) == (S.RESERVED, wanted, "receipt")


def test_even_where_a_press_would_do_it_is_read_back(citizen: Conversation, page: FlaskClient) -> None:
    citizen.says(f"{say_day(day_of(6))}の午後にカードの受け取りを予約したい", expects="card_center.free_then")
    page.post(find_page(citizen), data={"time": str(list_ids(citizen, 6)[2])})
    citizen.hears("card_center.summary")
    assert states(citizen) == [S.HELD]


def test_sent_twice_it_is_one(citizen: Conversation, page: FlaskClient) -> None:
    address, wanted = find_page(citizen), {"time": str(list_ids(citizen, 5)[0])}
    assert [page.post(address, data=wanted).status_code for _ in range(2)] == [303, 303]
    citizen.hears("card_center.summary")
    assert states(citizen) == [S.HELD]


def test_another_time_gives_back_the_first(citizen: Conversation, page: FlaskClient) -> None:
    address = find_page(citizen)
    for place in (0, 3):
        page.post(address, data={"time": str(list_ids(citizen, 5)[place])})
        citizen.hears("card_center.summary")
    citizen.presses("はい", expects="card_center.reserved")
    assert states(citizen) == [S.CANCELLED, S.RESERVED]


def test_who_is_second_is_told_and_sees_the_nearest_others(citizen: Conversation, page: FlaskClient) -> None:
    address, (nine, ten, two, three) = find_page(citizen), list_ids(citizen, 5)
    fill(citizen, ten)
    answer = page.post(address, data={"time": str(ten), "day": f"{day_of(5)}"})
    assert answer.status_code == 409
    assert "その時間は、いま埋まったか" in answer.text
    near, _, rest = answer.text.partition('class="lead"')
    assert f'value="{nine}"' in near
    assert f'value="{two}"' in near
    assert f'name="wait" value="{ten}"' in rest
    assert f'name="time" value="{three}"' in rest
    assert states(citizen) == []


@pytest.mark.parametrize("wanted", ["", "x", "999999", "-1"])
def test_what_is_no_time_is_gone(citizen: Conversation, page: FlaskClient, wanted: str) -> None:
    answer = page.post(find_page(citizen), data={"time": wanted})
    assert (answer.status_code, states(citizen)) == (409, [])


def test_waiting_for_a_full_time(citizen: Conversation, page: FlaskClient) -> None:
    for place, is_told in ((0, True), (1, True), (2, True), (3, False)):
        wanted = list_ids(citizen, 5)[place]
        fill(citizen, wanted)
        answer = page.post(find_page(citizen), data={"wait": str(wanted)})
        if is_told:
            assert answer.status_code == 303
            assert "空き待ち" in page.get(answer.headers["Location"]).text
            citizen.hears("card_center.waiting")
        else:
            assert (answer.status_code, "空き待ちは3件まで" in answer.text) == (409, True)
        citizen.says("カードの受け取りを予約したい", expects="card_center.ask_time")
    assert [row.purpose for row in citizen.rows(Wait)] == ["receipt"] * 3


def test_moving_to_another_time(citizen: Conversation, page: FlaskClient) -> None:
    citizen.says(f"{say_day(day_of(5))}の14時", expects="card_center.held_for")
    citizen.presses("はい", expects="card_center.reserved")
    own, full = list_ids(citizen, 5)[2], list_ids(citizen, 5)[3]
    fill(citizen, full)
    citizen.presses("日時を変更する", expects="card_center.ask_time")
    address, wanted = find_page(citizen), list_ids(citizen, 5)[0]
    shown = page.get(f"{address}?day={day_of(5)}").text
    assert f'value="{own}"' not in shown
    assert f'value="{full}"' not in shown
    assert page.post(address, data={"time": str(full)}).status_code == 409
    answer = page.post(address, data={"time": str(wanted)})
    assert "変更を、トークで確かめて" in page.get(answer.headers["Location"]).text
    citizen.hears("card_center.move_summary")
    citizen.presses("はい", expects="card_center.moved")
    assert [(row.state, row.timeframe_id) for row in citizen.rows(Reservation)] == [(S.RESERVED, wanted)]


def test_when_the_conversation_is_about_something_else(citizen: Conversation, page: FlaskClient) -> None:
    address, wanted = find_page(citizen), {"time": str(list_ids(citizen, 5)[0])}
    citizen.presses("やめる", expects="dialogue.cancelled")
    for answer in (page.get(address), page.post(address, data=wanted), page.get("/card-center/forged/times")):
        assert (answer.status_code, "使えなくなりました" in answer.text) == (410, True)
    citizen.sends_postback("card_center.pick?time=@1", expects="dialogue.expired")
    assert states(citizen) == []


def test_a_forged_form_takes_nothing(citizen: Conversation, client: FlaskClient) -> None:
    answer = client.post(find_page(citizen), data={"time": str(list_ids(citizen, 5)[0])})
    assert (answer.status_code, states(citizen)) == (303, [])
    assert answer.headers["Location"].endswith("/times")


def test_the_waiting_room_stands_before_it(citizen: Conversation) -> None:
    busy, address = serve(citizen, entries_per_second=0.1), find_page(citizen)
    busy.config["WTF_CSRF_ENABLED"] = False
    for answer in (
        busy.test_client().get(address),
        busy.test_client().post(address, data={"time": str(list_ids(citizen, 5)[0])}),
    ):
        assert int(answer.headers["Refresh"]) > 0
    assert states(citizen) == []


def test_half_days(citizen: Conversation) -> None:
    nine, ten, two, _ = list_ids(citizen, 9)
    fill(citizen, nine, ten, two)
    catalogue = find_catalogue(citizen.engine.house.city)
    assert catalogue is not None
    with citizen.database.read() as session:
        search = make_search(catalogue, {"purpose": "receipt"}, utc_now())
        week = load_week(session, search, day_of(9))
        family = load_week(session, make_search(catalogue, {"purpose": "receipt", "persons": 3}, utc_now()), day_of(9))
        far = load_week(session, search, day_of(400))
    by_day = {day.on: day.halves for day in week.days}
    assert by_day[day_of(9)] == (Room.FULL, Room.FREE)
    assert all(halves == (Room.CLOSED, Room.CLOSED) for halves in (day.halves for day in family.days))
    assert (far.after, far.find_day(None)) == (None, None)
    assert week.find_day(day_of(9)).on == day_of(9)  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(citizen: Conversation, page: FlaskClient, language: str) -> None:
    answer = page.get(f"{find_page(citizen)}?lang={language}&day={day_of(5)}")
    assert citizen.engine.house.texts.get(language, "card_center.times_title") in answer.text
    assert answer.text.count("<h1") == 1
    assert "style=" not in answer.text
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
