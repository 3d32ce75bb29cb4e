"""The citizen's page, over real HTTP: what is owed, on to the provider, back, and what became of it."""

from __future__ import annotations

import pytest

from tests.bot.payments.till import Browser, Till


def test_from_the_link_to_the_money_and_back(till: Till, browser: Browser) -> None:
    payment = till.order()
    link = till.find_url(payment)
    status, page = browser.get(link)
    assert status == 200
    assert "600円" in page
    assert payment.reference in page
    status, url = browser.press(link)
    assert (status, till.session_of(url)["status"]) == (303, "open")
    status, back = browser.press(url, act="paypay")
    assert (status, back) == (303, link + "?back=1")
    assert "お支払いが完了しました" in browser.get(back)[1]
    assert till.get(payment).state == "paid"


def test_whoever_comes_back_need_not_wait_for_the_webhook(till: Till, browser: Browser) -> None:
    till.stripe.webhooks.faults.drop_share = 1.0
    payment = till.order()
    till.take_voucher(browser.press(till.find_url(payment))[1])
    page = browser.get(till.find_url(payment) + "?back=1")[1]
    assert "コンビニでのお支払いをお待ちしています。令和" in page
    assert "<form" not in page


def test_the_second_tab_is_told(till: Till, browser: Browser) -> None:
    till.stripe.webhooks.faults.drop_share = 1.0
    link = till.find_url(till.order())
    first, second = browser.press(link)[1], browser.press(link)[1]
    assert first == second
    till.pay(first)
    status, page = browser.press(link)
    assert status == 409
    assert "お支払いが完了しました" in page
    assert "支払いに進む" not in page
    assert len(till.stripe.charges) == 1


def test_while_the_provider_is_down_the_citizen_is_told(till: Till, browser: Browser) -> None:
    payment = till.order()
    till.stripe.faults.add("checkout.sessions.create", "error", times=3)
    status, page = browser.press(till.find_url(payment))
    assert status == 503
    assert "代金はいただいていません" in page
    assert 'role="alert"' in page
    assert "<form" in page
    assert browser.press(till.find_url(payment))[0] == 303


def test_it_shows_what_it_costs_now(till: Till, browser: Browser) -> None:
    payment = till.order()
    till.things.price = 400
    assert "400円" in browser.get(till.find_url(payment))[1]


def test_what_can_no_longer_be_had_has_no_button(till: Till, browser: Browser) -> None:
    payment = till.order()
    till.things.is_gone = True
    for status, page in (browser.get(till.find_url(payment)), browser.press(till.find_url(payment))):
        assert status in (200, 409)
        assert "いまはお支払いいただけません" in page
        assert "<form" not in page


def test_what_staff_must_look_at_is_not_paid_again(till: Till, browser: Browser) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.session_of(url)["amount_total"] = 60
    till.pay(url)
    till.hear()
    status, page = browser.press(till.find_url(payment))
    assert status == 409
    assert "もう一度支払わないでください" in page
    assert "<form" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja-easy", "お金を はらう"),
        ("en", "This has not been paid yet."),
        ("zh", "尚未付款"),
        ("ko", "아직 결제되지 않았습니다"),
        ("vi", "Chưa thanh toán"),
    ],
)
def test_it_speaks_the_citizens_language(till: Till, browser: Browser, language: str, words: str) -> None:
    assert words in browser.get(till.find_url(till.order(language=language)))[1]


@pytest.mark.parametrize("token", ["x", "IlAtMSI.x", "P-7KQ2M-9XF4B-T3HZD", "%00", "a" * 5000])
def test_a_forged_token_opens_nothing(till: Till, browser: Browser, token: str) -> None:
    assert browser.get(f"{till.url}/pay/{token}")[0] == 404
    assert browser.press(f"{till.url}/pay/{token}")[0] == 404


def test_its_headers_keep_the_address_secret_and_the_form_in_bounds(till: Till, browser: Browser) -> None:
    answer = browser.pool.request("GET", till.find_url(till.order()))
    policy = answer.headers["Content-Security-Policy"]
    assert "form-action 'self' https://checkout.example" in policy
    assert "unsafe-inline" not in policy
    assert "<script" not in answer.data.decode()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
