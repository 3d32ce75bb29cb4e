"""Answers that wait for a look, at the desk over real HTTP."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from bot.city import City
from bot.db import Database
from bot.messages import Channel
from bot.models.conversation import Conversation
from nlu.interpreter import Interpreter
from tests.admin.conftest import OpenHouse
from tests.admin.desk.conftest import Office
from tests.admin.staff_house import StaffBrowser
from tests.bot.desk.approving import BY_POST, FEE, Checked, approving, open_checked

JSON = {"Accept": "application/json"}


@pytest.fixture
def checked(database: Database, tmp_path: Path, open_city: City, interpreter: Interpreter) -> Checked:
    return open_checked(database, tmp_path, approving(open_city, "residents"), interpreter)


@pytest.fixture
def office(open_house: OpenHouse, checked: Checked) -> Office:
    return Office(open_house(engine=checked.citizen.engine), checked.citizen)


def decide(browser: StaffBrowser, office: Office, form: int, **fields: str) -> str:
    """Send a form of the first draft (0 approve, 1 edit, 2 close) as a page without script does; the page after."""
    page = browser.goes_to(office.path).text
    forms = re.findall(r'<form[^>]*action="([^"]*/drafts/\d+(?:/close)?)".*?</form>', page, re.DOTALL)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    return unescape(browser.sends(forms[form], seen=seen[1], **fields).text)


def test_it_is_seen_as_it_will_arrive_and_sent_without_being_taken(office: Office) -> None:
    office.citizen.says(FEE)
    hanako = office.operator("hanako", "residents")
    assert "回答の確認" in hanako.goes_to("/admin/desk").text
    page = unescape(hanako.goes_to(office.path).text)
    assert "1通300円です。" in page and "職員が内容を確かめて" in page and f'質問: <span class="words">{FEE}' in page
    assert "もとのFAQ" not in page
    page = decide(hanako, office, 0)
    assert "回答を送りました。" in page and "この会話は終わりました" in page and "確認を待つ回答" not in page
    assert "1通300円です。" in office.last_words()
    assert office.house.actions().count("desk.approved") == 1 and "desk.claimed" not in office.house.actions()


def test_in_the_web_chat_it_is_shown_as_a_card_of_the_web(office: Office) -> None:
    office.citizen.says(FEE)
    with office.house.database.write() as session:
        session.get_one(Conversation, office.citizen.id).channel = Channel.WEB
    page = office.operator().goes_to(office.path).text
    assert 'class="seen-card"' in page and 'class="seen-bubble"' not in page
    assert "1通300円です。" in page.partition('class="seen-card"')[2]


def test_it_can_be_edited(office: Office) -> None:
    office.citizen.says(FEE)
    hanako = office.operator()
    assert "1文字以上" in decide(hanako, office, 1, words=" ")
    assert "回答を送りました。" in decide(hanako, office, 1, words="<b>1通350円</b>です。")
    assert "<b>1通350円</b>です。" in office.last_words()
    assert "<b>1通350円" not in hanako.goes_to(office.path).text


def test_it_can_be_closed_with_a_reason(office: Office) -> None:
    office.citizen.says(FEE)
    hanako = office.operator()
    assert "送らない理由を書いてください" in decide(hanako, office, 2, why=" ")
    page = decide(hanako, office, 2, why="電話で答えた")
    assert "送らずに閉じました。" in page and "電話で答えた" in page
    entry = next(entry for entry in office.house.entries() if entry.action == "desk.draft_closed")
    assert entry.details["reason"] == "電話で答えた"


def test_a_change_of_the_faq_is_said(office: Office, checked: Checked) -> None:
    office.citizen.says(FEE)
    hanako = office.operator()
    page = hanako.goes_to(office.path).text
    action = re.search(r'action="([^"]*/drafts/\d+)"', page)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert action and seen and token
    checked.rewrites_faq("1通300円", "1通400円")
    fields = {"csrf_token": unescape(token[1]), "seen": seen[1]}
    answer = hanako.asks("POST", action[1], fields, **JSON)
    assert answer.status == 409 and "たったいま変わりました" in json.loads(answer.text)["error"]
    page = hanako.goes_to(office.path).text
    assert "そのあと変わりました" in page and "1通400円" in page
    assert "回答を送りました。" in decide(hanako, office, 0)
    assert "1通300円" in office.last_words()


def test_an_entry_that_is_gone_is_said(office: Office, checked: Checked) -> None:
    office.citizen.says(FEE)
    checked.takes_back("residents-001")
    assert "もう公開されていません" in office.operator().goes_to(office.path).text


def test_staff_of_other_departments_can_t(office: Office) -> None:
    office.citizen.says(FEE)
    hanako = office.operator("hanako", "residents")
    page = hanako.goes_to(office.path).text
    draft = re.search(r"/drafts/(\d+)", page)
    assert draft
    wako = office.operator("wako", "waste")
    assert wako.goes_to(office.path).status == 404
    hanako.sends(f"{office.path}/claim")
    hanako.sends(f"{office.path}/transfer", department="waste", why="ごみの話もある")
    page = wako.goes_to(office.path).text
    assert "担当する課の職員だけ" in page and "承認して送る" not in page
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert token
    for way in ("", "/close"):
        fields = {"csrf_token": unescape(token[1]), "seen": "x", "why": "x"}
        assert wako.asks("POST", f"{office.path}/drafts/{draft[1]}{way}", fields, **JSON).status == 403


def test_the_second_is_told_so_and_another_conversations_draft_is_not_there(office: Office) -> None:
    office.citizen.says(FEE)
    office.citizen.says(BY_POST)
    hanako, jiro = office.operator("hanako"), office.operator("jiro")
    page = jiro.goes_to(office.path).text
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert token and page.count("承認して送る") == 2
    first = re.search(r"/drafts/(\d+)", page)
    assert first
    decide(hanako, office, 0)
    fields = {"csrf_token": unescape(token[1]), "seen": "x"}
    assert jiro.asks("POST", f"{office.path}/drafts/{first[1]}", fields, **JSON).status == 409
    assert jiro.asks("POST", f"{office.path}/drafts/999", fields, **JSON).status == 409
    assert jiro.goes_to(office.path).text.count("承認して送る") == 1
