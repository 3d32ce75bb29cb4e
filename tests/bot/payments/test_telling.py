"""Citizens hear of their payment where they ordered, in the transaction of the change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot import inbox
from bot.messages import Channel
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow
from bot.services.payments.opening import cancel_payment
from bot.services.payments.refunds import request_refund
from bot.simulator.stripe.passing import let_time_pass
from tests.bot.payments.till import Till


@pytest.fixture
def citizen(till: Till) -> int:
    with till.database.write() as session:
        return inbox.ensure_conversation(session, till.database, Channel.LINE, "U1", "ja")


def said(till: Till) -> list[tuple[str, list[str]]]:
    """(words, where the buttons lead) of each outbound row."""
    with till.database.read() as session:
        rows = list(session.exec(select(OutboxRow).order_by(OutboxRow.id)).all())  # type: ignore[arg-type]
        assert all(row.must_arrive and row.service == "payments" for row in rows)
        messages: list[Any] = [message for row in rows for message in row.messages]
        return [(one["text"], [choice["url"] for choice in one.get("buttons", ())]) for one in messages]


def test_paid(till: Till, citizen: int) -> None:
    payment = till.order(conversation_id=citizen)
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    (words, buttons), *others = said(till)
    assert "お支払い（600円）を確認しました" in words
    assert payment.reference in words
    assert (buttons, others) == ([f"{till.find_url(payment)}/receipt.pdf?openExternalBrowser=1"], [])


def test_at_the_store_until_when_and_then_once_more(till: Till, citizen: int) -> None:
    payment = till.order(conversation_id=citizen, language="en")
    till.take_voucher(till.cashier.start(payment.reference))
    till.hear()
    till.clock.now += timedelta(days=5)
    with till.stripe.lock:
        let_time_pass(till.stripe)
    till.hear()
    (waiting, _), (failed, buttons) = said(till)
    assert "Please pay 600 yen by" in waiting
    assert "11:59" in waiting
    assert "not paid at the convenience store in time" in failed
    assert buttons == [till.find_url(payment)]


def test_expired_and_given_back(till: Till, citizen: int) -> None:
    payment = till.order(conversation_id=citizen)
    till.cashier.start(payment.reference)
    till.clock.now += timedelta(hours=13)
    with till.stripe.lock:
        let_time_pass(till.stripe)
    till.hear()
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    for amount, fails in ((200, 0), (100, 1)):
        till.stripe.failing_refunds = fails
        with till.database.write() as session:
            request_refund(session, payment.id or 0, amount, reason="x", requested_by="", now=till.clock())
        till.hear()
    expired, paid, refunded, failed = (words for words, _ in said(till))
    assert "期限が切れました" in expired
    assert "確認しました" in paid
    assert "200円" in refunded
    assert "返金ができませんでした" in failed


def test_paid_for_nothing(till: Till, citizen: int) -> None:
    payment = till.order(conversation_id=citizen)
    url = till.cashier.start(payment.reference)
    with till.database.write() as session:
        cancel_payment(session, payment.id or 0, till.clock())
    till.pay(url)
    till.hear()
    assert ["必要のないお支払い" in words for words, _ in said(till)] == [True]
    assert till.followed(payment) == []


def test_a_citizen_who_is_gone_is_not_told(till: Till, citizen: int) -> None:
    payment = till.order(conversation_id=citizen)
    with till.database.write() as session:
        session.delete(session.get_one(Conversation, citizen))
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    assert (said(till), till.get(payment).state) == ([], "paid")


def test_nobody_is_told_what_was_not_stored(till: Till, citizen: int) -> None:
    payment = till.order(conversation_id=citizen)
    till.pay(till.cashier.start(payment.reference))
    till.things.fails = True
    with pytest.raises(RuntimeError):
        till.hear()
    assert said(till) == []


def test_what_stays_after_a_citizen_has_nothing_of_them() -> None:
    """No table of payments has a conversation_id, so erasing a citizen leaves the accounts whole."""
    from bot.models import payments
    from bot.services.personal_data import list_tables

    names = {table.name for table in list_tables()}
    assert not {name for name in names if name.startswith("payment")}
    assert "conversation_ref" in payments.Payment.model_fields
