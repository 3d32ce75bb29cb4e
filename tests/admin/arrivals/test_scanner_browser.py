"""The scanner in a real Chromium whose camera is a film of a real ticket, with and without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from bot.db import Database
from bot.models.arrivals import Arrival
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.arrivals.door import LATER, NORTH, NOW, Doors, open_doors
from tests.admin.staff_house import PASSWORD
from tests.conftest import CHROMIUM_ARGUMENTS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

WIDTH, HEIGHT, SHOWN, GONE = 640, 480, 6, 9  # pixels; frames, five a second
TIMEOUT_MS = 15_000


@pytest.fixture
def doors(database: Database) -> Iterator[Doors]:
    with open_doors(database, at_noon=False) as opened:
        yield opened


def film(text: str, path: Path) -> None:
    """A ticket that comes into sight and goes again, as YUV4MPEG2, which Chromium takes for a camera."""
    modules = [[255 * (not dark) for dark in row] for row in segno.make(text, error="m").matrix_iter(border=4)]
    code = Image.new("L", (len(modules), len(modules)))
    code.putdata([sign for row in modules for sign in row])
    light = Image.new("L", (WIDTH, HEIGHT), 200)
    side = HEIGHT - 40
    ticket = light.copy()
    ticket.paste(code.resize((side, side), Image.Resampling.NEAREST), ((WIDTH - side) // 2, 20))
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F5:1 Ip A1:1 C420jpeg\n".encode())
        for picture in [ticket] * SHOWN + [light] * GONE:
            file.write(b"FRAME\n" + picture.tobytes() + grey)


@pytest.fixture
def page(browser: Browser, chromium: str, doors: Doors, tmp_path: Path) -> Iterator[Page]:
    """A phone whose camera sees the first of three tickets."""
    for frame in (NOW, NOW, LATER):
        doors.reserves(frame)
    film(doors.sign(1), tmp_path / "ticket.y4m")
    camera = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'ticket.y4m'}",
    )
    running = browser.browser_type.launch(executable_path=chromium, args=[*CHROMIUM_ARGUMENTS, *camera])
    context = running.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    context.set_default_timeout(TIMEOUT_MS)
    opened, problems = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    running.close()
    assert problems == []


def open_door(page: Page, doors: Doors) -> None:
    doors.house.add("door", Grant(Role.SERVICE, service="card_center"), language="ja")
    page.goto(f"{doors.house.url}/admin/sign-in?next={doors.path().replace('/', '%2F')}")
    page.locator("#login").fill("door")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-kept", doors.day, timeout=TIMEOUT_MS)


def says(page: Page, verdict: str, words: str) -> None:
    shown = page.locator(f"#verdict[data-verdict={verdict}]")
    expect(shown).to_contain_text(words, timeout=TIMEOUT_MS)


def test_a_ticket_without_a_network_and_with_one(page: Page, doors: Doors) -> None:
    open_door(page, doors)
    page.context.set_offline(True)
    page.reload()  # the service worker has it
    page.locator("#start").click()
    says(page, "checked_in", "受け付けました")
    expect(page.locator("#waiting")).to_contain_text("1件")
    says(page, "already", "もう受付が済んでいます")
    expect(page.locator("#person-1")).to_contain_text("受付済み")
    page.locator("#person-2").get_by_role("button", name="受け付ける").click()
    expect(page.locator("#waiting")).to_contain_text("2件")
    page.locator("#person-2").get_by_role("button", name="戻す").click()  # it has not been sent
    expect(page.locator("#waiting")).to_contain_text("1件")
    assert doors.states() == ["reserved"] * 3

    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_have_text("すべて送信しました。", timeout=TIMEOUT_MS)
    assert doors.states() == ["attended", "reserved", "reserved"]
    page.locator("#person-2").get_by_role("button", name="受け付ける").click()
    expect(page.locator("#waiting")).to_have_text("すべて送信しました。", timeout=TIMEOUT_MS)
    expect(page.locator("#person-2")).to_contain_text("受付済み")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [one.way for one in doors.house.rows(Arrival)] == ["ticket", "hand"]
    _check_verdicts(page, doors)


def _check_verdicts(page: Page, doors: Doors) -> None:
    """What the phone says of other tickets, by the same module, without the camera."""
    said = page.evaluate(VERDICTS, [doors.sign(3), doors.path(), NORTH])
    assert said == {
        "another time": "another_time",
        "another place": "another_place",
        "another day": "another_day",
        "expired": "expired",
        "moved": "moved",
        "cancelled": "cancelled",
        "older list": "not_listed",
        "changed": "foreign",
        "another code": "foreign",
    }


VERDICTS = """
async ([text, path, north]) => {
  const base = "/admin/arrivals/static/";
  const { importKeys, readTicket } = await import(base + "ticket.js");
  const { judge } = await import(base + "verdict.js");
  const desk = JSON.parse(document.getElementById("desk-data").textContent);
  const keys = await importKeys(desk.keys), ticket = await readTicket(text, keys), now = Date.now();
  const say = (one, changes = {}) => judge(one, { ...desk, ...changes }, now).verdict;
  const alike = (changes) => ({ people: desk.people.map((one) => ({ ...one, ...changes })) });
  const day = 86400000;
  return {
    "another time": say(ticket),
    "another place": say(ticket, { resource: north }),
    "another day": say({ ...ticket, number: "M-9", starts: ticket.starts + day }),
    expired: say({ ...ticket, number: "M-9", starts: ticket.starts - day }),
    moved: say({ ...ticket, frame: 1 }),
    cancelled: say(ticket, alike({ state: "cancelled" })),
    "older list": say({ ...ticket, issued: now }, { people: [], loaded: now - 1000 }),
    changed: say(await readTicket(text.replace("M-000003", "M-000004"), keys)),
    "another code": say(await readTicket("https://example.org/", keys)),
  };
}
"""
