"""What the desk's streams tell of, seen from the page that opens them: nothing that came meanwhile is missed."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from bot.city import City
from bot.db import Database
from bot.models.staff import Staff
from bot.services.desk.requests import QUEUE
from nlu.interpreter import Interpreter
from tests.admin.conftest import OpenHouse
from tests.admin.desk.conftest import Office
from tests.admin.staff_house import StaffBrowser
from tests.bot.desk.approving import BY_POST, FEE, Checked, approving, open_checked


@pytest.fixture
def checked(database: Database, tmp_path: Path, open_city: City, interpreter: Interpreter) -> Checked:
    return open_checked(database, tmp_path, approving(open_city, "residents"), interpreter)


@pytest.fixture
def office(open_house: OpenHouse, checked: Checked) -> Office:
    return Office(open_house(engine=checked.citizen.engine), checked.citizen)


def find_stream(page: str) -> str:
    """The address that the page's script listens at."""
    found = re.search(r'data-events="([^"]+)"', page)
    assert found
    return unescape(found[1])


def read_until(browser: StaffBrowser, path: str, wanted: str, last: str = "") -> tuple[list[str], str]:
    """The names of the events up to the first one called so, and its id; or those until the stream says that all is
    quiet. `last` is what a browser says that connects again."""
    names: list[str] = []
    id = ""
    with browser.open("GET", path, Accept="text/event-stream", **({"Last-Event-ID": last} if last else {})) as stream:
        assert stream.status == 200
        for raw in stream:
            name, _, value = raw.decode().rstrip("\n").partition(": ")
            if not name and value == "quiet":
                return names, ""
            if name == "id":
                id = value
            elif name == "event":
                names.append(value)
                if value == wanted:
                    return names, id
    return names, ""


def test_an_answer_that_comes_between_the_page_and_its_stream_is_told(office: Office) -> None:
    office.citizen.says(FEE)
    hanako = office.operator()
    stream = find_stream(hanako.goes_to(office.path).text)
    office.citizen.says(BY_POST)
    names, _ = read_until(hanako, stream, "changed")
    assert names[-1] == "changed" and "said" in names


def test_a_request_that_comes_between_the_queue_and_its_stream_is_told(office: Office) -> None:
    hanako = office.operator()
    stream = find_stream(hanako.goes_to("/admin/desk").text)
    office.citizen.says(FEE)
    office.house.house.bell.ring(QUEUE)  # as the worker does
    assert read_until(hanako, stream, "changed")[0] == ["changed"]


def test_nothing_is_told_of_what_the_page_shows(office: Office) -> None:
    office.citizen.says(FEE)
    hanako = office.operator()
    for path in ("/admin/desk", office.path):
        assert read_until(hanako, find_stream(hanako.goes_to(path).text), "changed") == ([], "")


def test_who_connects_again_hears_what_changed_back_meanwhile(office: Office) -> None:
    """The address is the page's still, and the browser says what it was told last."""
    office.citizen.says(FEE)
    hanako = office.operator()
    for path, act in (("/admin/desk", "claim"), (office.path, "release")):
        stream = find_stream(hanako.goes_to(path).text)
        hanako.goes_to(office.path)
        hanako.sends(f"{office.path}/{act}")
        _, last = read_until(hanako, stream, "changed")
        assert read_until(hanako, stream, "changed", last) == ([], "")
        hanako.sends(f"{office.path}/{'release' if act == 'claim' else 'claim'}")
        assert "changed" in read_until(hanako, stream, "changed", last)[0]


def test_a_page_without_a_mark_is_told_to_look(office: Office) -> None:
    office.citizen.says(FEE)
    hanako = office.operator()
    hanako.goes_to(office.path)
    for path in ("/admin/desk/events", f"{office.path}/events", f"{office.path}/events?state=%00%0A&after=x"):
        assert "changed" in read_until(hanako, path, "changed")[0]


def test_what_another_process_did_is_told_without_a_ring(office: Office) -> None:
    hanako = office.operator()
    stream = find_stream(hanako.goes_to("/admin/desk").text)
    office.citizen.says(FEE)
    with hanako.open("GET", stream, Accept="text/event-stream") as response:
        assert any(line == b"event: changed\n" for line in response)
    stream = find_stream(hanako.goes_to(office.path).text)
    with hanako.open("GET", stream, Accept="text/event-stream") as response:
        for line in response:
            if line == b": quiet\n":
                break
        office.citizen.says(BY_POST)
        assert any(line == b"event: changed\n" for line in response)


def test_who_is_disabled_hears_nothing_more_of_the_queue(office: Office) -> None:
    hanako = office.operator()
    hanako.goes_to("/admin/desk")
    with hanako.open("GET", "/admin/desk/events", Accept="text/event-stream") as response:
        response.readline()
        with office.house.database.write() as session:
            session.get_one(Staff, office.house.member("hanako").id).is_active = False
        response.read()  # it ends
