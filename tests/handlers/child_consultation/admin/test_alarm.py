"""An alarm at the desk: the calls of the duty telephone, nobody reached, who has it, and what a provider says later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.bell import Bell
from bot.clients.duty_phone import SIGNATURE, CallReport, Outcome, SimulatedDutyPhone, sign
from handlers.child_consultation.clock import CentreClock
from handlers.child_consultation.models import ChildCall, ChildCase
from handlers.child_consultation.service.duty import PROVIDER_KEY
from tests.admin.staff_house import StaffBrowser, StaffHouse, understand_nothing
from tests.dialogue.counter import make_engine
from tests.handlers.child_consultation.centre import BASE, HOME, Citizen, add_staff, load_centre

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CASE = f"{BASE}/cases/1"
GRAVE = "お父さんにライターの火を当てられた"
REPORT = f"{HOME}duty-call"


@pytest.fixture
def lead(house: StaffHouse, citizen: Citizen) -> StaffBrowser:
    """Who leads, and an emergency that came by the page."""
    citizen.begins(GRAVE)
    assert case_of(house).level == "emergency"
    return add_staff(house, "lead")


def case_of(house: StaffHouse) -> ChildCase:
    case: ChildCase = house.rows(ChildCase)[0]
    return case


def run(house: StaffHouse, steps: int, *reports: CallReport) -> None:
    """The clock, each time when the next call is due: whether the centre is open now or not, four steps are a call at
    least, and five have made all three and waited for the last."""
    engine = make_engine(house.database, Path("there is no index"), load_centre(), understand_nothing)
    phone = SimulatedDutyPhone(reports=list(reports))
    for _ in range(steps):
        if call_at := case_of(house).call_at:
            CentreClock(house.database, engine.house, Bell(), phone).run(call_at)


def test_the_page_says_what_was_called_and_that_it_must_be_taken(house: StaffHouse, lead: StaffBrowser) -> None:
    assert "当番の電話を呼びます" in lead.goes_to(CASE).text
    run(house, 2, CallReport(Outcome.ANSWERED, "佐藤"))
    page = lead.goes_to(CASE).text
    assert ("佐藤: <b>出た</b>" in page, "まだだれも受けていません" in page, "呼び出しは続きます" in page) == (
        True,
    ) * 3
    queue = lead.goes_to(BASE).text
    assert [one for one in ("未受理", "電話に出た人あり", "呼び出し中") if one not in queue] == []


def test_nobody_reached_is_said_plainly(house: StaffHouse, lead: StaffBrowser) -> None:
    run(house, 5)
    page = lead.goes_to(CASE).text
    told = ("3回呼びましたが、だれも受けていません", "今すぐここで受けてください", "3回のうち3回目")
    assert [one for one in told if one not in page] == []
    assert "3回呼んで受け手なし" in lead.goes_to(BASE).text
    stranger = add_staff(house, "welfare.staff")
    assert "3回呼びましたが" in stranger.goes_to(CASE).text  # also before one has said why one opens it
    taken = stranger.sends(f"{CASE}/take").text
    assert "だれも受けていません" not in taken
    page = lead.goes_to(CASE).text
    assert "Welfare.Staffが" in page
    assert "当番の電話を呼んだ回数：3回" in page


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("claim", {"discipline": "nurse"}),
        ("assign", {"discipline": "welfare"}),
        ("answer", {"words": "すぐに行きます。"}),
    ],
)
def test_whoever_works_on_it_ends_the_calls(
    house: StaffHouse, lead: StaffBrowser, act: str, fields: dict[str, str]
) -> None:
    run(house, 2)
    staff = add_staff(house, "nurse") if act == "claim" else lead
    staff.goes_to(CASE)
    page = staff.sends(f"{CASE}/{act}", **fields).text
    assert "まだだれも受けていません" not in page
    case = case_of(house)
    assert (case.call_at, case.taken_at is not None, case.taken_by is not None) == (None, True, True)
    assert [one.action for one in house.entries() if one.action == "child_case.taken"] == ["child_case.taken"]
    assert "未受理" not in lead.goes_to(BASE).text


def reports(house: StaffHouse, said: dict[str, object], signature: str = "") -> int:
    body = json.dumps(said).encode()
    signed = sign(house.database.vault.derive_keys(PROVIDER_KEY)[0], body)
    headers = {SIGNATURE.replace("-", "_"): signature or signed, "Content_Type": "application/json"}
    with house.browser().open("POST", REPORT, body, **headers) as answer:
        return answer.status


def test_a_provider_may_say_later_what_became_of_a_call(house: StaffHouse, lead: StaffBrowser) -> None:
    run(house, 2, CallReport(Outcome.CALLING))
    said = {"case": case_of(house).number, "call": 1, "outcome": "answered", "who": "佐藤"}
    assert reports(house, said, "forged") == 401
    assert reports(house, {**said, "outcome": "whatever"}) == 401
    assert reports(house, {**said, "call": 9}) == 404
    assert reports(house, said) == 204
    assert reports(house, {**said, "outcome": "busy"}) == 204  # what was said first stays
    assert [(one.outcome, one.who) for one in house.rows(ChildCall)] == [("answered", "佐藤")]
    assert "佐藤" in lead.goes_to(CASE).text
