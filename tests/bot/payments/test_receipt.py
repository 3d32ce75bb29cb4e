"""The receipt of a payment, over real HTTP: once it is paid, whatever becomes of it, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import TOKYO
from bot.models.payments import Payment
from bot.services.payments.opening import find_by_reference
from bot.services.payments.refunds import request_refund
from bot.simulator.stripe.refunding import fail_refund
from tests.bot.documents.papers import read, words_of
from tests.bot.payments.till import Browser, Till, load_words


@pytest.fixture
def paid(till: Till) -> Payment:
    return pay(till, till.order())


def pay(till: Till, payment: Payment) -> Payment:
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    return till.get(payment)


def give_back(till: Till, payment: Payment, yen: int) -> None:
    with till.database.write() as session:
        request_refund(session, payment.id or 0, yen, reason="x", requested_by="", now=till.clock())
    till.hear()


def fetch(till: Till, browser: Browser, payment: Payment, **form: str) -> bytes:
    answer = browser.fetch(f"{till.find_url(payment)}/receipt.pdf", **form)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    return answer.data


def test_paid(till: Till, browser: Browser, paid: Payment) -> None:
    link = f"{till.find_url(paid)}/receipt.pdf"
    assert link.removeprefix(till.url) in browser.get(till.find_url(paid))[1]
    answer = browser.fetch(link)
    assert answer.headers["Content-Disposition"] == f'inline; filename="receipt-{paid.reference}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    words = words_of(answer.data)
    day = paid.paid_at.astimezone(TOKYO).date() if paid.paid_at else None
    for wanted in (paid.reference, "600円", "クレジットカード", f"({day})", "みどり野市", "市民窓口課", "印は省略"):
        assert wanted in words
    assert "様" not in words
    assert fetch(till, browser, paid) == answer.data


def test_given_back_in_part_and_then_in_whole(till: Till, browser: Browser, paid: Payment) -> None:
    before = fetch(till, browser, paid)
    till.clock.now += timedelta(days=3)
    give_back(till, paid, 200)
    day = till.clock().astimezone(TOKYO).date()
    partly = fetch(till, browser, paid)
    assert partly != before
    for wanted in ("一部返金済み", f"({day})", "400"):
        assert wanted in words_of(partly)
    till.clock.now += timedelta(days=3)
    give_back(till, paid, 400)
    assert "返金済み（全額）" in words_of(fetch(till, browser, paid))
    assert "receipt.pdf" in browser.get(till.find_url(paid))[1]


def test_a_refund_that_failed_in_the_end_was_none(till: Till, browser: Browser, paid: Payment) -> None:
    before = fetch(till, browser, paid)
    give_back(till, paid, 200)
    (refund,) = till.stripe.refunds.values()
    with till.stripe.lock:
        fail_refund(till.stripe, refund, "declined")
    till.hear()
    assert fetch(till, browser, paid) == before


def test_with_a_name_that_is_kept_nowhere(till: Till, browser: Browser, paid: Payment) -> None:
    before = fetch(till, browser, paid)
    assert "髙﨑 花子 様" in words_of(fetch(till, browser, paid, name="髙﨑 花子"))
    assert "様" not in words_of(fetch(till, browser, paid, name="  "))
    assert len(read(fetch(till, browser, paid, name="長" * 5_000)).pages) == 1
    assert fetch(till, browser, paid) == before


def test_in_the_citizens_language(till: Till, browser: Browser) -> None:
    payment = pay(till, till.order(language="vi"))
    words = words_of(fetch(till, browser, payment))
    assert "Biên lai 領収書" in words
    assert "Thẻ tín dụng クレジットカード" in words


def test_where_the_bill_became_another_the_sum_that_was_paid_counts(
    till: Till, browser: Browser, paid: Payment
) -> None:
    with till.database.write() as session:
        own = find_by_reference(session, paid.reference)
        assert own is not None
        own.lines = [{"text_key": "gone.for_good", "count": 1, "yen": 400}]
    words = words_of(fetch(till, browser, paid))
    assert "手数料 1 600" in words


def test_a_fee_is_called_what_the_city_calls_it(till: Till, browser: Browser) -> None:
    payment = pay(till, till.order(language="en"))
    with till.database.write() as session:
        own = find_by_reference(session, payment.reference)
        assert own is not None
        own.lines = [
            {"text_key": "fee.resident_record", "count": 1, "yen": 400},
            {"text_key": "fee.gone", "count": 1, "yen": 200},
        ]
    words = words_of(fetch(till, browser, payment))
    fee = load_words()[1].find_fee("resident_record")
    assert fee is not None
    for wanted in (fee.name_in("en"), fee.name_in("ja"), "Fee 手数料 1 200"):
        assert wanted in words


def test_nothing_paid_is_no_receipt(till: Till, browser: Browser) -> None:
    payment = till.order()
    link = f"{till.find_url(payment)}/receipt.pdf"
    assert "receipt.pdf" not in browser.get(till.find_url(payment))[1]
    assert [browser.fetch(link).status, browser.fetch(link, name="x").status] == [404, 404]
    till.take_voucher(till.cashier.start(payment.reference))
    till.hear()
    assert browser.fetch(link).status == 404
    assert browser.fetch(f"{till.url}/pay/forged/receipt.pdf").status == 404
