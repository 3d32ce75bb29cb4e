"""Segments on the staff's pages, over real HTTP: built, counted, looked at, saved; lists taken from files."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from bot.models.conversation import Conversation
from bot.models.staff import Role
from bot.models.subscriptions import ContactList, ContactListEntry, Segment
from bot.services.account_marks import make_mark
from bot.services.segments import parse, select_recipients
from bot.services.segments.catalogue import find_areas
from bot.services.segments.choosing import Choices, keep_choices
from handlers.account.models import AccountLink
from tests.admin.staff_house import StaffBrowser, StaffHouse

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BOUNDARY = "----madoguchi"


def add_citizens(house: StaffHouse, number: int, choices: Choices, **values: Any) -> list[int]:
    ids = []
    with house.database.write() as session:
        for _ in range(number):
            mark = str(len(session.exec(select(Conversation)).all()))
            given = {
                "channel": "line",
                "address_fingerprint": mark,
                "address": "U",
                "created_at": house.clock(),
                **values,
            }
            row = Conversation(**given)
            session.add(row)
            session.flush()
            areas = find_areas(house.house.city)
            known = ("disaster", "children")
            keep_choices(session, house.database.vault, areas, row.id or 0, choices, known, house.clock())
            ids.append(row.id or 0)
    return ids


@pytest.fixture
def browser(house: StaffHouse) -> StaffBrowser:
    house.add("ben", Role.BROADCASTER)
    add_citizens(house, 6, Choices(("disaster",), ("higashi",), "vi"))
    add_citizens(house, 2, Choices(("disaster", "children"), ("chuo-1",), needs=("flee",)), channel="web")
    browser = house.sign_in("ben")
    browser.goes_to("/admin/segments/new")
    return browser


def count(browser: StaffBrowser, **fields: str) -> str:
    """The part of the page that follows what is chosen."""
    return browser_part(browser, "/admin/segments/count", part="count", **fields)


def browser_part(browser: StaffBrowser, path: str, **fields: str) -> str:
    page, where = browser.page, browser.path
    browser.sends(path, **fields)
    text = browser.page.text
    browser.page, browser.path = page, where
    return text


def test_the_number_follows_what_is_chosen(browser: StaffBrowser) -> None:
    assert "条件を選ぶと" in count(browser)
    east = count(browser, g0c0="area:east")
    assert "<b>6</b>" in east and "Tiếng Việt" in east and "<html" not in east
    assert "<b>8</b>" in count(browser, g0c0="topic:disaster")
    both = count(browser, g0c0="area:east", g0c1="topic:children", g1c0="language:ja", g1c0not="yes")
    assert "<b>6</b>" in both and "（東部地区（全体） または 子育て） かつ 「日本語」ではない" in both
    whole = browser_part(browser, "/admin/segments/count", g0c0="area:east")
    assert "<html" in whole and 'value="area:east" selected' in whole, "without a script it is the page again"


def test_few_people_with_a_need_are_neither_counted_nor_shown(browser: StaffBrowser, house: StaffHouse) -> None:
    few = count(browser, g0c0="need:flee")
    assert "5人未満" in few and "<b>2</b>" not in few
    shown = browser_part(browser, "/admin/segments/sample", g0c0="need:flee")
    assert "示せる例がありません" in shown
    assert "segments.sampled" not in house.actions()


def test_a_sample_names_nobody_and_is_in_the_audit_log_for_each(browser: StaffBrowser, house: StaffHouse) -> None:
    shown = browser_part(browser, "/admin/segments/sample", g0c0="area:east")
    looked = [one for one in house.entries() if one.action == "segments.sampled"]
    assert len(looked) == 6 and {one.conversation_ref for one in looked} == {1, 2, 3, 4, 5, 6}
    assert "東町" in shown and all(f"#{id}" in shown for id in range(1, 7))


def test_saved_changed_and_deleted(browser: StaffBrowser, house: StaffHouse) -> None:
    browser.sends("/admin/segments/save", name=" 東部の 人 ", id="0", g0c0="area:east")
    assert browser.path == "/admin/segments"
    (row,) = house.rows(Segment)
    assert (row.name, row.rule, row.changed_by is not None) == ("東部の 人", {"area": ["east"]}, True)
    assert "東部の 人" in browser.page.text and ">6</td>" in browser.page.text
    browser.goes_to(f"/admin/segments/{row.id}")
    assert 'value="area:east" selected' in browser.page.text
    browser.sends("/admin/segments/save", name="東部", id=str(row.id), g0c0="area:east", g0c0not="yes")
    (row,) = house.rows(Segment)
    assert (row.name, row.rule) == ("東部", {"not": {"area": ["east"]}})
    browser.sends(f"/admin/segments/{row.id}/delete")
    assert house.rows(Segment) == [] and "まだセグメントがありません" in browser.page.text
    assert [one for one in house.actions() if one.startswith("segments.")] == [
        "segments.saved",
        "segments.saved",
        "segments.deleted",
    ]


def test_what_is_missing_is_said_beside_it(browser: StaffBrowser, house: StaffHouse) -> None:
    browser.sends("/admin/segments/save", name="", id="0")
    assert browser.page.status == 400
    assert "条件を一つ以上" in browser.page.text and "60文字まで" in browser.page.text
    browser.sends("/admin/segments/save", name="東部", id="0", g0c0="area:east")
    browser.goes_to("/admin/segments/new")
    browser.sends("/admin/segments/save", name="東部", id="0", g0c0="area:north")
    assert (browser.page.status, "同じ名前" in browser.page.text) == (409, True)
    assert 'value="area:north" selected' in browser.page.text
    assert browser.asks("POST", "/admin/segments/save", {"name": "x", "g0c0": "everyone"}).status == 400
    browser.goes_to("/admin/segments/new")
    browser.sends("/admin/segments/save", name="x", id="0", g0c0="area:atlantis")
    assert browser.page.status == 400 and len(house.rows(Segment)) == 1


def send_list(browser: StaffBrowser, name: str, content: str) -> None:
    browser.goes_to("/admin/segments/lists")
    token = browser.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    parts = [("csrf_token", token), ("name", name)]
    body = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in parts
    )
    body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n{content}\r\n'
    sent = f"{body}--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    with browser.open("POST", "/admin/segments/lists", sent, Content_Type=kind) as answer:
        text, status, location = answer.read().decode(), answer.status, answer.headers.get("Location")
    if location:
        browser.goes_to(location)
    else:
        browser.page = type(browser.page)(status, answer.headers, text)


def test_a_list_is_taken_row_by_row_and_finds_linked_accounts_alone(browser: StaffBrowser, house: StaffHouse) -> None:
    key = house.house.engine.house.secret_key
    with house.database.write() as session:
        mark = make_mark(key, "account", "A-1")
        link = AccountLink(conversation_id=1, account="A-1", account_fingerprint=mark, linked_at=house.clock())
        session.add(link)
    rows = ["A-1,2026-04-01,転入窓口", "A-2,2026/4/2,講座", "A-1,2026-04-01,窓口", ",2026-04-01,窓口", "A-3,昨日,窓口"]
    rows += ["A-4,2999-01-01,窓口", "A-5,2026-04-01,", "A-6"]
    send_list(browser, "転入者", "\n".join(["アカウント,同意日,同意の取得元", *rows]))
    assert "取り込まなかった行：6件" in browser.page.text
    for why in ("前の行にあります", "アカウントがありません", "日付ではありません", "先の日付", "取得元がありません"):
        assert why in browser.page.text
    assert [one.source for one in house.rows(ContactListEntry)] == ["転入窓口", "講座"]
    assert not any("A-1" in str(one) or "A-2" in str(one) for one in house.rows(ContactListEntry))
    with house.database.read() as session:
        found = session.scalars(select_recipients(parse({"list": "転入者"}), house.clock())).all()
    assert found == [1]
    send_list(browser, "転入者", "account,consented_on,source\nA-2,2026-04-02,x")
    assert [one.source for one in house.rows(ContactListEntry)] == ["x"], "who is on it no more has no consent"
    (row,) = house.rows(ContactList)
    browser.goes_to("/admin/segments/lists")
    browser.sends(f"/admin/segments/lists/{row.id}/delete")
    assert house.rows(ContactList) == house.rows(ContactListEntry) == []
    assert [one for one in house.actions() if "list" in one] == [
        "segments.list_imported",
        "segments.list_imported",
        "segments.list_deleted",
    ]


@pytest.mark.parametrize("content", ["", "name,age\nx,1", "account,consented_on,source\n"])
def test_a_file_that_is_no_list_changes_nothing(browser: StaffBrowser, house: StaffHouse, content: str) -> None:
    send_list(browser, "x", content)
    assert browser.page.status == 400 and house.rows(ContactList) == []
