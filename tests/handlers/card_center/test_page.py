"""The page for everybody, and the calendar's file, over HTTP."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Event
from sqlmodel import select

from bot.clock import TOKYO, utc_now
from bot.messages import Card
from bot.models.reservations import Reservation, ReservationState, Timeframe
from bot.services.reservations.leaving import end, move
from bot.services.reservations.taking import hold
from bot.signed_ids import sign_id
from bot.texts import LANGUAGES
from handlers.card_center.links import KIND
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.card_center.places import FIRST, day_of, open_places, say_day

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    """Who has reserved the fifth day from now at 2 o'clock."""
    open_places(conversation.database)
    conversation.says(f"{say_day(day_of(5))}の14時にカードの受け取りを予約したい", expects="card_center.held_for")
    conversation.presses("はい", expects="card_center.reserved")
    return conversation


def find_link(citizen: Conversation) -> str:
    """Of the card, without the host."""
    (card,) = [message for message in citizen.last if isinstance(message, Card)]
    url = next(button.url for button in card.buttons if button.url)
    return "/" + url.split("/", 3)[3]


def read_event(client: FlaskClient, path: str) -> Event:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_the_calendars_file_follows_the_reservation(citizen: Conversation, client: FlaskClient) -> None:
    path, (own,) = find_link(citizen), citizen.rows(Reservation)
    event = read_event(client, path)
    assert event.decoded("dtstart") == datetime.combine(day_of(5), time(14), TOKYO)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=30)
    assert own.number in str(event["description"])
    assert "本庁舎" in str(event["location"])
    assert [part.decoded("trigger") for part in event.walk("VALARM")] == [timedelta(hours=-1)]
    with citizen.database.write() as session:
        wanted = next(one for one in session.exec(select(Timeframe)) if _is_on(one, 8))
        move(session, own.id, wanted.id or 0, utc_now() + timedelta(seconds=5))
    moved = read_event(client, path)
    assert moved["uid"] == event["uid"]
    assert moved.decoded("sequence") > event.decoded("sequence")
    assert moved.decoded("dtstart").astimezone(TOKYO).date() == day_of(8)
    with citizen.database.write() as session:
        end(session, own.id, ReservationState.CANCELLED, utc_now())
    assert str(read_event(client, path)["status"]) == "CANCELLED"


def _is_on(timeframe: Timeframe, ahead: int) -> bool:
    return timeframe.starts_at.astimezone(TOKYO).date() == day_of(ahead)


def test_the_file_of_nobody_elses(citizen: Conversation, client: FlaskClient) -> None:
    for token in ("x", sign_id("another key", KIND, 1), sign_id(SECRET_KEY, KIND, 99)):
        assert client.get(f"/card-center/{token}/reservation.ics").status_code == 404
    with citizen.database.write() as session:
        held = hold(session, 2, 1, utc_now(), conversation_id=citizen.id).id
    token = sign_id(SECRET_KEY, KIND, held or 0)
    assert client.get(f"/card-center/{token}/reservation.ics").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_full_it_is_in_every_language(citizen: Conversation, client: FlaskClient, language: str) -> None:
    answer = client.get(f"/card-center?lang={language}", follow_redirects=True)
    assert answer.status_code == 200
    assert citizen.engine.house.texts.get(language, "card_center.crowd_title") in answer.text
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "style=" not in answer.text


def test_the_hours_and_their_share(conversation: Conversation, client: FlaskClient) -> None:
    open_places(conversation.database, days=2, capacity=10)
    with conversation.database.write() as session:
        hold(session, 1, 9, utc_now(), conversation_id=None)
    page = client.get("/card-center?lang=ja", follow_redirects=True).text
    assert page.count("90%（混雑）") == 1
    assert page.count(">0%（空き）") == 9  # four hours a day in the hall, one in the north
    assert page.count("<table>") == 4
    assert "受付時間外です" in page
    assert f"{day_of(FIRST).month}月{day_of(FIRST).day}日" in page


def test_a_place_with_nothing_to_come(conversation: Conversation, client: FlaskClient) -> None:
    assert "受付の予定がありません" in client.get("/card-center?lang=ja", follow_redirects=True).text


def test_the_card_in_conversation_leads_there(citizen: Conversation) -> None:
    (card,) = citizen.presses("窓口の混みぐあい", expects="card_center.crowd_text")
    assert isinstance(card, Card)
    assert [name.split("\n")[0] for name, _ in card.facts] == ["本庁舎 10番窓口", "北部支所"]
    assert all("いちばん空いているのは" in value for _, value in card.facts)
    assert card.buttons[0].url.endswith("/card-center?lang=ja")
