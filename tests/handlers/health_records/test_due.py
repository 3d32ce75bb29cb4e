"""What is due stands on the page of records; who wants it is told in LINE that there is something, and not what."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.bell import Bell
from bot.clock import TOKYO, utc_now
from bot.demo_data.health_rules import seed_health_rules
from bot.models.conversation import Conversation
from bot.models.ledger import QuotaRow
from bot.models.outbox import OutboxRow
from handlers.account.models import AccountLink
from handlers.account.service import Keeper
from handlers.health_records.clock import create_clock
from handlers.health_records.models import HealthAccess, HealthReminder
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.health_records.files import HANAKO, bring_in, child_of, shot
from tests.handlers.health_records.pages import Citizen, Pages

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOON = utc_now().astimezone(TOKYO).replace(hour=12)
# Eleven months old and more: the time of BCG, hepatitis B and the check-up at nine months ends in twenty days.
BORN = (NOON - timedelta(days=345)).date()
BABY = {"宛名番号": "1000009", "氏名": "山田 空", "カナ": "ヤマダ ソラ", "生年月日": BORN.isoformat(), "性別": "女"}


@pytest.fixture
def citizen(pages: Pages) -> Citizen:
    """Hanako, whose baby had one vaccination."""
    row = shot(child_of(HANAKO, BABY), ワクチン="五種混合", 接種日=(BORN + timedelta(70)).isoformat())
    bring_in(pages.database, pages.folder / "baby.csv", [row])
    return pages.enter("1", HANAKO)


def open_baby(citizen: Citizen) -> str:
    citizen.opens()
    for who in ("1", "2"):
        if citizen.opens(who=who).heading == "山田 空":
            return who
    raise AssertionError(citizen.text)


def link_line(pages: Pages, account: str = "1") -> None:
    """With the LINE of somebody whom the counter knows."""
    mark = Keeper(SECRET_KEY).fingerprint("account", account)
    with pages.database.write() as session:
        known = Conversation(channel="line", address_fingerprint=mark, address=f"U{account:>032}", created_at=NOON)
        session.add(known)
        session.flush()
        assert known.id is not None
        link = AccountLink(conversation_id=known.id, account=account, account_fingerprint=mark, linked_at=NOON)
        session.add(link)


def run_clock(pages: Pages, at: datetime) -> list[str]:
    """What is written, as the outbox has it."""
    with pages.database.read() as session:
        before = set(session.exec(select(OutboxRow.id)))
    create_clock(pages.database, pages.house, Bell()).run(at)
    with pages.database.read() as session:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))
        return [json.dumps(row.messages, ensure_ascii=False) for row in rows if row.id not in before]


def test_without_a_confirmed_rule_the_page_says_why_there_is_no_plan(citizen: Citizen) -> None:
    assert "予定はまだ出せません" in citizen.opens().text


def test_what_is_due_stands_on_the_page_of_whom_it_is_about(pages: Pages, citizen: Citizen) -> None:
    seed_health_rules(pages.database, NOON)
    open_baby(citizen)
    assert "BCG（結核）" in citizen.text
    assert "おすすめの時期を過ぎています" in citizen.text
    assert "五種混合" in citizen.text
    assert "大腸がん検診" not in citizen.text
    assert "母子健康手帳を持って医師に相談" in citizen.text
    citizen.opens(who="0")
    assert "子宮頸がん検診" in citizen.text
    assert "BCG（結核）" not in citizen.text


def test_a_missed_check_up_of_a_child_is_not_folded_away(pages: Pages, citizen: Citizen) -> None:
    seed_health_rules(pages.database, NOON)
    open_baby(citizen)
    shown, _, folded = citizen.text.partition("済んだもの・時期を過ぎたもの")
    assert "3・4か月児健康診査" in shown
    assert "受けていません" in shown
    assert "3・4か月児健康診査" not in folded


def test_who_wants_it_is_told_once_by_day_and_without_a_word_of_what(pages: Pages, citizen: Citizen) -> None:
    seed_health_rules(pages.database, NOON)
    link_line(pages)
    who = open_baby(citizen)
    assert run_clock(pages, NOON) == []  # nobody asked for it
    citizen.sends("remind", who=who, wants="yes").sends("remind", who=who, wants="yes")
    assert "この方についてのお知らせを受け取ります" in citizen.text
    assert run_clock(pages, NOON.replace(hour=23)) == []
    assert run_clock(pages, NOON.replace(hour=6)) == []
    (told,) = run_clock(pages, NOON)
    assert "健康のお知らせがあります" in told
    assert "http://localhost/health?lang=ja" in told
    for word in ("山田", "空", "BCG", "B型", "肺炎", "健診", "接種", "1000009"):
        assert word not in told
    assert [run_clock(pages, NOON + timedelta(days=day)) for day in (0, 1, 2)] == [[], [], []]
    with pages.database.read() as session:
        (reminder,) = session.exec(select(HealthReminder))
        assert any(name.startswith("bcg ") for name in reminder.told)


def test_who_wants_it_no_more_or_may_not_see_it_any_more_is_not_told(pages: Pages, citizen: Citizen) -> None:
    seed_health_rules(pages.database, NOON)
    link_line(pages)
    who = open_baby(citizen)
    citizen.sends("remind", who=who, wants="yes").sends("remind", who=who, wants="no")
    assert "知らせてもらう" in citizen.text
    assert run_clock(pages, NOON) == []
    citizen.sends("remind", who=who, wants="yes")
    with pages.database.write() as session:
        for access in session.exec(select(HealthAccess)):
            access.ended_at = NOON
            session.add(access)
    assert run_clock(pages, NOON) == []


def test_without_line_it_waits_for_the_link_and_says_how(pages: Pages, citizen: Citizen) -> None:
    seed_health_rules(pages.database, NOON)
    who = open_baby(citizen)
    citizen.sends("remind", who=who, wants="yes")
    assert "「アカウント連携」と送って" in citizen.text
    assert run_clock(pages, NOON) == []
    link_line(pages)
    assert "「アカウント連携」と送って" not in citizen.opens(who=who).text
    assert len(run_clock(pages, NOON + timedelta(days=1))) == 1


def test_what_the_quota_has_no_room_for_stays_to_be_told(pages: Pages, citizen: Citizen) -> None:
    seed_health_rules(pages.database, NOON)
    link_line(pages)
    citizen.sends("remind", who=open_baby(citizen), wants="yes")
    month = NOON.date().replace(day=1)
    with pages.database.write() as session:
        session.add(QuotaRow(month=month, limit_count=100, used_count=100, asked_at=NOON))
    assert run_clock(pages, NOON) == []
    with pages.database.write() as session:
        session.delete(session.exec(select(QuotaRow)).one())
    assert len(run_clock(pages, NOON)) == 1


def test_nobody_wants_reminders_of_whom_they_may_not_see(pages: Pages) -> None:
    stranger = pages.come()
    stranger.sends("remind", who="0", wants="yes")
    assert stranger.status == 401
    with pages.database.read() as session:
        assert session.exec(select(HealthReminder)).all() == []
