"""Rules are used when a doctor or nurse of the city has confirmed them, and not before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import Session, select

from bot.city import City, StaffRules, load_city
from bot.clock import utc_now
from bot.db import Database
from bot.demo_data.health_rules import seed_health_rules
from bot.errors import Refused, SetupError
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.health_records.models import HealthRule, RuleState
from handlers.health_records.schedule.rules import RULES
from handlers.health_records.service.comparing import compare
from handlers.health_records.service.planning import list_due
from handlers.health_records.service.reading import find_person
from handlers.health_records.service.reviewing import confirm, find_confirmed, list_confirmed, propose, read_files
from handlers.health_records.service.schedule_facts import find_schedule_facts
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.dialogue.counter import make_engine
from tests.handlers.health_records.files import RIKU, SAKURA, bring_in, shot

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "/admin/health_records/rules"
BCG = (RULES / "bcg.yml").read_text("utf-8")


def make_city(**schedule: object) -> City:
    city = load_city(DEMO_CITY)
    services = {**city.services, "health_records": {"department": "health", "schedule": schedule}}
    return city.model_copy(update={"staff": StaffRules(second_factor="none"), "services": services})


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    city = make_city(reviewers={"a.nurse": "public_health_nurse"})
    engine = make_engine(database, Path("there is no index"), city, understand_nothing)
    with serve_staff_house(database, load_texts(), engine=engine) as opened:
        yield opened


def enter(house: StaffHouse, login: str) -> StaffBrowser:
    house.add(login, Grant(Role.SERVICE, "health", "health_records"), language="ja")
    return house.sign_in(login)


def find_link(page: str, name: str) -> str:
    found = re.search(rf'href="({BASE}/\d+)">{name}', page)
    assert found, name
    return found[1]


def use_all(session: Session) -> None:
    propose(session, read_files(None), utc_now())
    for row in session.exec(select(HealthRule)).all():
        confirm(session, row.id or 0, None, "nurse", utc_now())


def list_waiting(session: Session) -> Sequence[HealthRule]:
    return session.exec(select(HealthRule).where(HealthRule.state == RuleState.PROPOSED)).all()


def change(folder: Path, before: str, after: str, text: str = BCG) -> Path:
    """A city's folder with its own rule for BCG."""
    assert before in text
    (folder / "health_rules").mkdir(exist_ok=True)
    (folder / "health_rules" / "bcg.yml").write_text(text.replace(before, after), "utf-8")
    return folder


@sqlite
def test_a_nurse_confirms_what_ships_and_plans_are_computed_by_it(house: StaffHouse, tmp_path: Path) -> None:
    bring_in(house.database, tmp_path / "records.csv", [shot(SAKURA, ワクチン="BCG", 接種日="2023-10-01")])
    nurse = enter(house, "a.nurse")
    page = nurse.goes_to(BASE).text
    assert page.count("確認待ち") == len(list(RULES.glob("*.yml")))
    assert plan_of(house, SAKURA) == []
    link = find_link(page, "BCG")
    shown = nurse.goes_to(link).text
    assert "予防接種法施行令第3条第1項（結核）" in shown
    assert "4件すべて合っています" in shown
    assert "保健師として確認します" in shown
    assert "記録のある1人を調べたところ、1人の予定が変わります" in nurse.goes_to(f"{link}?count=1").text
    nurse.sends(f"{link}/confirm")
    assert "確認しました" in nurse.page.text
    assert plan_of(house, SAKURA) == ["bcg"]
    entry = house.entries()[-1]
    assert (entry.action, entry.object_id) == ("health_rule.confirmed", "bcg")
    nurse.sends(f"{link}/confirm")
    assert "決められませんでした" in nurse.page.text
    assert house.actions().count("health_rule.confirmed") == 1


def plan_of(house: StaffHouse, person: dict[str, str]) -> list[str]:
    with house.database.read() as session:
        found = find_person(session, house.database.vault, person["宛名番号"])
        assert found is not None
        return [line.rule_id for line in list_due(session, found.id or 0, date(2026, 11, 29))]


@sqlite
def test_who_is_no_doctor_or_nurse_sees_and_decides_nothing(house: StaffHouse) -> None:
    clerk = enter(house, "a.clerk")
    link = find_link(clerk.goes_to(BASE).text, "BCG")
    page = clerk.goes_to(link).text
    assert "確認して使う" not in page
    assert "reviewers" in page
    assert clerk.sends(f"{link}/confirm").status == 403
    assert {row.state for row in house.rows(HealthRule)} == {RuleState.PROPOSED}


