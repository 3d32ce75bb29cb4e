"""What auditors read of the audit log."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from bot.clock import TOKYO
from bot.models.staff import Role
from bot.services.audit import Actor, record
from bot.services.desk.actions import DeskAction
from bot.services.staff.principal import Grant
from tests.admin.staff_house import StaffHouse

HOSTILE = "<script>alert(1)</script>"


def write(house: StaffHouse, count: int, department: str = "residents", **more: object) -> None:
    by = Actor("staff", "7", "信濃", "192.0.2.7", department, "operator")
    for number in range(count):
        with house.database.write() as session:
            values = {"object_kind": "request", "object_id": str(number), "now": house.clock(), **more}
            record(session, by, DeskAction.REPLIED, **values)  # type: ignore[arg-type]


def test_newest_first_and_all_of_them_page_by_page(house: StaffHouse) -> None:
    write(house, 120)
    house.add("aki", Role.AUDITOR)
    aki = house.sign_in("aki")
    seen, path = [], "/admin/audit"
    while path:
        page = aki.goes_to(path).text
        rows = page.split("<tbody>")[1]
        seen += [int(row.partition('">')[2].partition("<")[0]) for row in rows.split('<a href="/admin/audit/')[1:]]
        path = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert seen == sorted(seen, reverse=True) and len(seen) == len(set(seen)) >= 122


def test_filters_narrow_it(house: StaffHouse) -> None:
    write(house, 2, conversation_id=5)
    write(house, 2, conversation_id=6)
    house.add("aki", Role.AUDITOR)
    aki = house.sign_in("aki")
    assert aki.goes_to("/admin/audit?conversation=5").text.count("desk.replied</code>") == 2
    assert aki.goes_to("/admin/audit?action=desk.replied").text.count("desk.replied</code>") == 4
    assert "desk.replied</code>" not in aki.goes_to("/admin/audit?actor=8").text
    today = house.clock().astimezone(TOKYO).date()
    assert "desk.replied</code>" in aki.goes_to(f"/admin/audit?since={today}&until={today}").text
    assert 'class="empty"' in aki.goes_to(f"/admin/audit?until={today - timedelta(days=1)}").text
    for odd in ("since=soon", "conversation=five", f"before={quote('now 1')}", "before=x", f"actor={quote(HOSTILE)}"):
        answer = aki.goes_to(f"/admin/audit?{odd}")
        assert answer.status == 200 and HOSTILE not in answer.text


def test_an_entry_shows_what_was_and_what_is(house: StaffHouse) -> None:
    write(house, 1, old={"department": "tax", "same": 1}, new={"department": "waste", "same": 1}, reason=HOSTILE)
    house.add("aki", Role.AUDITOR)
    page = house.sign_in("aki").goes_to("/admin/audit/1").text
    assert "<del>tax</del>" in page and "<ins>waste</ins>" in page and ">same<" not in page
    assert "192.0.2.7" in page and HOSTILE not in page


def test_auditors_of_a_department_read_what_was_done_in_it(house: StaffHouse) -> None:
    write(house, 1, "residents")
    write(house, 1, "tax")
    house.add("taro", Grant(Role.AUDITOR, "tax"))
    taro = house.sign_in("taro")
    assert taro.goes_to("/admin/audit").text.count("desk.replied</code>") == 1
    assert (taro.goes_to("/admin/audit/1").status, taro.goes_to("/admin/audit/2").status) == (404, 200)
