"""A proxy that is taken back, by staff or by the person: nothing is seen any more, and whoever saw is told so."""

from __future__ import annotations

import json

import pytest
from sqlmodel import select

from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow
from handlers.account.models import AccountLink
from handlers.account.service import Keeper
from handlers.health_records.models import HealthAccess
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.handlers.health_records.admin.asking import OF_MAKOTO, ask_as_proxy
from tests.handlers.health_records.files import HANAKO, MAKOTO
from tests.handlers.health_records.pages import Citizen, Pages

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/health_records"
WHY = {"purpose": "request", "reason": "窓口で本人から依頼"}


@pytest.fixture
def proxy(pages: Pages, staff: StaffBrowser) -> Citizen:
    """Hanako, who sees Makoto's records."""
    hanako = pages.enter("1", HANAKO)
    asked = ask_as_proxy(pages, OF_MAKOTO)
    staff.goes_to(f"{BASE}/requests")
    staff.sends(f"{BASE}/requests/{asked}/approve/confirm", number="2000001", until="2199-12-31")
    staff.sends(f"{BASE}/requests/{asked}/approve/confirm")
    assert hanako.opens(who="2").heading == "小林 誠"
    return hanako


def link_line(database: Database, secret_key: str, pages: Pages) -> None:
    mark = Keeper(secret_key).fingerprint("account", "1")
    now = pages.clock()
    with database.write() as session:
        talk = Conversation(channel="line", address_fingerprint=mark, address=f"U{1:>032}", created_at=now)
        session.add(talk)
        session.flush()
        link = AccountLink(conversation_id=talk.id or 0, account="1", account_fingerprint=mark, linked_at=now)
        session.add(link)


def find_access(database: Database) -> str:
    with database.read() as session:
        return str(session.exec(select(HealthAccess).where(HealthAccess.relation == "proxy")).one().id)


def list_messages(database: Database) -> list[str]:
    with database.read() as session:
        return [json.dumps(row.messages, ensure_ascii=False) for row in session.exec(select(OutboxRow))]


def test_staff_see_whose_access_they_end(
    staff: StaffBrowser, house: StaffHouse, pages: Pages, database: Database, proxy: Citizen
) -> None:
    link_line(database, house.house.engine.house.secret_key, pages)
    person = pages.person(MAKOTO)
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/person", number="2000001", **WHY)
    assert "山田 花子" in staff.page.text
    assert "checked" not in staff.page.text
    access = find_access(database)
    staff.sends(f"{BASE}/person/{person}/end/ask", access=access)
    assert ("山田 花子" in staff.page.text, "小林 誠" in staff.page.text) == (True, True)
    assert proxy.opens(who="2").heading == "小林 誠"
    staff.sends(f"{BASE}/person/{person}/end", access=access, end_reason="")
    assert staff.page.status == 422
    staff.sends(f"{BASE}/person/{person}/end", access=access, end_reason="本人から取り消し")
    assert "閲覧を止めました" in staff.page.text
    (message,) = list_messages(database)
    assert "お知らせがあります" in message
    assert not [said for said in ("小林", "誠", "代理", "取り消", "終わ") if said in message]
    assert proxy.opens(who="2").heading == "山田 花子"
    assert "代理の閲覧（受付番号 HP-" in proxy.text
    assert "に終わりました" in proxy.text
    assert "閲覧は" in proxy.opens("/health/data").text
    staff.goes_to(f"{BASE}/requests?state=approved")
    assert "閲覧終了" in staff.page.text
    staff.sends(f"{BASE}/person/{person}/end", access=access, end_reason="もう一度")
    assert staff.page.status == 404
    assert house.actions().count("health.access_ended") == 1


def test_the_person_sees_who_it_was_and_withdraws(
    house: StaffHouse, pages: Pages, database: Database, proxy: Citizen
) -> None:
    makoto = pages.enter("2", MAKOTO)
    text = makoto.opens("/health/data").text
    assert "代理人 山田 花子" in text
    assert 'href="#given"' in text
    access = find_access(database)
    proxy.sends("data/withdraw", access=access, sure="yes")  # nobody but the person
    makoto.sends("data/withdraw", access=access)
    assert makoto.heading == "この方の閲覧を取り消しますか"
    assert proxy.opens(who="2").heading == "小林 誠"
    assert "山田 花子" not in proxy.opens("/health/data", who="2").text.partition("だれが見たか")[2]
    makoto.sends("data/withdraw", access=access, sure="yes")
    assert "閲覧を取り消しました" in makoto.text
    assert proxy.opens(who="2").heading == "山田 花子"
    makoto.sends("data/withdraw", access=access, sure="yes")  # pressed twice
    assert makoto.status == 200
    assert "health.access_ended" in house.actions()
