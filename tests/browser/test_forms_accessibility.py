"""Forms, LIFF's entry and the pages that link accounts, before two judges of accessibility, which must find nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.forms.links import FormLink, sign_link
from bot.settings import Settings
from bot.simulator import LIFF_SDK_PATH, LINK_PATH
from bot.simulator.line import SimulatedLine
from bot.simulator.page import add_demo_citizens
from tests.browser.conftest import OpenPage
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED
from tests.channels.forms.conftest import make_photo
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("language", ["ja", "vi"]),
]


@pytest.fixture(autouse=True)
def _judged_by_both() -> None:
    require_judges()


@pytest.fixture
def office(open_office: OpenOffice, settings: Settings, line: SimulatedLine) -> Office:
    """As the demo serves it, with LIFF and the page that links accounts."""
    url = settings.public_url
    add_demo_citizens(line)
    line.login.liff_endpoint = f"{url}/liff"
    changes = {
        "line_api_url": f"{url}/simulator/api",
        "line_link_url": f"{url}{LINK_PATH}",
        "line_login_channel_id": line.login.channel_id,
        "liff_id": line.login.liff_id,
        "liff_sdk_url": url + LIFF_SDK_PATH,
    }
    return open_office(changes, shows_simulator=True)


@pytest.fixture
def form(open_page: OpenPage, office: Office, language: str) -> Page:
    """The contact form, as a citizen's link opens it."""
    citizen = Citizen(office)
    citizen.says("こんにちは")
    citizen.hears()
    token = sign_link(office.settings.secret_key, FormLink(1, "contact", language))
    return open_page(f"{office.url}/liff/contact?t={token}")


def test_a_form_from_the_first_look_to_the_end(form: Page) -> None:
    expect_no_faults(form, FORCED)
    form.locator("#f-phone").fill("12")
    form.locator("#f-mail").fill("nobody")
    form.locator("#f-birth_date-era").select_option("showa")
    form.locator(".main").click()
    expect(form.locator(".summary")).to_be_visible()
    expect_no_faults(form, FORCED)

    form.locator("#f-topic-other").check()
    form.locator("#f-about").fill("道路の穴" * 600)
    form.locator("#f-phone").fill("090-1234-5678")
    form.locator("#f-mail").fill("")
    form.locator("#f-name").fill("山田")
    form.locator("#f-birth_date-era").select_option("western")
    form.locator("#f-postcode").fill("498-0000")
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": make_photo()}
    form.locator("#f-photo").set_input_files(photo)  # type: ignore[arg-type]
    form.locator(".beside .second").click()
    expect(form.locator(".photo")).to_be_visible()
    expect_no_faults(form)

    form.locator("#f-about").fill("道路の穴")
    form.locator("#f-postcode").fill("")
    form.locator(".actions .second").click()
    expect(form.locator(".notice")).to_be_visible()
    expect_no_faults(form)
    form.locator(".main").click()
    expect(form.locator(".answers")).to_be_visible()
    expect_no_faults(form, FORCED)
    form.locator(".main").click()
    expect(form.locator(".done")).to_be_visible()
    expect_no_faults(form)


def test_what_is_seen_instead_of_a_form(open_page: OpenPage, office: Office, language: str) -> None:
    page = open_page(f"{office.url}/liff/contact/nobody", locale=language)
    expect_no_faults(page)
    page.route(f"**{LIFF_SDK_PATH}", lambda route: None)  # it never comes
    page.goto(f"{office.url}/liff/contact?t=dead", wait_until="commit")
    expect(page.locator("#entering")).to_be_visible()
    expect_no_faults(page)
    page.unroute(f"**{LIFF_SDK_PATH}")
    page.route(f"**{LIFF_SDK_PATH}", lambda route: route.abort())
    page.goto(f"{office.url}/liff/contact?t=dead")
    expect(page.locator("#failed")).to_be_visible()
    expect_no_faults(page)


def test_signing_in_to_link_accounts(open_page: OpenPage, office: Office, language: str) -> None:
    citizen = next(one for one in office.line.citizens.values() if one.language == language)
    page = open_page(f"{office.url}/account/link?linkToken=nobody", locale=language)
    expect_no_faults(page)
    page.goto(f"{office.url}/account/link?linkToken={issue_link_token(office, citizen.user_id)}")
    expect_no_faults(page, FORCED)
    page.locator("#number").fill("20260001")
    page.locator("#password").fill("wrong")
    page.locator("form .send").click()
    expect(page.locator("#error")).to_be_visible()  # the empty banner is an alert, too
    expect_no_faults(page)
    page.locator("#password").fill("hanako-no-demo")
    page.locator("form .send").click()
    expect(page.locator("#user")).to_be_visible()
    expect_no_faults(page)
    page.locator(".main-button").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect_no_faults(page)


def issue_link_token(office: Office, user_id: str) -> str:
    """The token in the button that a citizen gets in the chat."""
    office.line.follow(user_id)
    office.line.send_postback(user_id, "account.start")
    office.settle()
    return next(iter(office.line.link_tokens))
