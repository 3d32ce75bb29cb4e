"""Giving back: checked on a second page, done once, in the audit log, and carried out by the worker."""

from __future__ import annotations

import pytest

from bot.models.payments import Payment
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.cashbook.conftest import pay
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.bot.payments.till import Till


def check(cashier: StaffBrowser, payment: Payment, yen: str, reason: str = "数の誤り") -> str:
    """The page that follows the form."""
    cashier.goes_to(f"/admin/payments/{payment.id}")
    return cashier.sends(f"/admin/payments/{payment.id}/refund/check", yen=yen, reason=reason).text


def confirm(cashier: StaffBrowser, payment: Payment) -> str:
    return cashier.sends(f"/admin/payments/{payment.id}/refund").text


def list_asked(till: Till) -> list[tuple[int, str, str, str]]:
    return [(one.amount_yen, one.reason, one.requested_by, one.state) for one in till.refunds()]


def test_in_part(house: StaffHouse, till: Till, cashier: StaffBrowser, paid: Payment) -> None:
    page = check(cashier, paid, "２００")
    assert "<strong>200円</strong>" in page
    assert "400円" in page  # what is left then
    assert list_asked(till) == []
    kei = str(house.member("kei").id)
    assert "200円の返金を始めました" in confirm(cashier, paid)
    assert list_asked(till) == [(200, "数の誤り", kei, "requested")]
    entry = house.entries()[-1]
    assert (entry.action, entry.object_kind, entry.object_id) == (
        "payments.refund_requested",
        "payment",
        paid.reference,
    )
    assert (entry.actor_id, entry.department, entry.role, entry.reason) == (kei, "residents", "service", "数の誤り")
    assert entry.new == {"refund": f"{paid.reference}-r1", "yen": 200}
    till.hear()
    assert (till.get(paid).state, till.get(paid).refunded_yen) == ("partly_refunded", 200)


def test_in_whole(till: Till, cashier: StaffBrowser, paid: Payment) -> None:
    check(cashier, paid, "600")
    confirm(cashier, paid)
    till.hear()
    assert till.get(paid).state == "refunded"
    page = cashier.goes_to(f"/admin/payments/{paid.id}").text
    assert "全額返金" in page
    assert "refund/check" not in page


def test_pressed_twice_it_is_given_back_once(
    house: StaffHouse, till: Till, cashier: StaffBrowser, paid: Payment
) -> None:
    page = check(cashier, paid, "200")
    confirm(cashier, paid)
    fields = dict(part.partition('" value="')[::2] for part in _hidden(page))
    answer = cashier.asks("POST", f"/admin/payments/{paid.id}/refund", fields)
    assert answer.status == 422
    assert "残りが400円に変わりました" in answer.text
    assert len(till.refunds()) == 1
    assert house.actions().count("payments.refund_requested") == 1


def _hidden(page: str) -> list[str]:
    return [one.partition('">')[0] for one in page.split('<input type="hidden" name="')[1:]]


@pytest.mark.parametrize("yen", ["0", "-1", "601", "", "x", "1.5", "二百", "9" * 40])
def test_a_sum_that_can_not_be_given_back(till: Till, cashier: StaffBrowser, paid: Payment, yen: str) -> None:
    check(cashier, paid, yen)
    assert cashier.page.status == 422
    assert cashier.errors() == {"yen": "1円から600円までの金額を数字で入れてください。"}
    assert 'value="数の誤り"' in cashier.page.text


@pytest.mark.parametrize("reason", ["", "  ", "長" * 201])
def test_without_a_reason_nothing_is_given_back(till: Till, cashier: StaffBrowser, paid: Payment, reason: str) -> None:
    check(cashier, paid, "200", reason)
    assert list(cashier.errors()) == ["reason"]
    assert list_asked(till) == []


def test_the_second_page_believes_no_more_than_the_first(
    house: StaffHouse, till: Till, cashier: StaffBrowser, paid: Payment
) -> None:
    check(cashier, paid, "200")
    for changed in ({"yen": "700"}, {"reason": ""}, {"left": "9000", "yen": "700"}, {"csrf_token": "forged"}):
        check(cashier, paid, "200")
        assert cashier.sends(f"/admin/payments/{paid.id}/refund", **changed).status in (400, 422)
    assert list_asked(till) == []
    assert "payments.refund_requested" not in house.actions()


def test_of_what_is_not_paid_nothing_is_given_back(till: Till, cashier: StaffBrowser, paid: Payment) -> None:
    opened = till.order(2)
    assert "refund/check" not in cashier.goes_to(f"/admin/payments/{opened.id}").text
    cashier.goes_to(f"/admin/payments/{paid.id}")
    assert cashier.sends(f"/admin/payments/{opened.id}/refund/check", yen="1", reason="x").status == 422


def test_at_a_store_a_bank_account_is_awaited(till: Till, cashier: StaffBrowser) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.take_voucher(url)
    till.pay_at_store(url)
    till.hear()
    assert "銀行口座" in check(cashier, payment, "600")


def test_other_services_staff_are_not_let_in(house: StaffHouse, till: Till) -> None:
    payment = pay(till)
    house.add("aki", Grant(Role.SERVICE, service="faq"), Role.ADMINISTRATOR)
    aki = house.sign_in("aki")
    for path in ("", f"/{payment.id}", f"/{payment.id}/receipt.pdf"):
        assert aki.asks("GET", f"/admin/payments{path}").status == 403
    assert "/admin/payments" not in aki.goes_to("/admin/").text
