"""The RS virus vaccine is for whom a file says that she is pregnant, and for nobody whose pregnancy is over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.demo_data.health_rules import seed_health_rules
from handlers.health_records.schedule.history import Kind
from handlers.health_records.service.planning import make_plan
from handlers.health_records.service.reading import find_person
from handlers.health_records.service.surveying import survey
from tests.handlers.health_records.files import HANAKO, bring_in

TODAY = utc_now().astimezone(TOKYO).date()
DUE = TODAY + timedelta(weeks=40 - 30)  # in the thirtieth week


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_is_pregnant_is_told_of_the_vaccine(database: Database, tmp_path: Path) -> None:
    def bring(**cells: str) -> list[str]:
        return [one.what for one in bring_in(database, tmp_path / "mothers.csv", [{**HANAKO, **cells}]).findings]

    def find_standing() -> tuple[str, object] | None:
        with database.read() as session:
            person = find_person(session, database.vault, "1000001")
            assert person is not None
            item = make_plan(session, person.id or 0, TODAY)[0].find("rsv_maternal")
            surveyed = dict(survey(session, Kind.VACCINATION, lambda _: True))[person.id or 0].due_on
            return (item.status.value, surveyed) if item else None

    seed_health_rules(database, utc_now())
    bring()
    assert find_standing() is None
    assert bring(出産予定日=(TODAY + timedelta(days=400)).isoformat()) == ["no_due"]
    assert bring(出産予定日=DUE.isoformat()) == []
    assert find_standing() == ("due", DUE)
    bring(出産予定日=DUE.isoformat(), 妊娠終了日=TODAY.isoformat())
    assert find_standing() is None
    bring(出産予定日=DUE.isoformat())  # the file of last month again
    assert find_standing() is None
    later = DUE + timedelta(days=60)
    bring(出産予定日=later.isoformat())
    assert find_standing() == ("upcoming", later)
    bring(妊娠終了日=TODAY.isoformat())
    assert find_standing() is None
