"""A fee is owed from when there is a place, and given back to who cancels."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.clock import utc_now
from bot.messages import Card
from bot.models.payments import AttemptState, Payment, PaymentAttempt, PaymentRefund, PaymentState
from bot.services.payments.subjects import NotPayable
from handlers.lectures.paid import create_subject
from tests.dialogue.conversation import Conversation
from tests.handlers.lectures.files import import_rows
from tests.handlers.lectures.test_dialogue import row, send_form

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    """With a place for two."""
    import_rows(conversation.database, row(イベント名="みそづくり", **{"料金(基本)": "1,200円"}), now=utc_now())
    conversation.says("みそづくりに2人で申し込みたい", expects="1,200円")
    conversation.presses("はい")
    send_form(conversation, expects="2,400円")
    return conversation


def pay(citizen: Conversation) -> None:
    """As the settling of a payment leaves it."""
    now = utc_now()
    with citizen.database.write() as session:
        payment = session.exec(select(Payment)).one()
        payment.state = PaymentState.PAID
        moments = {"created_at": now, "expires_at": now, "checked_at": now}
        own = {"payment_id": payment.id, "number": 1, "amount_yen": 2400, "language": "ja", "state": AttemptState.PAID}
        session.add_all((payment, PaymentAttempt(**own, **moments)))


def test_what_is_owed_is_for_everybody_who_comes(citizen: Conversation) -> None:
    (payment,) = payments(citizen)
    assert (payment.amount_yen, payment.subject_kind, payment.state) == (2400, "lecture", PaymentState.OPEN)
    (link,) = [choice.url for choice in citizen.choices if choice.label == "受講料を支払う"]
    assert payment.reference not in link
    assert "/pay/" in link


def test_who_cancels_owes_nothing(citizen: Conversation) -> None:
    citizen.presses("取り消す")
    citizen.presses("はい、取り消します", expects="lectures.withdrawn")
    (payment,) = payments(citizen)
    assert payment.state == PaymentState.CANCELLED
    with citizen.database.read() as session, pytest.raises(NotPayable):
        create_subject(citizen.engine.house.cities).quote(session, payment.subject_id)


def test_what_was_paid_is_given_back_and_keeps_the_data(citizen: Conversation) -> None:
    pay(citizen)
    citizen.presses("my_data.delete", expects="my_data.unfinished_title")
    citizen.presses("lectures.cancel?id=1", expects="lectures.is_paid")
    citizen.presses("lectures.withdraw?id=1", expects="lectures.withdrawn")
    with citizen.database.read() as session:
        assert [one.amount_yen for one in session.exec(select(PaymentRefund))] == [2400]
    citizen.presses("my_data.delete", expects="my_data.delete_means")


def payments(citizen: Conversation) -> list[Payment]:
    with citizen.database.read() as session:
        found = list(session.exec(select(Payment)))
        session.expunge_all()
        return found


def test_the_card_says_what_is_paid(citizen: Conversation) -> None:
    pay(citizen)
    (card,) = citizen.says("申し込んだ講座は？", expects="支払い済み")
    assert isinstance(card, Card)
    assert "受講料を支払う" not in citizen.labels
