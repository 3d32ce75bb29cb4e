"""A list is taken over whole or refused with every fault; the two lists of the State become one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from sqlmodel import select

from bot.cli import cli
from bot.db import Database
from bot.errors import InputFileError
from bot.migrate import upgrade
from bot.settings import DEMO_CITY
from handlers.shelters.models import Shelter
from handlers.shelters.service.catalogue import Catalogue, load_catalogue
from handlers.shelters.service.importing import read_file
from handlers.shelters.service.reasons import NotImported
from handlers.shelters.service.sheet import Kind
from tests.conftest import SHARED_DATA
from tests.handlers.shelters.files import (
    AREAS,
    FLOOD,
    PARK,
    SCHOOL,
    SOUTH,
    TODAY,
    import_rows,
    make_csv,
    make_geojson,
    read,
    take,
)

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SITE = {"NO": 1, "共通ID": "E1", "施設・場所名": "中央小学校", "住所": "みどり野市中央", "洪水": "1", "地震": ""}
STAY = {"NO": 7, "共通ID": "A1", "施設・場所名": "中央小学校", "住所": "みどり野市中央", "備考": None}


def catalogue(database: Database) -> Catalogue:
    with database.read() as session:
        return load_catalogue(session)


def refuse(*rows: dict[str, str]) -> list[str]:
    with pytest.raises(NotImported) as refused:
        read(*rows)
    return [str(fault) for fault in refused.value.faults]


def test_the_recommended_columns_are_kept_whole_and_the_town_is_known(database: Database) -> None:
    assert import_rows(database, SCHOOL, PARK).count == 2
    school, park = catalogue(database).sites
    assert (school.name, school.area, school.elevation_m, school.capacity) == ("中央小学校", "chuo-1", 363.0, 560)
    assert (list(school.hazards), school.is_site, school.is_stay) == (["flood", "earthquake"], True, True)
    assert list(school.features) == ["barrier_free", "pets"]
    assert (list(park.hazards), park.is_stay, park.telephone) == (["earthquake", "fire"], False, "")


@sqlite_alone
def test_a_second_import_changes_what_is_there_and_names_what_is_gone(database: Database) -> None:
    import_rows(database, SCHOOL, PARK)
    before = {site.name: site.id for site in catalogue(database).sites}
    taken = import_rows(database, {**SCHOOL, FLOOD: "", "標高": ""}, SOUTH)
    assert (taken.count, taken.new, taken.gone) == (2, 1, 1)
    assert "中央公園: is not in the file any more" in map(str, taken.findings)
    sites = {site.name: site for site in catalogue(database).sites}
    assert set(sites) == {"中央小学校", "川辺小学校"}
    school = sites["中央小学校"]
    assert (school.id, list(school.hazards), school.elevation_m) == (before["中央小学校"], ["earthquake"], 363.0)
    with database.read() as session:
        assert len(session.exec(select(Shelter)).all()) == 3


@sqlite_alone
def test_the_states_two_lists_become_one(database: Database) -> None:
    sites = read_file("a.geojson", make_geojson((36.6482, 138.1918, SITE)), TODAY, AREAS)
    far = {**STAY, "共通ID": "A2"}  # of the same name, elsewhere
    stays = read_file("b.geojson", make_geojson((36.6483, 138.1918, STAY), (36.70, 138.2, far)), TODAY, AREAS)
    assert (sites.kind, stays.kind) == (Kind.SITES, Kind.STAYS)
    for found in (sites, stays, sites, stays):
        take(database, found)
    both, other = catalogue(database).sites
    assert (both.is_site, both.is_stay, list(both.hazards)) == (True, True, ["flood"])
    assert (other.is_site, other.is_stay, list(other.hazards)) == (False, True, [])


def test_every_fault_with_its_row_and_column() -> None:
    faults = refuse(
        {**SCHOOL, "名称": "", "緯度": "", "標高": "high"},
        {**PARK, "緯度": "138.19", "経度": "36.64", FLOOD: "maybe"},
        {**SOUTH, "緯度": "0", "電話番号": "call us", "URL": "javascript:alert(1)", "想定収容人数": "many"},
        {**SOUTH},
    )
    assert [fault.split(": ")[:2] for fault in faults] == [
        ["row 2", "名称"],
        ["row 2", "緯度"],
        ["row 2", "標高"],
        ["row 3", "138.19, 36.64 is latitude and longitude the other way round"],
        ["row 3", FLOOD],
        ["row 4", "0.0, 138.22 is not in Japan"],
        ["row 4", "電話番号"],
        ["row 4", "想定収容人数"],
        ["row 4", "URL"],
        ["row 5", "row 4 has the same already"],
    ]


def test_what_is_odd_is_named_and_kept() -> None:
    found = read(
        {**SCHOOL, FLOOD: "△", "災害種別_地震": "", "屋根の色": "赤"},
        {**PARK, "経度": "138.9"},
        {
            **SOUTH,
            "緯度": SCHOOL["緯度"],
            "経度": SCHOOL["経度"],
            "想定収容人数": "屋内1,700人／屋外2,250人",
            "標高": "",
        },
    )
    said = [str(finding) for finding in found.findings]
    assert said == [
        "the column 屋根の色 is not known and was left out",
        "中央小学校: 災害種別_洪水 is said conditionally (△), which counts as no",
        "中央小学校: is for no hazard, so nobody who flees is sent there",
        "川辺小学校: '屋内1,700人/屋外2,250人' is read as room for 1700",
        "中央公園: lies outside the city's borders",
        "川辺小学校: lies at the same point as 中央小学校",
        "1 have no elevation",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"type": "FeatureCollection"}',
        b'{"features": []}',
        b'{"features": [1]}',
        b"a,b\n1,2\n",
        b"\xff\xfe",
    ],
)
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(InputFileError):
        read_file("file", content, TODAY, AREAS)


def test_a_feature_without_a_point_is_a_fault() -> None:
    content = make_geojson((36.6, 138.2, SITE)).replace(b'"Point"', b'"LineString"')
    with pytest.raises(NotImported, match="row 1: has no point"):
        read_file("file", content, TODAY, AREAS)


def test_the_command_imports_and_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/shelters.db"
    upgrade(url)
    keys = {"SECRET_KEY": "a secret key of the tests, long enough", "DATA_KEYS": Fernet.generate_key().decode()}
    for name, value in {"VAR": str(tmp_path), "DATABASE_URL": url, "CITY": str(DEMO_CITY), **keys}.items():
        monkeypatch.setenv(f"MADOGUCHI_{name}", value)
    runner = CliRunner()
    good = runner.invoke(cli, ["shelters", "import", str(DEMO_CITY / "shelters.csv"), "--as-of", "2026-11-01"])
    assert good.exit_code == 0, good.output
    assert "sites: 42, of them 42 new; 0 gone; 0 findings" in good.output
    bad = tmp_path / "bad.csv"
    bad.write_bytes(make_csv([{**SCHOOL, FLOOD: "?"}]))
    refused = runner.invoke(cli, ["shelters", "import", str(bad)])
    assert refused.exit_code == 1
    assert "nothing was imported" in refused.output


@sqlite_alone
def test_real_lists(database: Database) -> None:
    files = [
        *sorted((SHARED_DATA / "shelters_nagano").glob("*.geojson")),
        SHARED_DATA / "opendata_takamatsu" / "evacuation_space__data.csv",
        *(SHARED_DATA / "open_shelters_nanao" / "data" / "latest").glob("*.csv"),
    ]
    if not all(file.exists() for file in files) or len(files) < 4:
        pytest.skip("the real lists are not beside the project")
    read_all = [read_file(file.name, file.read_bytes(), TODAY, AREAS) for file in files]
    emergency, evacuation, takamatsu, nanao = read_all
    assert (emergency.kind, len(emergency.shelters)) == (Kind.SITES, 304)
    assert (evacuation.kind, len(evacuation.shelters)) == (Kind.STAYS, 249)
    assert (len(takamatsu.shelters), nanao.kind) == (195, Kind.SITES)
    assert sum("flood" in one.hazards for one in emergency.shelters) == 205
    take(database, emergency)
    assert take(database, evacuation).new <= 10  # nearly all of them are sites, too
