"""The whole house in one walk, by the keyboard: from the first administrator to what the audit log says of it all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
import yaml
from playwright.sync_api import Page, expect

from bot.clock import utc_now
from bot.opening_hours import WEEKDAYS
from bot.settings import DEMO_CITY, Settings
from bot.simulator.line import SimulatedLine
from bot.simulator.page import add_demo_citizens
from bot.texts import load_texts
from tests.browser.conftest import OpenPage
from tests.browser.own_office import open_own_office  # noqa: F401
from tests.browser.test_simulator_page import bubbles, say
from tests.browser.walk import Walker
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

FEE = "住民票の写しの手数料はいくらですか。"
PHRASE = "the counter is open at half past eight"
RESIDENTS = "市民窓口課"


@pytest.fixture
def strict_city(tmp_path: Path) -> Path:
    """The demo city, where everybody must have a second factor and the desk is open at any hour of a test."""
    folder = tmp_path / "city"
    shutil.copytree(DEMO_CITY, folder)
    path = folder / "city.yml"
    facts = yaml.safe_load(path.read_text("utf-8"))
    facts["staff"]["second_factor"] = "all"
    always = {day: [{"opens": "00:00", "closes": "23:59:59"}] for day in WEEKDAYS}
    facts["opening_hours"] = {"weekly": always, "closed_on_holidays": False}
    path.write_text(yaml.safe_dump(facts, allow_unicode=True), "utf-8")
    return folder


@pytest.fixture
def own_office(open_own_office: OpenOffice, settings: Settings, line: SimulatedLine, strict_city: Path) -> Office:  # noqa: F811
    add_demo_citizens(line)
    url = f"{settings.public_url}/simulator/api"
    return open_own_office({"city": strict_city, "line_api_url": url}, shows_simulator=True)


@dataclass(frozen=True)
class Staff:
    """A member at a keyboard."""

    walker: Walker
    page: Page

    def signs_in(self, login: str, password: str) -> None:
        self.walker.writes("login", login)
        self.walker.writes("password", password)
        self.page.keyboard.press("Enter")

    def changes_password(self, old: str) -> None:
        expect(self.page.locator("h1")).to_have_text("パスワードを変える")
        for field, words in (("current", old), ("wanted", PHRASE), ("again", PHRASE)):
            self.walker.writes(field, words)
        self.page.keyboard.press("Enter")

    def sets_up_an_app(self) -> None:
        expect(self.page.locator("h1")).to_have_text("2段階認証")
        self.walker.presses("認証アプリを設定する")
        expect(self.page.locator("#code")).to_be_visible()
        secret = self.page.locator(".secret").inner_text().replace(" ", "")
        self.walker.writes("code", pyotp.TOTP(secret).at(utc_now()))
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("status")).to_contain_text("認証アプリを設定しました")

    def opens(self, link: str, heading: str) -> None:
        self.walker.presses(link)
        expect(self.page.locator("h1")).to_have_text(heading)

    def chooses(self, field: str, label: str) -> None:
        self.walker.reaches(field)
        options = self.page.locator(f"#{field} option").all_inner_texts()
        for _ in range(options.index(label)):
            self.page.keyboard.press("ArrowDown")
        expect(self.page.locator(f"#{field} option:checked")).to_have_text(label)

    def makes(self, login: str, name: str, role: str, department: str) -> str:
        """The temporary password of a new member."""
        self.opens("職員の管理", "職員の管理")
        self.opens("職員を追加する", "職員を追加する")
        self.walker.writes("name", name)
        self.walker.writes("login", login)
        self.chooses("role", role)
        self.chooses("department", department)
        self.walker.presses("追加する")
        expect(self.page.locator("h1")).to_have_text("仮のパスワード")
        return self.page.locator(".secret").inner_text()


@pytest.fixture
def sit_down(open_page: OpenPage, own_office: Office):  # type: ignore[no-untyped-def]
    """Gives somebody a browser of their own, at the sign-in page."""

    def sit(where: str = "/admin/") -> Staff:
        page = open_page("about:blank", width=1280)
        walker = Walker(page, load_texts(), "ja", size="100%")
        page.goto(f"{own_office.url}{where}")
        return Staff(walker, page)

    return sit


def create_first(office: Office) -> None:
    """As the city's engineer does on the server."""
    own = office.settings
    secrets = {"DATABASE_URL": own.database_url, "SECRET_KEY": own.secret_key, "DATA_KEYS": own.data_keys}
    environment = {f"MADOGUCHI_{name}": value for name, value in secrets.items()} | {"MADOGUCHI_CITY": str(own.city)}
    command = [sys.executable, "-m", "bot", "staff", "create", "boss", "--name", "長野 理恵"]
    options = ["--role", "administrator", "--password-stdin"]
    subprocess.run([*command, *options], env={**os.environ, **environment}, input=PHRASE, text=True, check=True)


