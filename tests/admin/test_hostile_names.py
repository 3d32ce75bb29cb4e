"""What hostile people would be called: nothing of it runs in a real Chromium, wherever it is shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.models.staff import Role
from tests.admin.staff_house import PASSWORD, StaffHouse
from tests.browser.conftest import OpenPage, open_page  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

RUN = "document.title=`ran`"
HOSTILE = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f'" autofocus onfocus="{RUN}',
    f"' autofocus onfocus='{RUN}",
    f"x onmouseover={RUN} y",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</option></select><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f'<iframe src="javascript:parent.{RUN}">',
    f'<a href="javascript:{RUN}">x</a>',
    f"<details open ontoggle={RUN}>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<math><mtext><style><img src onerror={RUN}>",
    f'<object data="javascript:{RUN}">',
    f'<embed src="javascript:{RUN}">',
    f'<form action="javascript:{RUN}"><button>x',
    "<base href=//evil.example/><script src=x></script>",
    f'<meta http-equiv=refresh content="0;url=javascript:{RUN}">',
    f'<link rel=stylesheet href="javascript:{RUN}">',
    f"<style>@import 'javascript:{RUN}'</style>",
    f'<div style="background:url(javascript:{RUN})">',
    f"{{{{ ''.__class__.__mro__ }}}}<script>{RUN}</script>",
    f"{{% raw %}}<script>{RUN}</script>",
    f"\\u003cscript\\u003e{RUN}",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"＜script＞{RUN}＜/script＞",
    f"<scr\u0000ipt>{RUN}</scr\u0000ipt>".replace("\u0000", ""),
    f"\u202e<script>{RUN}</script>",
)


@pytest.fixture
def page(open_page: OpenPage, house: StaffHouse) -> Page:  # noqa: F811
    house.add("boss", Role.ADMINISTRATOR)
    return open_page(f"{house.url}/admin/sign-in", width=1280)


def expect_nothing_ran(page: Page) -> None:
    assert page.title() != "ran"
    assert page.evaluate("document.querySelectorAll('script:not([src]), iframe, object, embed, base').length") == 0
    named = "[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())"
    assert not [name for name in page.evaluate(named) if name.startswith("on")]


def test_as_names_and_devices(page: Page, house: StaffHouse) -> None:
    assert len(HOSTILE) >= 30
    ids = [house.add(f"member{number}", name=name[:100]) for number, name in enumerate(HOSTILE)]
    for name in HOSTILE:
        browser = house.browser()
        browser.goes_to("/admin/sign-in")
        token = browser.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        agent = name.encode("ascii", "ignore").decode()
        fields = {"csrf_token": token, "login": "boss", "password": PASSWORD}
        assert browser.asks("POST", "/admin/sign-in", fields, User_Agent=agent).status == 303
    for login in ("member0", "boss"):
        page.context.clear_cookies()
        page.goto(f"{house.url}/admin/sign-in")
        page.locator("#login").fill(login)
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("ホーム")
        expect_nothing_ran(page)
    for path in ("/admin/me", "/admin/members", *(f"/admin/members/{id}" for id in ids)):
        page.goto(f"{house.url}{path}")
        expect_nothing_ran(page)


def test_as_what_is_typed(page: Page, house: StaffHouse) -> None:
    for text in HOSTILE:
        page.locator("#login").fill(text)
        page.locator("#password").fill("")
        page.keyboard.press("Enter")
        expect(page.locator("#password-wrong")).to_be_visible()
        assert page.locator("#login").input_value() == text
        expect_nothing_ran(page)
        page.goto(f"{house.url}/admin/sign-in?next={'/admin/?'}{text.replace('#', '')}&lang={text[:5]}")
        expect_nothing_ran(page)
