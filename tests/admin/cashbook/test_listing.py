"""What the cash office sees: the payments, what needs people, and one payment with its history."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import TOKYO, utc_now
from bot.models.payments import Payment
from bot.services.payments.refunds import request_refund
from bot.services.payments.report import make_report
from tests.admin.cashbook.conftest import mistake, pay
from tests.admin.staff_house import StaffBrowser
from tests.bot.documents.papers import words_of
from tests.bot.payments.till import Till


def give_back(till: Till, payment: Payment, yen: int, reason: str = "x") -> None:
    with till.database.write() as session:
        request_refund(session, payment.id or 0, yen, reason=reason, now=till.clock())
    till.hear()


def part_of(page: str, heading: str) -> str:
    """From one heading of a page to the next."""
    return page.partition(f">{heading}</h2>")[2].partition("<h2")[0]


def test_before_anything_was_paid_it_says_what_will_stand_there(till: Till, cashier: StaffBrowser) -> None:
    page = cashier.goes_to("/admin/payments").text
    assert "お支払いはまだありません" in page
    assert "Stripeとの照合はまだ行われていません" in page
    assert "ありません</span>" in part_of(page, "職員の確認が必要なもの")


def test_the_last_changed_stands_first(till: Till, cashier: StaffBrowser) -> None:
    first, second = pay(till, 1), pay(till, 2)
    till.clock.now += timedelta(hours=1)
    give_back(till, first, 200)
    listed = part_of(cashier.goes_to("/admin/payments").text, "支払いの一覧")
    assert listed.index(first.reference) < listed.index(second.reference)
    for words in ("一部返金", "支払い済み", "200円", "600円", "クレジットカード"):
        assert words in listed


def test_filters(till: Till, cashier: StaffBrowser) -> None:
    rows = (pay(till, 1), pay(till, 2), till.order(3))
    give_back(till, rows[1], 600)
    paid, given, opened = (row.reference for row in rows)
    today = utc_now().astimezone(TOKYO).date()
    for asked, found in (
        ("state=paid", {paid}),
        ("state=refunded", {given}),
        (f"number={opened.lower()}", {opened}),
        (f"since={today - timedelta(days=1)}", {paid, given, opened}),
        (f"until={today - timedelta(days=2)}", set()),
        ("state=nonsense", set()),
        ("since=nonsense&before=nonsense+1", {paid, given, opened}),
    ):
        page = cashier.goes_to(f"/admin/payments?{asked}").text
        assert {one for one in (paid, given, opened) if f">{one}</a>" in page} == found, asked
        assert ("条件に合うお支払いがありません" in page) is not bool(found)


def test_page_by_page(till: Till, cashier: StaffBrowser) -> None:
    wanted = {till.order(number).reference for number in range(120)}
    seen: list[str] = []
    path = "/admin/payments"
    while path:
        page = cashier.goes_to(path).text
        seen += [row.partition("</a>")[0] for row in page.split('href="/admin/payments/')[1:] if "firm" not in row[:3]]
        path = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    found = [row.partition(">")[2] for row in seen]
    assert len(found) == len(set(found)) == 120
    assert set(found) == wanted


def test_what_needs_people_stands_above(till: Till, cashier: StaffBrowser) -> None:
    wrong, failed = mistake(till, 1), pay(till, 2)
    till.stripe.failing_refunds = 1
    give_back(till, failed, 600)
    missing = pay(till, 3)
    with till.stripe.lock:
        till.stripe.sessions.pop(next(id for id, one in till.stripe.sessions.items() if _is_of(one, missing)))
    make_report(till.cashier, till.clock() - timedelta(days=2))
    above = part_of(cashier.goes_to("/admin/payments").text, "職員の確認が必要なもの")
    assert "Stripeとの最後の照合" in above
    for payment, words in ((wrong, "金額が違う支払い"), (failed, "返金できなかった"), (missing, "Stripeにない支払い")):
        assert above.count(payment.reference) == 1
        assert words in above


def _is_of(session: dict[str, object], payment: Payment) -> bool:
    return payment.reference in str(session)


def test_what_was_seen_to_stands_there_no_more(till: Till, cashier: StaffBrowser) -> None:
    failed = pay(till)
    till.stripe.failing_refunds = 1
    give_back(till, failed, 600)
    assert failed.reference in part_of(cashier.goes_to("/admin/payments").text, "職員の確認が必要なもの")
    give_back(till, failed, 600)
    assert failed.reference not in part_of(cashier.goes_to("/admin/payments").text, "職員の確認が必要なもの")


def test_one_with_its_history(till: Till, cashier: StaffBrowser, paid: Payment) -> None:
    give_back(till, paid, 200, "数の誤り")
    page = cashier.goes_to(f"/admin/payments/{paid.id}").text
    assert "手数料のお支払い 2件 600円" in page
    assert "支払い済み" in part_of(page, "支払い手続き")
    for words in (f"{paid.reference}-r1", "返金済み", "200円", "数の誤り"):
        assert words in part_of(page, "返金")
    told = part_of(page, "Stripeからの通知")
    for words in ("checkout.session.completed", "refund.created", "処理済み"):
        assert words in told
    assert cashier.asks("GET", "/admin/payments/999999").status == 404


def test_its_receipt(till: Till, cashier: StaffBrowser, paid: Payment) -> None:
    path = f"/admin/payments/{paid.id}/receipt.pdf"
    assert path in cashier.goes_to(f"/admin/payments/{paid.id}").text
    with cashier.open("GET", path) as answer:
        pdf = answer.read()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="receipt-{paid.reference}.pdf"'
    assert paid.reference in words_of(pdf)
    opened = till.order(2)
    assert cashier.asks("GET", f"/admin/payments/{opened.id}/receipt.pdf").status == 404
    assert "receipt.pdf" not in cashier.goes_to(f"/admin/payments/{opened.id}").text
