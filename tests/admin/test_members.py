"""Members made, given roles, disabled and reset, by an administrator over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest

from bot.errors import UserError
from bot.models.staff import Role, StaffGrant, StaffSession
from bot.services.staff import members, passwords
from bot.services.staff.principal import Grant
from tests.admin.staff_house import PASSWORD, StaffBrowser, StaffHouse

NEW = {"name": "鈴木 一郎", "login": "suzuki", "role": "editor", "department": "residents", "service": ""}


@pytest.fixture
def boss(house: StaffHouse) -> StaffBrowser:
    """An administrator who is signed in."""
    house.add("boss", Role.ADMINISTRATOR)
    return house.sign_in("boss")


def create(boss: StaffBrowser, **changes: str) -> str:
    """The temporary password of a new member."""
    boss.goes_to("/admin/members/new")
    page = boss.sends("/admin/members/new", **{**NEW, **changes})
    found = re.search(r'class="secret" translate="no">([^<]+)<', page.text)
    assert found, page.text
    return found[1]


def list_grants(house: StaffHouse, login: str) -> list[str]:
    staff_id = house.member(login).id
    rows = [row for row in house.rows(StaffGrant) if row.staff_id == staff_id]
    return members.describe_grants(Grant(Role(row.role), row.department, row.service) for row in rows)


def test_a_new_member_signs_in_with_the_temporary_password(house: StaffHouse, boss: StaffBrowser) -> None:
    password = create(boss)
    assert password not in boss.goes_to("/admin/members").text
    browser = house.sign_in("suzuki", password)
    assert browser.path == "/admin/me/password"
    assert list_grants(house, "suzuki") == ["editor:residents"]
    assert "編集担当 – 市民窓口課" in boss.goes_to(f"/admin/members/{house.member('suzuki').id}").text
    created = [one.actor_id for one in house.entries() if one.action == "staff.created"]
    assert created == ["tests", str(house.member("boss").id)]
    assert password not in str(house.entries())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"login": "boss"}, "login"),
        ({"login": "BOSS "}, "login"),
        ({"login": "a b"}, "login"),
        ({"login": ""}, "login"),
        ({"name": " "}, "name"),
        ({"name": "あ" * 101}, "name"),
        ({"role": "service"}, "service"),
        ({"role": "administrator"}, "department"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    house: StaffHouse, boss: StaffBrowser, changes: dict[str, str], field: str
) -> None:
    boss.goes_to("/admin/members/new")
    answer = boss.sends("/admin/members/new", **{**NEW, **changes})
    assert (answer.status, list(boss.errors())) == (422, [field])
    assert re.search(rf'id="{field}"[^>]* autofocus', answer.text)
    assert len(house.rows(type(house.member("boss")))) == 1


def test_roles_are_given_and_taken_and_sessions_end(house: StaffHouse, boss: StaffBrowser) -> None:
    staff_id = house.add("suzuki", Role.EDITOR)
    browser = house.sign_in("suzuki")
    boss.goes_to(f"/admin/members/{staff_id}")
    boss.sends(f"/admin/members/{staff_id}/roles", role="service", department="residents", service="faq")
    assert list_grants(house, "suzuki") == ["editor", "service:faq:residents"]
    assert browser.asks("GET", "/admin/").status == 303
    browser = house.sign_in("suzuki")
    boss.sends(f"/admin/members/{staff_id}/roles/take", role="editor", department="", service="")
    assert list_grants(house, "suzuki") == ["service:faq:residents"]
    assert browser.asks("GET", "/admin/").status == 303


def test_an_administrator_gives_themselves_a_role_and_stays_signed_in(house: StaffHouse, boss: StaffBrowser) -> None:
    own, before = house.member("boss").id, boss.key
    boss.goes_to(f"/admin/members/{own}")
    assert boss.sends(f"/admin/members/{own}/roles", role="operator", department="", service="").status == 200
    assert list_grants(house, "boss") == ["administrator", "operator"]
    assert boss.key != before
    assert len([row for row in house.rows(StaffSession) if row.ended_at is None]) == 1


def disable(boss: StaffBrowser, own: int) -> None:
    boss.sends(f"/admin/members/{own}/disable")


def give_away(boss: StaffBrowser, own: int) -> None:
    boss.sends(f"/admin/members/{own}/roles/take", role="administrator", department="", service="")


@pytest.mark.parametrize("leave", [disable, give_away])
def test_the_last_administrator_stays(
    house: StaffHouse, boss: StaffBrowser, leave: Callable[[StaffBrowser, int], None]
) -> None:
    own = house.member("boss").id or 0
    house.add("gone", Role.ADMINISTRATOR, is_active=False)
    boss.goes_to(f"/admin/members/{own}")
    leave(boss, own)
    assert "管理者がいなくなる" in boss.page.text
    assert (house.member("boss").is_active, list_grants(house, "boss")) == (True, ["administrator"])
    assert boss.goes_to(f"/admin/members/{own}").status == 200
    house.add("second", Role.ADMINISTRATOR)
    leave(boss, own)
    assert boss.asks("GET", "/admin/members").status in (303, 403)


def test_a_disabled_member_is_out_and_in_again(house: StaffHouse, boss: StaffBrowser) -> None:
    staff_id = house.add("suzuki", Role.EDITOR)
    browser = house.sign_in("suzuki")
    boss.goes_to(f"/admin/members/{staff_id}")
    boss.sends(f"/admin/members/{staff_id}/disable")
    assert browser.asks("GET", "/admin/").status == 303
    assert house.browser().signs_in("suzuki").status == 422
    boss.sends(f"/admin/members/{staff_id}/enable")
    assert house.sign_in("suzuki").key


def test_a_reset_gives_a_temporary_password(house: StaffHouse, boss: StaffBrowser) -> None:
    staff_id = house.add("suzuki", Role.EDITOR, totp_secret="A" * 32)
    boss.goes_to(f"/admin/members/{staff_id}")
    page = boss.sends(f"/admin/members/{staff_id}/reset")
    password = re.findall(r'class="secret" translate="no">([^<]+)<', page.text)[0]
    assert house.browser().signs_in("suzuki", PASSWORD).status == 422
    assert house.sign_in("suzuki", password).path == "/admin/me/password"


def test_the_list_is_filtered_by_its_address(house: StaffHouse, boss: StaffBrowser) -> None:
    house.add("suzuki", Role.EDITOR, name="鈴木 一郎")
    house.add("sato", Role.EDITOR, name="佐藤 100%", is_active=False)

    def names(query: str) -> list[str]:
        page = boss.goes_to(f"/admin/members{query}").text
        return [unescape(name) for name in re.findall(r'scope="row"><a[^>]*>([^<]+)<', page)]

    assert names("") == ["Boss", "佐藤 100%", "鈴木 一郎"]
    assert names("?q=SUZU") == ["鈴木 一郎"]
    assert names("?q=%25") == ["佐藤 100%"]
    assert names("?role=editor&state=active") == ["鈴木 一郎"]
    assert names("?role=nonsense&state=nonsense&page=999") == ["Boss", "佐藤 100%", "鈴木 一郎"]
    page = boss.goes_to("/admin/members?q=nobody").text
    assert "当てはまる職員はいません" in page and 'value="nobody"' in page


def test_a_long_list_has_pages_that_keep_the_filter(house: StaffHouse, boss: StaffBrowser) -> None:
    for number in range(51):
        house.add(f"member{number:02}", Role.EDITOR)
    page = unescape(boss.goes_to("/admin/members?role=editor").text)
    assert 'href="/admin/members?role=editor&page=2"' in page
    assert len(re.findall('scope="row"', boss.goes_to("/admin/members?role=editor&page=2").text)) == 1


def test_nobody_is_shown_for_an_id_that_is_not_there(house: StaffHouse, boss: StaffBrowser) -> None:
    assert boss.goes_to("/admin/members/999").status == 404
    assert boss.sends("/admin/members/999/disable").status == 404


def test_an_unknown_role_is_not_given(house: StaffHouse, boss: StaffBrowser) -> None:
    staff_id = house.add("suzuki")
    boss.goes_to(f"/admin/members/{staff_id}")
    for wrong in ({"role": "king"}, {"role": "editor", "department": "nowhere"}, {"role": "service", "service": "x"}):
        boss.goes_to(f"/admin/members/{staff_id}")
        boss.sends(f"/admin/members/{staff_id}/roles", **{"department": "", "service": "", **wrong})
    assert list_grants(house, "suzuki") == []


def test_a_department_that_is_gone_is_shown_by_its_id_and_can_be_taken(house: StaffHouse, boss: StaffBrowser) -> None:
    staff_id = house.add("suzuki", Grant(Role.EDITOR, "gone"))
    assert "編集担当 – gone" in boss.goes_to(f"/admin/members/{staff_id}").text
    boss.sends(f"/admin/members/{staff_id}/roles/take", role="editor", department="gone", service="")
    assert list_grants(house, "suzuki") == []


def test_an_administrator_of_a_department_can_not_be(house: StaffHouse) -> None:
    staff_id, of_one = house.add("suzuki"), [Grant(Role.ADMINISTRATOR, "residents")]
    with house.database.write() as session, pytest.raises(UserError, match="administrator_whole_city"):
        members.change_grants(session, staff_id, house.acting(), add=of_one)


def test_a_temporary_password_lets_in_for_a_week(house: StaffHouse, boss: StaffBrowser) -> None:
    password = create(boss)
    house.clock.ahead = passwords.TEMPORARY - timedelta(minutes=1)
    assert house.sign_in("suzuki", password).path == "/admin/me/password"
    house.clock.ahead = passwords.TEMPORARY + timedelta(minutes=1)
    late = house.browser()
    late.signs_in("suzuki", password)
    assert late.key == ""
    assert "期限が切れています" in late.errors()["login"]
    late.signs_in("suzuki", "not the password")
    assert late.errors()["login"] == "ログイン名かパスワードが違います。"
