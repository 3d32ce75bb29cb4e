"""The weather agency's own samples, where they are: none fails, and what they say of cities is as it stands in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.disaster.telegrams import InfoType, Status, Telegram, parse
from tests.conftest import SHARED_DATA

SAMPLES = SHARED_DATA / "jma" / "sample_xmls"
LALERT = SHARED_DATA / "lalert"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the weather agency's samples are not here")


def read(name: str, folder: Path = SAMPLES) -> Telegram:
    return parse((folder / name).read_bytes(), name)


@pytest.fixture(scope="module")
def telegrams() -> dict[str, Telegram]:
    return {path.name: parse(path.read_bytes(), path.name) for path in sorted(SAMPLES.glob("*.xml"))}


def test_none_of_the_samples_fails_and_each_has_its_files_code(telegrams: dict[str, Telegram]) -> None:
    assert len(telegrams) == 546
    assert [name for name, one in telegrams.items() if one.code != name.removesuffix(".xml").rpartition("_")[2]] == []


def test_a_city_has_its_own_level_and_not_its_prefectures(telegrams: dict[str, Telegram]) -> None:
    levels = telegrams["15_17_01_250630_VPWW55.xml"].levels or {}
    assert levels["3220100"] == 3
    assert levels["3234300"] == 2
    assert levels["3252800"] == 0, "lifted there, while the prefecture has a warning"
    assert "320000" not in levels


def test_old_forms_have_the_levels_of_the_agencys_table(telegrams: dict[str, Telegram]) -> None:
    levels = telegrams["17_03_08_190529_VXWW50.xml"].levels or {}
    assert (levels["3320700"], levels["3310000"], levels["3320400"]) == (4, 0, 0)
    assert set((telegrams["15_16_05_241226_VPWW59.xml"].levels or {}).values()) == {None, 0}, "waves have no level"


def test_each_gauge_of_a_river_has_a_level_of_its_own(telegrams: dict[str, Telegram]) -> None:
    real = telegrams["16_02_02_220728_VXKOii.xml"]
    assert real.levels == dict.fromkeys(("4120600", "4120900", "4142300", "4142400", "4142500"), 3)
    invented = telegrams["16_07_01_220728_VXKOii.xml"].items
    assert {item.name: item.level for item in invented} == {"○○市": 4, "△△市": 3, "◇◇市": 3, "□□市": 2}


def test_shaking_is_kept_by_municipality(telegrams: dict[str, Telegram]) -> None:
    quake = telegrams["32-39_05_08_100831_VXSE53.xml"]
    assert quake.levels is None
    assert all(len(code) == 7 for one in telegrams.values() for code in one.intensities)
    assert {felt for one in telegrams.values() for felt in one.intensities.values()} >= {"5-", "5+", "6-", "6+", "7"}


def test_drills_tests_and_withdrawals_are_told_from_the_real(telegrams: dict[str, Telegram]) -> None:
    assert telegrams["32-39_12_02_250206_VTSE41.xml"].status is Status.TRAINING
    assert [one.code for one in telegrams.values() if one.status is Status.TEST] == ["VXSE42"]
    assert telegrams["32-35_06_06_100915_VXSE53.xml"].info_type is InfoType.CANCEL


@pytest.mark.skipif(not LALERT.is_dir(), reason="the L-Alert samples are not here")
def test_an_evacuation_message_of_l_alert_says_level_and_districts() -> None:
    order = read("soap1.xml", LALERT)
    assert (order.code, order.status, order.levels) == ("EvacuationOrder", Status.TEST, {"1310100": 3})
    assert order.items[0].districts == ("一ツ橋一丁目",)
    assert read("sample1.xml", LALERT).levels == {"2821000": None}, "a headline alone says no level"