@sqlite
def test_a_rule_that_a_nurse_does_not_want_is_not_proposed_again(house: StaffHouse) -> None:
    nurse = enter(house, "a.nurse")
    link = find_link(nurse.goes_to(BASE).text, "帯状疱疹")
    nurse.sends(f"{link}/decline")
    assert "使わないことにしました" in nurse.page.text
    assert ">帯状疱疹<" not in nurse.goes_to(BASE).text
    assert "使わないと決めた版" in nurse.goes_to(link).text


@sqlite
def test_a_citys_own_version_waits_beside_the_one_in_use(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        use_all(session)
    later = change(tmp_path, "standard_until: 8m", "standard_until: 9m")
    with database.write() as session:
        assert propose(session, read_files(later), utc_now()) == 1
        assert propose(session, read_files(later), utc_now()) == 0
        used = find_confirmed(session, "bcg")
        assert used is not None
        assert used.text == BCG
        waiting = list_waiting(session)[0]
        lines = [(line.kind, line.before.strip(), line.after.strip()) for line in compare(used.text, waiting.text)]
        assert [line for line in lines if line[0] not in ("same", "skipped")] == [
            (
                "changed",
                "- {until: 12m, standard_from: 5m, standard_until: 8m}",
                "- {until: 12m, standard_from: 5m, standard_until: 9m}",
            )
        ]
        confirm(session, waiting.id or 0, 1, "doctor", utc_now())
        assert len(list_confirmed(session)) == len(list(RULES.glob("*.yml")))
        again = find_confirmed(session, "bcg")
        assert again is not None
        assert again.id == waiting.id


@sqlite
def test_the_demo_takes_what_ships_as_confirmed_once(database: Database) -> None:
    count = len(list(RULES.glob("*.yml")))
    assert [seed_health_rules(database, utc_now()), seed_health_rules(database, utc_now())] == [count, 0]
    with database.read() as session:
        assert len(list_confirmed(session)) == count
        used = find_confirmed(session, "bcg")
        assert used is not None
        assert used.profession == "demo"


@sqlite
def test_a_proposal_whose_file_is_gone_is_withdrawn_and_comes_back_with_it(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        use_all(session)
    later = read_files(change(tmp_path, "standard_until: 8m", "standard_until: 9m"))
    for files, waiting in ((later, 1), (read_files(None), 0), (later, 1)):
        with database.write() as session:
            propose(session, files, utc_now())
            assert len(list_waiting(session)) == waiting


def test_of_two_who_confirm_at_once_the_second_is_told(database: Database) -> None:
    with database.write() as session:
        propose(session, read_files(None), utc_now())
        version = next(row.id or 0 for row in list_waiting(session) if row.rule_id == "bcg")
    at_once = Barrier(2)

    def decide(staff_id: int) -> str:
        at_once.wait()
        try:
            with database.write() as session:
                confirm(session, version, staff_id, "doctor", utc_now())
        except Refused:
            return "refused"
        return "confirmed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, (1, 2))) == ["confirmed", "refused"]
    with database.read() as session:
        assert [rule.id for rule in list_confirmed(session)] == ["bcg"]


@sqlite
def test_a_version_whose_cases_do_not_hold_is_refused(database: Database, tmp_path: Path) -> None:
    wrong = change(tmp_path, "standard_from: 5m", "standard_from: 4m")
    with database.write() as session:
        propose(session, read_files(wrong), utc_now())
        row = session.exec(select(HealthRule).where(HealthRule.rule_id == "bcg")).one()
        with pytest.raises(Refused, match="case"):
            confirm(session, row.id or 0, 1, "doctor", utc_now())
        assert row.state == RuleState.PROPOSED


def test_a_file_that_can_not_be_read_is_named_and_the_others_stay(tmp_path: Path) -> None:
    files = read_files(change(tmp_path, "codes: [bcg]", "codes: []"))
    assert [fault.partition(":")[0] for fault in files.faults] == ["bcg.yml"]
    assert files.texts["bcg"] == BCG


@sqlite
def test_what_changes_for_whom_is_counted(house: StaffHouse, tmp_path: Path) -> None:
    rows = [shot(SAKURA, ワクチン="BCG", 接種日="2023-10-01"), shot(RIKU, ワクチン="MR", 接種日="2023-11-01")]
    bring_in(house.database, tmp_path / "records.csv", rows)
    nurse = enter(house, "a.nurse")
    link = find_link(nurse.goes_to(BASE).text, "麻しん・風しん（MR）第1期")
    assert "記録のある2人を調べたところ、2人の予定が変わります" in nurse.goes_to(f"{link}?count=1").text


def test_a_profession_that_is_none_is_named() -> None:
    with pytest.raises(SetupError, match=r"city\.yml: services\.health_records\.schedule\.reviewers\.a: "):
        find_schedule_facts(make_city(reviewers={"a": "driver"}))
