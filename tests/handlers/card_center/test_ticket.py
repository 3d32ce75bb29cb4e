"""The ticket of a reservation, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from sqlmodel import col, select

from bot import inbox
from bot.bell import Bell
from bot.booking.wiring import find_receptions
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.clock import utc_now
from bot.messages import Card
from bot.models.reservations import Reservation, ReservationState, Timeframe
from bot.services.reservations.leaving import end, move
from bot.services.reservations.taking import hold
from bot.signed_ids import sign_id
from bot.texts import LANGUAGES
from bot.tickets import page
from bot.tickets.links import KIND
from bot.tickets.signing import TicketKeys
from bot.tickets.ticket import make_ticket
from tests.channels.web.conftest import CITY
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.card_center.places import day_of, open_places, say_day

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    """Who has reserved for a family of two on the fifth day from now."""
    open_places(conversation.database)
    conversation.says(
        f"{say_day(day_of(5))}の14時に2人でマイナンバーカードの申請を予約したい", expects="card_center.held_for"
    )
    conversation.presses("はい", expects="card_center.reserved")
    return conversation


@pytest.fixture
def client(conversation: Conversation) -> FlaskClient:
    app = Flask("tests", static_folder=None)
    app.config.update(SECRET_KEY=SECRET_KEY)
    CSRFProtect(app)
    database, house = conversation.database, conversation.engine.house
    web = WebCounter(database, Bell(), house.texts, lambda inbounds: inbox.accept(database, inbounds), CITY)
    app.register_blueprint(web_blueprint.create_blueprint(web))
    app.register_blueprint(page.create_blueprint(database, house, find_receptions(house.cities, house.texts)))
    return app.test_client()


def find_path(citizen: Conversation) -> str:
    """Where the card's button leads."""
    (card,) = [message for message in citizen.last if isinstance(message, Card)]
    return next("/" + one.url.split("/", 3)[3] for one in card.buttons if one.label == "受付用QRコード")


def test_the_cards_button_opens_the_ticket(citizen: Conversation, client: FlaskClient) -> None:
    answer = client.get(find_path(citizen))
    (own,) = citizen.rows(Reservation)
    assert answer.status_code == 200
    for words in (own.number, "当日になったら使えます", "本庁舎 10番窓口", "午後2時", "2人", "<svg"):
        assert words in answer.text
    assert "<script" not in answer.text
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_moved_reservation_has_another_ticket(citizen: Conversation, client: FlaskClient) -> None:
    path, (own,), keys = find_path(citizen), citizen.rows(Reservation), TicketKeys(citizen.database.vault)
    with citizen.database.write() as session:
        before = make_ticket(session.get_one(Reservation, own.id), session.get_one(Timeframe, own.timeframe_id))
        later = select(Timeframe.id).where(Timeframe.starts_at > utc_now() + timedelta(days=8))
        moved = move(session, own.id, session.exec(later.order_by(col(Timeframe.id))).first() or 0, utc_now())
        after = make_ticket(moved, session.get_one(Timeframe, moved.timeframe_id))
    assert (before.number, before.timeframe_id) != (after.number, after.timeframe_id)
    assert keys.read(keys.sign(after)) == after
    assert f"{day_of(5).day}日" not in client.get(path).text


@pytest.mark.parametrize(
    ("state", "words"),
    [(ReservationState.CANCELLED, "取り消されています"), (ReservationState.ATTENDED, "受付が済んでいます")],
)
def test_what_has_ended_shows_no_code(
    citizen: Conversation, client: FlaskClient, state: ReservationState, words: str
) -> None:
    path, (own,) = find_path(citizen), citizen.rows(Reservation)
    with citizen.database.write() as session:
        end(session, own.id, state, utc_now())
    page = client.get(path).text
    assert words in page
    assert 'class="picture"' not in page


def test_what_is_over_says_so(citizen: Conversation, client: FlaskClient) -> None:
    path, (own,) = find_path(citizen), citizen.rows(Reservation)
    with citizen.database.write() as session:
        timeframe = session.get_one(Timeframe, own.timeframe_id)
        timeframe.starts_at -= timedelta(days=30)
        timeframe.ends_at -= timedelta(days=30)
        session.add(timeframe)
    assert "過ぎました" in client.get(path).text


def test_nobody_elses(citizen: Conversation, client: FlaskClient) -> None:
    with citizen.database.write() as session:
        held = hold(session, 2, 1, utc_now(), conversation_id=citizen.id).id or 0
    forged = (
        "x",
        sign_id("another key", KIND, 1),
        sign_id(SECRET_KEY, "card_center", 1),
        sign_id(SECRET_KEY, KIND, 99),
    )
    for token in (*forged, sign_id(SECRET_KEY, KIND, held)):
        assert client.get(f"/tickets/{token}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(citizen: Conversation, client: FlaskClient, language: str) -> None:
    page = client.get(f"{find_path(citizen)}?lang={language}").text
    assert citizen.engine.house.texts.get(language, "tickets.how") in page
