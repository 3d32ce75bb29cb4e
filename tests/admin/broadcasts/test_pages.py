"""Writing, a second person, stopping and correcting, over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot import inbox
from bot.messages import Text
from bot.models.broadcasts import Broadcast, BroadcastRecipient
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow
from bot.models.staff import Role
from bot.services.broadcasts import issue
from bot.services.quota import refresh
from bot.settings import DEMO_CITY
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.bot.broadcasts.people import join, line_id
from tests.bot.inbounds import text

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIELDS = {"title": "断水", "kind": "message", "text_ja": "明日の朝は断水します。", "when": "now", "urgent": "yes"}


@pytest.fixture
def house(open_house: OpenHouse) -> StaffHouse:
    house = open_house(city_folder=DEMO_CITY)
    house.add("writer", Role.BROADCASTER, name="広報 花子")
    house.add("both", Role.BROADCASTER, Role.APPROVER)
    house.add("approver", Role.APPROVER)
    join(house.database, *range(1, 4))
    return house


def write(browser: StaffBrowser, **more: str) -> None:
    browser.goes_to("/admin/broadcasts/new")
    browser.sends("/admin/broadcasts/new", **{**FIELDS, **more})


def hand_in(house: StaffHouse, login: str = "writer", **more: str) -> StaffBrowser:
    browser = house.sign_in(login)
    write(browser, **more)
    browser.sends(f"{browser.path}/submit")
    return browser


def find_last(house: StaffHouse) -> Any:
    return house.rows(Broadcast)[-1]


def test_a_card_with_words_is_shown_before_it_leaves(house: StaffHouse) -> None:
    writer = house.sign_in("writer")
    write(writer, card_title_ja="給水所", card_text_ja="東小学校でお配りします。")
    assert writer.page.text.count("東小学校でお配りします。") == 2, "in LINE and on the web page"


def test_somebody_else_lets_it_out(house: StaffHouse) -> None:
    hand_in(house)
    other = house.sign_in("approver")
    other.goes_to("/admin/broadcasts/1")
    assert "明日の朝は断水します。" in other.page.text
    other.sends("/admin/broadcasts/1/approve")
    broadcast = find_last(house)
    assert (broadcast.status, broadcast.total) == ("approved", 3)
    assert len(house.rows(BroadcastRecipient)) == 3
    acts = [one for one in house.actions() if one.startswith("broadcast")]
    assert acts == ["broadcast.drafted", "broadcast.submitted", "broadcast.approved"]


def test_nobody_approves_what_they_wrote(house: StaffHouse) -> None:
    browser = hand_in(house, "both")
    assert "/approve" not in browser.page.text
    other = house.sign_in("approver")
    other.goes_to("/admin/broadcasts/1")
    seal = other.page.text.partition('name="seal" value="')[2].partition('"')[0]
    browser.sends("/admin/broadcasts/1/approve", seal=seal)
    assert "自分で書いたものは承認できません" in browser.page.text
    assert find_last(house).status == "waiting"


def test_who_only_writes_approves_nothing(house: StaffHouse) -> None:
    hand_in(house, "both")
    browser = house.sign_in("writer")
    browser.goes_to("/admin/broadcasts/1")
    assert browser.sends("/admin/broadcasts/1/approve").status == 403
    assert house.sign_in("approver").goes_to("/admin/broadcasts/new").status == 403


def test_what_was_changed_meanwhile_is_not_approved(house: StaffHouse) -> None:
    writer = hand_in(house)
    other = house.sign_in("approver")
    other.goes_to("/admin/broadcasts/1")
    seen = other.page
    writer.sends("/admin/broadcasts/1/withdraw")
    writer.goes_to("/admin/broadcasts/1/edit")
    writer.sends("/admin/broadcasts/1/edit", **{**FIELDS, "text_ja": "断水は中止です。"})
    writer.sends("/admin/broadcasts/1/submit")
    other.page = seen
    other.sends("/admin/broadcasts/1/approve")
    assert "その間に状態か内容が変わりました" in other.page.text
    assert find_last(house).status == "waiting"


def test_the_quota_must_have_room(house: StaffHouse) -> None:
    refresh(house.database, lambda: (100, 94), house.clock())
    hand_in(house, urgent="")
    other = house.sign_in("approver")
    other.goes_to("/admin/broadcasts/1")
    assert "配信前の残り6通、配信後3通" in other.page.text
    other.sends("/admin/broadcasts/1/approve")
    assert "通数が足りません" in other.page.text
    assert find_last(house).status == "waiting"
    assert house.rows(BroadcastRecipient) == []


def test_a_time_that_is_over_is_chosen_anew(house: StaffHouse) -> None:
    hand_in(house, when="later", send_at="2026-01-01T09:00")
    other = house.sign_in("approver")
    other.goes_to("/admin/broadcasts/1")
    other.sends("/admin/broadcasts/1/approve")
    assert "配信の時刻が過ぎています" in other.page.text


def test_a_form_comes_back_as_it_was_typed(house: StaffHouse) -> None:
    browser = house.sign_in("writer")
    write(
        browser,
        card_title_en="Water",
        button_en="More",
        button_url="https://city.example/w",
        area="chuo",
        text_en="No water tomorrow.",
        when="later",
        send_at="2036-12-01T09:00",
        repeat="weekly",
    )
    browser.goes_to("/admin/broadcasts/1/edit")
    for typed in ("明日の朝は断水します。", "No water tomorrow.", "https://city.example/w", "2036-12-01T09:00"):
        assert typed in browser.page.text
    broadcast = find_last(house)
    assert [message["kind"] for message in broadcast.content["en"]] == ["text", "card"]
    assert broadcast.rule == {"area": ["chuo"]}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"text_ja": ""}, "text_ja"),
        ({"button_url": "javascript:alert(1)"}, "button_url"),
        ({"when": "later"}, "send_at"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(house: StaffHouse, wrong: dict[str, str], field: str) -> None:
    browser = house.sign_in("writer")
    write(browser, **wrong)
    assert browser.page.status == 422
    assert list(browser.errors()) == [field]


def test_languages_without_words_say_what_their_readers_get(house: StaffHouse) -> None:
    browser = house.sign_in("writer")
    write(browser, text_en="No water tomorrow.")
    assert "Tiếng Việt → English" in browser.page.text
    assert "やさしい日本語 → 日本語" in browser.page.text


def test_a_correction_goes_with_one_press_from_its_page_and_once(house: StaffHouse) -> None:
    hand_in(house)
    other = house.sign_in("approver")
    other.goes_to("/admin/broadcasts/1")
    other.sends("/admin/broadcasts/1/approve")
    with house.database.write() as session:
        session.get_one(Broadcast, 1).status = "sending"
    other.goes_to("/admin/broadcasts/1")
    page = other.page
    assert 'name="text_en"' not in page.text, "in which nobody was told anything"
    assert "「明日の朝は断水します。」は誤りです" in page.text
    for _ in range(2):
        other.page = page
        other.sends("/admin/broadcasts/1/correct", text_ja="訂正します。")
    first, correction = house.rows(Broadcast)
    assert (first.status, correction.kind, correction.corrects_id) == ("stopped", "correction", 1)
    assert correction.total == 0  # nothing of it had left
    assert "訂正をすぐ送る" not in other.goes_to("/admin/broadcasts/1").text
    assert 'name="text_en"' in other.goes_to("/admin/broadcasts/1/correct").text


def test_a_drill_is_shown_with_its_mark(house: StaffHouse) -> None:
    browser = house.sign_in("writer")
    write(browser, kind="drill")
    assert browser.page.text.count("これは訓練です。実際の災害ではありません。") == 2


def test_what_a_machine_sent_is_told_in_words(house: StaffHouse) -> None:
    with house.database.write() as session:
        rule = {"all": [{"topic": "disaster"}, {"area": ["kawabe", "north"], "or_unknown": True}]}
        content = {"ja": [Text("【警戒レベル4】川辺に、避難指示を発令しました。\n午後9時 発表")]}
        issue(session, kind="alert", key="a", content=content, rule=rule, origin="disaster", now=house.clock())
    browser = house.sign_in("writer")
    listed = browser.goes_to("/admin/broadcasts").text
    assert "川辺に、避難指示を発令しました。" in listed and "<td>災害の情報</td>" in listed
    shown = browser.goes_to("/admin/broadcasts/1").text
    assert "「防災」を選んだ人" in shown and "川辺, 北部地区の人" in shown and "kawabe" not in shown


def test_what_is_not_urgent_waits_for_the_morning(house: StaffHouse) -> None:
    hand_in(house, urgent="", when="later", send_at="2036-12-01T23:30")
    other = house.sign_in("approver")
    house.clock.ahead += timedelta(0)
    other.goes_to("/admin/broadcasts/1")
    other.sends("/admin/broadcasts/1/approve")
    assert "2036-12-02 07:00" in other.page.text


def test_the_form_counts_who_is_meant(house: StaffHouse) -> None:
    browser = house.sign_in("writer")
    answer = browser.goes_to("/admin/broadcasts/count?reads=ja")
    assert '"total":3' in answer.text.replace(" ", "")
    assert '"total":0' in browser.goes_to("/admin/broadcasts/count?reads=vi").text.replace(" ", "")


def test_a_test_goes_to_oneself_alone(house: StaffHouse) -> None:
    browser = house.sign_in("writer")
    write(browser, kind="drill")
    browser.sends("/admin/broadcasts/1/test/word")
    word = browser.page.text.partition('class="secret">')[2].partition("<")[0]
    browser.sends("/admin/broadcasts/1/test/find")
    assert "まだその文字が届いていません" in browser.page.text
    now = house.clock()
    inbox.accept(house.database, [text("別の人です", line_id(2)), text(word.upper(), "U-writer", occurred_at=now)])
    browser.sends("/admin/broadcasts/1/test/find")
    browser.sends("/admin/broadcasts/1/test", language="ja")
    (row,) = house.rows(OutboxRow)
    assert [message["text"] for message in row.messages][1] == "【訓練】\n明日の朝は断水します。\n【訓練】"
    with house.database.read() as session:
        assert session.get_one(Conversation, row.conversation_id).address == "U-writer"
    assert house.actions()[-1] == "broadcast.tested"
