"""A picture from the writer's own files, over real HTTP."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from urllib3 import encode_multipart_formdata

from bot.models.broadcasts import Broadcast, BroadcastPicture
from bot.models.staff import Role
from bot.services.broadcasts.pictures import PREVIEW_BYTES
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.channels.web.conftest import Answer

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIELDS = {
    "title": "断水",
    "kind": "message",
    "text_ja": "明日の朝は断水します。",
    "image_alt_ja": "地図",
    "when": "now",
}


@pytest.fixture
def house(open_house: OpenHouse) -> StaffHouse:
    house = open_house()
    house.add("writer", Role.BROADCASTER)
    return house


def upload(browser: StaffBrowser, path: str, data: bytes, **more: str) -> None:
    """The form as a browser posts it, with a file."""
    token = re.search(r'name="csrf_token" value="([^"]*)"', browser.goes_to(path).text)
    assert token
    fields: dict[str, Any] = {
        "csrf_token": unescape(token[1]),
        **FIELDS,
        **more,
        "picture": ("IMG_1.JPG", data, "image/jpeg"),
    }
    body, kind = encode_multipart_formdata(fields)
    with browser.open("POST", path, body, Content_Type=kind) as response:
        answer = Answer(response.status, response.headers, response.read().decode())
    if answer.status == 303:
        browser.goes_to(answer.headers["Location"])
    else:
        browser.page = answer


def take_photo(width: int, height: int) -> bytes:
    """With the place where it was taken."""
    written, exif = BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (36.0, 38.0, 0.0)}
    Image.effect_noise((width, height), 90).convert("RGB").save(written, "JPEG", exif=exif)
    return written.getvalue()


def test_it_is_made_to_lines_sizes_and_says_nothing_of_where_it_was_taken(house: StaffHouse) -> None:
    browser = house.sign_in("writer")
    upload(browser, "/admin/broadcasts/new", take_photo(3_000, 1_500))
    (broadcast,), (kept,) = house.rows(Broadcast), house.rows(BroadcastPicture)
    picture = broadcast.content["ja"][0]
    assert picture["url"].endswith(f"/sent/{kept.key}")
    assert picture["preview_url"] == f"{picture['url']}/preview"
    with Image.open(BytesIO(kept.content)) as opened:
        assert (opened.format, opened.size, dict(opened.getexif())) == ("JPEG", (2_400, 1_200), {})
    assert 0 < len(kept.preview) <= PREVIEW_BYTES
    assert f'src="/sent/{kept.key}/preview" alt="地図"' in browser.page.text
    with house.browser().open("GET", f"/sent/{kept.key}/preview") as response:
        assert (response.status, response.read()) == (200, kept.preview)
    browser.goes_to("/admin/broadcasts/1/edit")
    browser.sends("/admin/broadcasts/1/edit", **FIELDS, image_url=picture["url"])
    assert house.rows(Broadcast)[0].content["ja"][0] == picture, "which stays when something else is changed"


def test_what_is_no_picture_is_said_beside_its_field(house: StaffHouse) -> None:
    browser = house.sign_in("writer")
    upload(browser, "/admin/broadcasts/new", b"no picture")
    assert (browser.page.status, list(browser.errors())) == (422, ["picture"])
    assert house.rows(Broadcast) == house.rows(BroadcastPicture) == []


def test_a_picture_stays_when_something_else_is_wrong(house: StaffHouse) -> None:
    browser = house.sign_in("writer")
    upload(browser, "/admin/broadcasts/new", take_photo(40, 30), title="")
    (kept,) = house.rows(BroadcastPicture)
    assert list(browser.errors()) == ["title"]
    assert f"/sent/{kept.key}" in browser.page.text
