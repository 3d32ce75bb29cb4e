"""A list of the queue is made once for all who see the same, and shown to nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from bot.models.desk import OperatorRequest
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.desk.conftest import Office
from tests.admin.staff_house import StaffBrowser

LIST = "/admin/desk/list"


def read(browser: StaffBrowser, path: str = LIST) -> str:
    return browser.asks("GET", path).text


def put(office: Office, department: str) -> None:
    """As another process does: nothing rings."""
    with office.house.database.write() as session:
        session.get_one(OperatorRequest, office.request.id).department = department


def count_lists(office: Office, browsers: list[StaffBrowser]) -> int:
    """How often the queue is read with all that a list shows, while these fetch it."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM operator_request JOIN conversation" in statement:
            asked.append(statement)

    engine = office.house.database.engine
    event.listen(engine, "before_cursor_execute", note)
    for browser in browsers:
        assert office.path in read(browser)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_those_of_one_department_share_it(office: Office) -> None:
    office.citizen.says("職員と話す")
    put(office, "tax")
    members = [office.operator(f"tax-{number}", "tax") for number in range(3)]
    assert count_lists(office, members) == 1


def test_no_other_department_and_nobody_with_another_language_gets_it(office: Office) -> None:
    office.citizen.says("職員と話す")
    put(office, "tax")
    boss, tax, waste = office.operator("boss"), office.operator("taro", "tax"), office.operator("wako", "waste")
    for _ in range(2):
        assert office.path in read(boss) and office.path in read(tax)
        assert office.path not in read(waste)
    office.house.add("emma", Grant(Role.OPERATOR, "tax"), language="en")
    emma = office.house.sign_in("emma")
    assert "Waiting" in read(emma) and "Waiting" not in read(tax)
    assert office.path not in read(tax, f"{LIST}?department=waste")


@pytest.mark.parametrize("view", ["mine", "others"])
def test_what_a_member_has_is_theirs(office: Office, view: str) -> None:
    office.citizen.says("職員と話す")
    hanako, jiro = office.operator("hanako"), office.operator("jiro")
    hanako.goes_to(office.path)
    hanako.sends(f"{office.path}/claim")
    for browser, has in ((hanako, view == "mine"), (jiro, view == "others")):
        assert (office.path in read(browser, f"{LIST}?view={view}")) == has


def test_after_a_change_that_the_stream_told_of_nobody_gets_the_list_of_before(office: Office) -> None:
    office.citizen.says("職員と話す")
    hanako, jiro = office.operator("hanako"), office.operator("jiro")
    assert office.path in read(hanako) and office.path in read(jiro)
    hanako.goes_to(office.path)
    hanako.sends(f"{office.path}/claim")
    assert office.path not in read(jiro) and office.path not in read(hanako)