def test_from_the_first_administrator_to_the_audit(open_page: OpenPage, own_office: Office, sit_down) -> None:  # type: ignore[no-untyped-def]
    create_first(own_office)
    boss = sit_down()
    boss.signs_in("boss", PHRASE)
    boss.sets_up_an_app()
    roles = (
        ("editor", "山田 編集", "編集担当", RESIDENTS, "/admin/faq/?q=residents-001"),
        ("approver", "鈴木 承認", "承認者", RESIDENTS, "/admin/faq/?q=residents-001"),
        ("operator", "信濃 花子", "応対担当", RESIDENTS, "/admin/desk"),
        ("auditor", "監査 太郎", "監査担当", "全庁", "/admin/audit"),
    )
    staff = {}
    for login, name, role, department, where in roles:
        password = boss.makes(login, name, role, department)
        staff[login] = member = sit_down(where)
        member.signs_in(login, password)
        member.changes_password(password)
        member.sets_up_an_app()
        member.page.goto(f"{own_office.url}{where}")

    change_the_fee(staff["editor"], staff["approver"])
    citizen = open_page(f"{own_office.url}/simulator/", width=1280)
    citizen.get_by_role("button", name="山田 花子").click()
    citizen.get_by_role("button", name="友だちに追加").click()
    expect(bubbles(citizen)).to_have_count(2)
    wait_until_served(own_office, "350円")
    say(citizen, FEE)
    expect(bubbles(citizen).nth(2)).to_contain_text("350円")

    talk(citizen, staff["operator"])
    say(citizen, FEE)
    expect(bubbles(citizen).last).to_contain_text("350円")
    find_it_all(staff["auditor"])


def change_the_fee(editor: Staff, approver: Staff) -> None:
    editor.opens(FEE, FEE)
    editor.walker.presses("直す")
    answer = editor.page.locator("#answer_ja")
    expect(answer).to_be_visible()
    changed = answer.input_value().replace("300円", "350円")
    editor.walker.reaches("answer_ja")
    editor.page.keyboard.press("Control+A")
    editor.page.keyboard.insert_text(changed)
    editor.walker.presses("下書きを保存")
    expect(editor.page.locator("ins", has_text="350")).to_be_visible()
    editor.walker.presses("確認を依頼する")
    expect(editor.page.get_by_role("status")).to_contain_text("依頼しました")
    approver.opens(FEE, FEE)
    approver.walker.presses("版2を公開する")
    expect(approver.page.get_by_role("status")).to_contain_text("公開しました")


def wait_until_served(office: Office, words: str) -> None:
    for _ in range(100):
        if words in office.counter.knowledge.search(FEE).hits[0].text:
            return
        time.sleep(0.2)
    raise AssertionError(f"{words} is not served")


def talk(citizen: Page, operator: Staff) -> None:
    """Escalate, claim, answer, hand back."""
    say(citizen, "職員と話したい")
    open_request = operator.page.locator("a.open")
    expect(open_request).to_be_visible()
    operator.walker.presses("1番の会話を開く")
    expect(operator.page.locator("form[action$='/claim'] button")).to_be_visible()
    operator.walker.presses("応対を始める")
    expect(operator.page.locator("#found :is(h3, .note)").first).to_be_visible()  # the page's script is at work
    operator.page.keyboard.press("Alt+r")
    operator.page.keyboard.insert_text("お待たせしました。窓口の信濃です。")
    operator.page.keyboard.press("Control+Enter")
    expect(bubbles(citizen).last).to_contain_text("お待たせしました。窓口の信濃です。")
    say(citizen, "ありがとうございます")
    expect(operator.page.locator("#entries .citizen").last).to_contain_text("ありがとうございます")
    operator.walker.presses("終えてボットに戻す")
    expect(operator.page.get_by_role("status").first).to_contain_text("ボットに戻しました")


def find_it_all(auditor: Staff) -> None:
    """Who did what, each by the name of who did it."""
    auditor.page.reload()
    rows = [re.sub(r"\s+", " ", row) for row in auditor.page.locator("tbody tr").all_inner_texts()]
    done = {
        "長野 理恵": ("staff.created", "staff.app_set_up"),
        "山田 編集": ("faq.saved", "faq.sent_to_review"),
        "鈴木 承認": ("faq.published",),
        "信濃 花子": ("desk.claimed", "desk.replied", "desk.handed_back"),
    }
    wanted = [(name, action) for name, actions in done.items() for action in actions]
    assert [one for one in wanted if not any(one[0] in row and one[1] in row for row in rows)] == [], rows
    assert "お待たせしました" not in auditor.page.content()
