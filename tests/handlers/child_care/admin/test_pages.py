"""Staff see what is out of date, and import the next file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.clock import TOKYO
from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.texts import load_texts
from handlers.child_care.models import Nursery
from handlers.child_care.service.findings import look
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house
from tests.handlers.child_care.files import CLINIC, HOUR, NURSERY, Row, import_rows, make_csv

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "/admin/child-care"


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    with serve_staff_house(database, load_texts()) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.staff", Grant(Role.SERVICE, "nursery", "child_care"), language="ja")
    return house.sign_in("a.staff")


def day(house: StaffHouse, ahead: int) -> str:
    return f"{house.clock().astimezone(TOKYO) + timedelta(days=ahead):%Y-%m-%d}"


def find_findings(house: StaffHouse) -> dict[str, str]:
    with house.database.read() as session:
        return {str(one.kind): one.finding for one in look(session, house.clock(), 45)}


def import_now(house: StaffHouse, row: Row) -> None:
    import_rows(house.database, row, today=house.clock().astimezone(TOKYO).date())


def test_what_is_out_of_date_is_said(house: StaffHouse, staff: StaffBrowser) -> None:
    assert set(find_findings(house).values()) == {"missing"}
    import_now(house, {**NURSERY, "時点": day(house, -50)})
    import_now(house, {**HOUR, "開始日": day(house, -9), "更新日": day(house, -30)})
    import_now(house, {**CLINIC, "日付": day(house, 0), "終了日": day(house, 5), "更新日": day(house, 0)})
    assert find_findings(house) == {"clinics": "gap", "nurseries": "old", "hours": "over", "events": "missing"}
    page = staff.goes_to(BASE).text
    for words in ("50日前のものがあります", "当番のない日", "全部の日程が終わりました", "未登録"):
        assert words in page
    import_now(house, {**NURSERY, "時点": day(house, 0)})
    import_now(house, {**CLINIC, "日付": day(house, 0), "終了日": day(house, 30), "更新日": day(house, 0)})
    import_now(house, {**HOUR, "開始日": day(house, 7), "更新日": day(house, 0)})
    assert find_findings(house) == {"clinics": "", "nurseries": "", "hours": "ends", "events": "missing"}


def test_a_file_is_taken_over_and_recorded(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/import")
    assert "ファイルを選んでください" in staff.sends(f"{BASE}/import").text
    wrong = make_csv([{**NURSERY, "時点": day(house, -1)}, {**NURSERY, "空き_1歳児": "たぶん", "時点": ""}])
    refused = upload(staff, wrong)
    assert "「たぶん」は、数でも○△×でもありません" in refused
    assert "いつの情報かがわかりません" in refused
    assert "child_care.imported" not in house.actions()
    good = make_csv([{**NURSERY, "時点": ""}])
    upload(staff, good, day(house, -2))
    assert [str(one.as_of) for one in house.rows(Nursery)] == [day(house, -2)]
    (entry,) = [one for one in house.entries() if one.action == "child_care.imported"]
    assert (entry.object_kind, entry.new) == ("nurseries", {"count": 1, "replaced": 0})
    assert "中町保育園" not in str(entry)


def test_others_stay_outside(house: StaffHouse) -> None:
    house.add("b.staff", Grant(Role.SERVICE, "learning", "lectures"), language="ja")
    assert house.sign_in("b.staff").goes_to(BASE).status == 403


def upload(staff: StaffBrowser, content: bytes, as_of: str = "") -> str:
    """Send a file as a browser does."""
    token = staff.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    fields = ((b"csrf_token", b"", token.encode()), (b"as_of", b"", as_of.encode()))
    body = b"".join(part % one for one in (*fields, (b"file", b'; filename="n.csv"', content)))
    kind = "multipart/form-data; boundary=x"
    with staff.open("POST", f"{BASE}/import", body + b"--x--\r\n", Content_Type=kind) as response:
        if response.status == 303:
            return staff.goes_to(response.headers["Location"]).text
        return response.read().decode()
