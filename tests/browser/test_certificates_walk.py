"""A certificate on the web page, by the keyboard alone on a small screen with large text, up to Stripe's page."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from bot.clock import utc_now
from bot.settings import Settings
from bot.texts import load_texts
from handlers.certificates.links import passport_url
from handlers.certificates.models import Application, ApplicationState, IdentityLevel
from handlers.certificates.service.steps import By, enter, move
from tests.browser.conftest import OpenPage
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED
from tests.browser.walk import SMALL, Walker
from tests.channels.forms.conftest import make_photo
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

S = ApplicationState
SHORT = {"f-name": "髙﨑𠮷子", "f-birth_date-year": "1985", "f-birth_date-month": "4", "f-birth_date-day": "1"}
LONG = {"f-postcode": "380-0801", "f-address": "長野県長野市箱清水1-2-3", "f-phone": "090-1234-5678"}


@pytest.fixture
def office(open_office: OpenOffice, settings: Settings) -> Office:
    changes = {
        "stripe_key": "sk_test_walk",
        "stripe_webhook_secret": "whsec_walk",
        "stripe_api_url": f"{settings.public_url}/simulator/stripe/api",
        "identity_issuer": f"{settings.public_url}/simulator/identity",
        "identity_client_secret": "a secret of the walk",
    }
    return open_office(changes, shows_simulator=True)


@pytest.fixture
def walker(open_page: OpenPage) -> Walker:
    return Walker(open_page("about:blank", **SMALL), load_texts(), "ja")


def opens(walker: Walker, label: str) -> None:
    """A link in the chat, which opens another tab: its address in this one."""
    walker.reaches(label, "Shift+Tab")
    walker.goes_to(walker.page.evaluate("document.activeElement.href"))


def test_from_the_wish_to_the_payment(walker: Walker, office: Office) -> None:
    page = walker.page
    walker.goes_to(office.url)
    walker.asks("車の名義変更に使う証明書がほしい")
    walker.hears(1, "軽自動車では住民票の写し")
    walker.presses("住民票の写し", "Shift+Tab")
    walker.hears(2)
    walker.asks("1通を郵送で")
    walker.hears(3, walker.says("certificates.summary"))
    walker.presses(walker.says("dialogue.yes"), "Shift+Tab")
    walker.hears(4, walker.says("certificates.form_ready"))
    opens(walker, walker.says("certificates.open_form"))
    for id, words in {**SHORT, **LONG}.items():
        walker.writes(id, words)
    assert page.locator("#f-relationship-self").is_checked()
    page.locator("#f-photo").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": make_photo()})
    walker.presses(walker.says("forms.go_on"))
    expect(page.locator(".answers")).to_contain_text("車の名義変更・登録")
    walker.fits()
    walker.presses(walker.says("forms.send"))
    expect(page.locator(".done")).to_be_focused()
    walker.presses(walker.says("forms.back_to_chat"))
    walker.hears(5, "手数料のお支払いで、お申し込みが終わります")
    opens(walker, walker.says("certificates.pay"))
    expect(page.locator(".total")).to_contain_text("410円")
    walker.presses(walker.says("payments.pay"))
    page.wait_for_url("**/simulator/stripe/pay/**")
    assert urlsplit(page.url).path.startswith("/simulator/stripe/pay/cs_test_")


def test_who_is_verified_writes_only_the_rest(walker: Walker, office: Office) -> None:
    page = walker.page
    walker.goes_to(office.url)
    walker.asks("固定資産評価証明書を1通、本庁舎で受け取り、現金で払います")
    walker.hears(1, walker.says("certificates.summary"))
    walker.presses(walker.says("dialogue.yes"), "Shift+Tab")
    walker.hears(2, walker.says("certificates.form_ready"))
    opens(walker, walker.says("certificates.open_form"))
    expect(page.locator("h1")).to_have_text(walker.says("forms.identity_heading"))
    walker.presses(walker.says("forms.identity_go"))
    page.wait_for_url("**/simulator/identity/authorize?**")
    walker.fits()
    walker.presses("カードを読み取る")
    page.wait_for_url("**/liff/certificate/**")
    expect(page.locator("#f-name")).to_have_text("見本 花子")
    expect(page.locator("#f-photo")).to_have_count(0)
    walker.fits()
    walker.writes("f-phone", "090-1234-5678")
    walker.presses(walker.says("forms.go_on"))
    expect(page.locator(".answers")).to_contain_text("1985年4月1日（昭和60年）")
    walker.presses(walker.says("forms.send"))
    expect(page.locator(".done")).to_be_focused()
    walker.presses(walker.says("forms.back_to_chat"))
    walker.hears(3)
    (application,) = office.rows(Application)
    assert (application.state, application.identity) == (S.PAID, IdentityLevel.VERIFIED)


def test_the_application_s_page_pleases_both_judges(walker: Walker, office: Office) -> None:
    require_judges()
    page = walker.page
    walker.goes_to(office.url)
    walker.asks("課税証明書を1通、北部支所で受け取り、現金で払います")
    walker.hears(1, walker.says("certificates.summary"))
    walker.presses(walker.says("dialogue.yes"), "Shift+Tab")
    walker.hears(2)
    (application,) = office.rows(Application)
    url = passport_url(office.url, office.settings.secret_key, application.id)
    states = (S.PAID, S.IN_REVIEW, S.RETURNED)
    for state in states:
        with office.counter.database.write() as session:
            row = enter(session, application.id)
            row.due_at, row.number = utc_now(), "K-000001"
            why = {"field": "photo", "reason": "文字が読めません。明るい所で撮り直してください。"}
            move(session, row, state, By("staff", 1), utc_now(), **(why if state == S.RETURNED else {}))
        page.goto(url)
        if state == S.PAID:
            walker.reaches(walker.says("certificates.cancel_link"))
            walker.fits()
    expect_no_faults(page, FORCED)
    walker.goes_to(url)
    walker.presses(walker.says("certificates.correct"))
    page.wait_for_url("**/liff/certificate_correction-photo/**")
    expect_no_faults(page, FORCED)
