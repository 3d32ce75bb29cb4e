"""The list for everybody, and the same as data."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from bot.db import Database
from handlers.shelters.service.importing import read_file
from handlers.shelters.service.sheet import Kind
from tests.handlers.shelters.city import serve
from tests.handlers.shelters.files import AREAS, PARK, SCHOOL, SOUTH, TODAY, import_rows
from tests.handlers.shelters.test_dialogue import open_shelter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def client(database: Database) -> FlaskClient:
    import_rows(database, {**SCHOOL, "備考": "=1+1"}, PARK, SOUTH)
    open_shelter(database, "川辺小学校", "some")
    return serve(database).test_client()


def names(page: str) -> list[str]:
    return re.findall(r"<h2(?: lang=\"ja\")?>([^<]+)</h2>", page)


def test_what_is_open_comes_first(client: FlaskClient) -> None:
    page = client.get("/shelters?lang=ja").text
    assert names(page) == ["川辺小学校", "中央小学校", "中央公園"]
    assert "いま開いている所：1か所" in page
    assert "まだ入れます" in page


def test_it_is_narrowed_down_without_a_script(client: FlaskClient) -> None:
    assert names(client.get("/shelters?hazard=fire").text) == ["中央公園"]
    assert names(client.get("/shelters?open=1").text) == ["川辺小学校"]
    near = client.get("/shelters?area=chuo-1&hazard=flood&lang=en").text
    assert names(near) == ["Chuo Elementary School", "Kawabe School"]
    assert near.count("map-pin tone-pin-open") == 1 + 1  # on the map and in its legend
    assert names(client.get("/shelters?hazard=volcano&area=nowhere").text) == []


def test_without_a_list_there_is_no_page(database: Database) -> None:
    assert serve(database).test_client().get("/shelters").status_code == 404


def test_the_data_says_what_is_open_and_can_be_imported(client: FlaskClient) -> None:
    answer = client.get("/opendata/shelters.csv")
    assert "川辺小学校" in answer.text
    again = read_file("shelters.csv", answer.data, TODAY, AREAS)
    assert (again.kind, [one.name for one in again.shelters]) == (Kind.SITES, ["中央小学校", "中央公園", "川辺小学校"])
    assert again.findings == []
    assert again.shelters[0].note == "=1+1"
    rows = client.get("/opendata/shelters.json").get_json()["shelters"]
    assert [(row["name"], row["is_open"], row["crowding"]) for row in rows][2] == ("川辺小学校", True, "some")
    features = client.get("/opendata/shelters.geojson").get_json(force=True)["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [138.1918, 36.6482]}
    assert client.get("/opendata/shelters.csv", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
