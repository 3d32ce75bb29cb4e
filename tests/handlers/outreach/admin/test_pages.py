"""The staff's pages: a request is read for a reason that is recorded, scheduled, asked back and declined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.db import Database
from bot.models.outbox import OutboxRow
from bot.models.staff import Role
from bot.services.form_entries import open_draft, send_draft
from bot.services.staff.principal import Grant
from bot.texts import load_texts
from handlers.outreach.models import OutreachRequest
from handlers.outreach.service.requesting import request_lecture
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house
from tests.bot.reservations.hall import add_person
from tests.handlers.outreach.groups import ANSWERS, CONTACT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/outreach"


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    with serve_staff_house(database, load_texts()) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.staff", Grant(Role.SERVICE, "learning", "outreach"), language="ja")
    for person in range(2):
        ask(house, person)
    return house.sign_in("a.staff")


def ask(house: StaffHouse, person: int) -> None:
    now = house.clock()
    with house.database.write() as session:
        conversation = add_person(session, person)
        session.flush()
        draft = open_draft(session, conversation.id or 0, "outreach", now, "disaster")
        entry = send_draft(session, draft.key, {**ANSWERS, **CONTACT}, "O", now)
        assert entry is not None
        request_lecture(session, entry, "disaster", "ja", now)


def write(house: StaffHouse, **changes: str) -> dict[str, str]:
    day = f"{house.clock() + timedelta(days=40):%Y-%m-%d}"
    times = {"day": day, "begins": "14:00", "ends": "15:00"}
    return {**times, "lecturer": "防災課 山田", "place": "中町集会所", **changes}


def states(house: StaffHouse) -> list[str]:
    return [one.state for one in house.rows(OutreachRequest)]


def test_the_form_is_shown_for_a_reason_that_is_recorded(house: StaffHouse, staff: StaffBrowser) -> None:
    assert "O-000001" in staff.goes_to(BASE).text
    page = staff.goes_to(f"{BASE}/1").text
    assert "老人クラブ" not in page
    assert "outreach.viewed" not in house.actions()
    shown = staff.sends(f"{BASE}/1/form").text
    for wanted in ("みどり老人クラブ", "髙﨑𠮷子", "090-1234-5678", "1月20日 午後2時", "20人まで"):
        assert wanted in shown
    assert 'value="中町集会所"' in shown  # need not be typed again
    (entry,) = [one for one in house.entries() if one.action == "outreach.viewed"]
    assert (entry.purpose, entry.object_id) == ("application", "O-000001")


def test_a_date_is_agreed_on_and_a_clash_is_said(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/1")
    wrong = staff.sends(f"{BASE}/1/agree", **write(house, ends="13:00", lecturer=""))
    assert (wrong.status, "終了を開始より後" in wrong.text, "入力してください" in wrong.text) == (422, True, True)
    past = staff.sends(f"{BASE}/1/agree", **write(house, day="2020-01-01"))
    assert "これからの日時" in past.text
    assert "お知らせしました" in staff.sends(f"{BASE}/1/agree", **write(house)).text
    clash = staff.sends(f"{BASE}/2/agree", **write(house, begins="14:30", ends="15:30"))
    assert (clash.status, "この時間にO-000001に行く予定です" in clash.text) == (422, True)
    assert 'value="14:30"' in clash.text
    assert "お知らせしました" in staff.sends(f"{BASE}/2/agree", **write(house, begins="15:00", ends="16:00")).text
    assert states(house) == ["agreed", "agreed"]
    assert house.actions().count("outreach.agreed") == 2
    assert "O-000001" in staff.goes_to(f"{BASE}?state=agreed").text
    assert "申し込みはありません" in staff.goes_to(BASE).text
    told = [message for row in house.rows(OutboxRow) for message in row.messages]
    assert len(told) == 2


def test_asked_back_and_declined(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/1")
    assert staff.sends(f"{BASE}/1/ask", question=" ").status == 422
    staff.sends(f"{BASE}/1/ask", question="会場に机はありますか。")
    staff.sends(f"{BASE}/2/decline", why="講師がいません。")
    assert states(house) == ["asked", "declined"]
    staff.goes_to(f"{BASE}/1")
    assert "もう変えられません" in staff.sends(f"{BASE}/2/decline", why="もう一度").text
    assert {"outreach.asked", "outreach.declined"} <= set(house.actions())


def test_others_stay_outside(house: StaffHouse) -> None:
    house.add("b.staff", Grant(Role.SERVICE, "learning", "lectures"), language="ja")
    assert house.sign_in("b.staff").goes_to(BASE).status == 403
