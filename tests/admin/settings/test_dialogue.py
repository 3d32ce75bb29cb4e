"""What staff change is what citizens are told: at once, without a restart, in this process and in another."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.city import City
from bot.clock import TOKYO
from bot.db import Database
from bot.models.desk import OperatorRequest
from bot.models.staff import Role
from bot.opening_hours import WEEKDAYS
from bot.services.city_settings.live import LiveCity
from bot.services.city_settings.topics import Topic
from tests.admin.conftest import OpenHouse
from tests.admin.desk.conftest import Office
from tests.admin.settings.banner import put
from tests.admin.staff_house import StaffBrowser
from tests.dialogue.conversation import Conversation
from tests.dialogue.fixtures import (  # noqa: F401
    conversation,
    demo_city,
    index_folder,
    interpreter,
    open_city,
)

# Another process over the same database: it says when it opens next, whenever it is asked.
OTHER = """
import os, sys
from datetime import datetime
from bot.city import load_city
from bot.clock import utc_now
from bot.db import Database
from bot.models.vault import Vault
from bot.services.city_settings.live import LiveCity
from bot.settings import DEMO_CITY
cities = LiveCity(load_city(DEMO_CITY), Database(os.environ["URL"], Vault([os.environ["KEY"]], "x" * 32, [])))
for line in sys.stdin:
    city = cities.current
    print(city.answer_within_minutes, city.opening_hours.weekly["sunday"], flush=True)
"""


@pytest.fixture
def office(open_house: OpenHouse, conversation: Conversation) -> Office:  # noqa: F811
    return Office(open_house(engine=conversation.engine), conversation)


@pytest.fixture
def boss(office: Office) -> StaffBrowser:
    office.house.add("boss", Role.ADMINISTRATOR)
    return office.house.sign_in("boss")


def save(browser: StaffBrowser, topic: str, **fields: str) -> None:
    browser.goes_to(f"/admin/settings/{topic}")
    assert browser.sends(f"/admin/settings/{topic}", **fields).status == 200


def test_who_asks_for_a_person_is_told_the_new_promise(office: Office, boss: StaffBrowser) -> None:
    assert "15分以内" in str(office.citizen.says("職員と話す"))
    office.citizen.presses("operator.leave")
    save(boss, "answering", minutes="40")
    assert "40分以内" in str(office.citizen.says("職員と話す"))
    office.citizen.presses("operator.leave")
    tomorrow = datetime.now(TOKYO) + timedelta(days=1)
    save(boss, "hours", **{WEEKDAYS[tomorrow.weekday()]: "09:45-16:00"})
    assert f"{tomorrow.month}月{tomorrow.day}日" in str(office.citizen.says("職員と話す"))
    assert "午前9時45分" in str(office.citizen.last)
    office.citizen.presses("受付をしておく")
    promised = office.citizen.rows(OperatorRequest)[-1].promised_at.astimezone(TOKYO)
    assert (promised.day, promised.hour, promised.minute) == (tomorrow.day, 10, 25)


def test_another_process_follows(office: Office, boss: StaffBrowser, database_url: str) -> None:
    env = {**os.environ, "URL": database_url, "KEY": Fernet.generate_key().decode()}
    pipe = subprocess.PIPE
    other = subprocess.Popen([sys.executable, "-c", OTHER], stdin=pipe, stdout=pipe, text=True, env=env)
    assert other.stdin is not None and other.stdout is not None

    def ask() -> str:
        other.stdin.write("?\n")  # type: ignore[union-attr]
        other.stdin.flush()  # type: ignore[union-attr]
        return other.stdout.readline().strip()  # type: ignore[union-attr]

    with other:
        assert ask() == "15 []"
        save(boss, "answering", minutes="40")
        while ask().split()[0] != "40":  # looked at once a second; the test's own time-out is the end of it
            pass
        other.stdin.close()
    assert other.returncode == 0


def test_a_turn_sees_one_city(database: Database, demo_city: City, conversation: Conversation) -> None:  # noqa: F811
    house = conversation.engine.house.at_this_moment()
    cities = conversation.engine.house.cities
    assert isinstance(cities, LiveCity)
    put(database, cities, Topic.ANSWERING, {"answer_within_minutes": 99})
    cities.look()
    assert conversation.engine.house.city.answer_within_minutes == 99
    assert house.city.answer_within_minutes == demo_city.answer_within_minutes


def test_a_look_that_fails_leaves_what_is_known(
    database: Database,
    demo_city: City,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    cities = LiveCity(demo_city, database)
    put(database, cities, Topic.ANSWERING, {"answer_within_minutes": 99})
    cities.look()
    with database.write() as session:
        session.execute(text("ALTER TABLE city_setting RENAME TO elsewhere"))
    for _ in range(3):
        cities.look()
    assert cities.current.answer_within_minutes == 99
    assert [one.levelname for one in caplog.records if "can't be read" in one.getMessage()] == ["ERROR"]
    with database.write() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO city_setting"))
    put(database, cities, Topic.ANSWERING, None)
    cities.look()
    assert cities.current == demo_city


def test_fees_are_what_canned_answers_say(office: Office, boss: StaffBrowser) -> None:
    hanako = office.operator()
    fields = {
        "title": "手数料",
        "words_ja": "写しは{fee_resident_record}です。",
        "words_en": "{fee_resident_record}.",
    }
    hanako.goes_to("/admin/desk/canned/new")
    assert "{fee_seal}" in hanako.page.text
    assert hanako.sends("/admin/desk/canned", **{**fields, "words_ja": "{fee_nothing}"}).status == 422
    assert hanako.sends("/admin/desk/canned", **fields).status == 200
    office.citizen.says("職員と話す")
    hanako.goes_to(office.path)
    hanako.sends(f"{office.path}/claim")
    assert "写しは300円です。" in hanako.goes_to(office.path).text
    save(boss, "fees", row_0_id="resident_record", row_0_yen="1,350", row_0_name_ja="住民票の写し")
    assert "写しは1,350円です。" in hanako.goes_to(office.path).text
