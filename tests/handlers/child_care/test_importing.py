"""Files are taken over whole, or refused with every fault and its row."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.db import Database
from bot.errors import InputFileError
from handlers.child_care.models import ClinicDuty, Kind, Nursery, Occasion
from handlers.child_care.service.importing import TABLES, read_file
from handlers.child_care.service.reasons import NotImported
from tests.handlers.child_care.files import CLINIC, EVENT, HOUR, NURSERY, TODAY, Row, import_rows, make_csv

TAKAMATSU = Path(__file__).resolve().parents[3] / "../shared/data/opendata_takamatsu"
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def read_all(database: Database, kind: Kind) -> list[Any]:
    with database.read() as session:
        found = list(session.exec(select(TABLES[kind]).order_by(TABLES[kind].id)))  # type: ignore[arg-type]
        session.expunge_all()
        return found


def refuse(*rows: Row) -> list[str]:
    with pytest.raises(NotImported) as refused:
        read_file("file.csv", make_csv(rows), TODAY)
    return [str(fault) for fault in refused.value.faults]


def test_each_kind_is_known_by_its_columns_and_kept_whole(database: Database) -> None:
    for row in (CLINIC, NURSERY, HOUR, EVENT):
        assert import_rows(database, row) == 1
    (clinic,) = read_all(database, Kind.CLINICS)
    assert isinstance(clinic, ClinicDuty)
    assert (clinic.starts_at, clinic.departments) == (datetime(2026, 12, 1, 10, tzinfo=UTC), ["小児科", "内科"])
    (nursery,) = read_all(database, Kind.NURSERIES)
    assert isinstance(nursery, Nursery)
    assert nursery.places == {"0": "none", "1": "2", "3": "some"}
    assert (nursery.from_months, nursery.as_of) == (6, date(2026, 11, 20))
    hour, event = read_all(database, Kind.EVENTS)
    assert isinstance(hour, Occasion)
    assert (hour.kind, hour.from_months, hour.to_months) == ("hours", 5, 23)
    assert (event.kind, event.from_months, event.to_months) == ("events", 12, 47)


@sqlite_alone
def test_shift_jis_and_a_night_and_days_of_the_week(database: Database) -> None:
    rows = [{**CLINIC, "開始時間": "22:00", "終了時間": "6:00", "終了日": "2026-12-31", "曜日": "日祝"}]
    found = read_file("file.csv", make_csv(rows, "cp932"), TODAY)
    starts = [one.starts_at.day for _, one in found.listed if isinstance(one, ClinicDuty)]
    assert starts == [6, 13, 20, 27]
    assert all((one.ends_at - one.starts_at).seconds == 8 * 3600 for _, one in found.listed)  # type: ignore[attr-defined]
    new_year = {**CLINIC, "日付": "2027-01-01", "終了日": "2027-01-04", "曜日": "祝"}
    assert import_rows(database, new_year) == 1


@sqlite_alone
def test_a_file_says_all_of_its_days(database: Database) -> None:
    import_rows(database, CLINIC, {**CLINIC, "日付": "2026-12-02"}, {**CLINIC, "日付": "2026-12-09"})
    import_rows(database, HOUR, {**HOUR, "開始日": "2026-12-09"})
    import_rows(database, {**CLINIC, "名称": "東クリニック"}, {**CLINIC, "日付": "2026-12-02", "名称": "西医院"})
    assert [one.name for one in read_all(database, Kind.CLINICS)] == [CLINIC["名称"], "東クリニック", "西医院"]
    assert len(read_all(database, Kind.HOURS)) == 2


@sqlite_alone
def test_the_same_file_twice_changes_nothing(database: Database) -> None:
    for _ in range(2):
        import_rows(database, NURSERY, {**NURSERY, "名称": "南保育園"})
    assert [one.name for one in read_all(database, Kind.NURSERIES)] == ["中町保育園", "南保育園"]


@sqlite_alone
def test_an_older_file_does_not_replace_a_newer_one(database: Database) -> None:
    import_rows(database, NURSERY)
    with pytest.raises(NotImported, match="2026-10-01 is before 2026-11-20"):
        import_rows(database, {**NURSERY, "時点": "2026-10-01"})
    assert read_all(database, Kind.NURSERIES)[0].as_of == date(2026, 11, 20)


def test_every_fault_is_named_with_its_row() -> None:
    assert refuse(
        CLINIC,
        {**CLINIC, "日付": "2026-11-31", "診療科目": "", "電話番号": "でんわ"},
        {**CLINIC, "名称": "", "開始時間": "25:00", "更新日": "2027-01-01"},
        CLINIC,
    ) == [
        "row 3: 電話番号: 'でんわ' is no telephone number",
        "row 3: 診療科目: is empty",
        "row 3: 開始日: '2026-11-31' is no date",
        "row 4: 時点: 2027-01-01 is in the future",
        "row 4: 名称: is empty",
        "row 4: 開始時間: '25:00' is no time of day",
        "row 5: row 2 says the same already",
    ]


@pytest.mark.parametrize(
    ("row", "changes", "words"),
    [
        (NURSERY, {"空き_1歳児": "たぶん"}, "空き_1歳児: 'たぶん' is neither a number nor ○, △ or ×"),
        (NURSERY, {"時点": ""}, "時点: is empty, and nothing says as of which day it is so"),
        (EVENT, {"終了日": "2026-12-01"}, "終了日: is before the first day"),
        (EVENT, {"終了日": "2028-12-05"}, "終了日: are more than 366 days"),
        (EVENT, {"曜日": "月", "終了日": "2026-12-06"}, "曜日: none of the days is such a day of the week"),
        (EVENT, {"曜日": "第2火曜"}, "曜日: '第2火曜' are no days of the week, as 土日祝"),
        (EVENT, {"対象年齢_から": "4歳"}, "対象年齢_まで: the older age is before the younger"),
        (EVENT, {"対象年齢_から": "小さい子"}, "対象年齢_から: '小さい子' is no age, as 1歳 or 6か月"),
        (EVENT, {"緯度": "北"}, "緯度: '北' is no coordinate"),
        (EVENT, {"URL": "javascript:alert(1)"}, "URL: is no address that begins with https:// or http://"),
    ],
)
def test_what_is_wrong_is_said(row: Row, changes: Row, words: str) -> None:
    assert refuse(row | changes) == [f"row 2: {words}"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        ("名前,何か\r\na,b".encode(), "the columns of no kind of file"),
        (make_csv([{**NURSERY, "秘密": "x"}]), "the column '秘密' is not known"),
        (make_csv([{**NURSERY, "施設名": "x"}]), "the column '名称' is there twice"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(InputFileError, match=words):
        read_file("file.csv", content, TODAY)


@pytest.mark.skipif(not TAKAMATSU.exists(), reason="Takamatsu's open data is not on this machine")
def test_a_citys_real_files() -> None:
    content = (TAKAMATSU / "nursery_school__data.csv").read_bytes()
    found = read_file("nursery_school.csv", content, TODAY, as_of=date(2026, 11, 1))
    assert (found.kind, found.rows) == (Kind.NURSERIES, 118)
    ages = [one.from_months for _, one in found.listed if isinstance(one, Nursery)]
    assert (min(filter(None, ages)), ages.count(3) > 40) == (2, True)
    with pytest.raises(InputFileError, match="no kind of file"):  # it has no dates: nobody knows who is on duty
        read_file("hospital.csv", (TAKAMATSU / "hospital__data.csv").read_bytes(), TODAY)
    events = (TAKAMATSU / "events__data.csv").read_bytes()
    with pytest.raises((InputFileError, NotImported)):  # 「8月5日（水）～8月16日（日）」 of no year
        read_file("events.csv", events, TODAY)
