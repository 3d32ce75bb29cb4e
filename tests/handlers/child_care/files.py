"""Files as a city writes them for parents, and their import."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.db import Database
from handlers.child_care.service.importing import read_file, store

TODAY = date(2026, 12, 1)  # a Tuesday
CLINIC = {
    "名称": "みどり野休日夜間急患センター",
    "診療科目": "小児科、内科",
    "日付": "2026-12-01",
    "開始時間": "19:00",
    "終了時間": "22:30",
    "住所": "みどり野市中町1-1",
    "電話番号": "026-000-2001",
    "更新日": "2026-11-25",
}
NURSERY = {
    "名称": "中町保育園",
    "種別": "認可保育所",
    "地区": "中町",
    "住所": "みどり野市中町2-3",
    "電話番号": "026-000-2101",
    "受入年齢": "6か月〜",
    "空き_0歳児": "×",
    "空き_1歳児": "2",
    "空き_3歳児": "○",
    "時点": "2026-11-20",
}
HOUR = {
    "相談名": "離乳食相談",
    "対象年齢_から": "5か月",
    "対象年齢_まで": "1歳",
    "開始日": "2026-12-08",
    "開始時間": "10:00",
    "終了時間": "11:30",
    "会場": "保健センター",
    "電話番号": "026-000-2201",
    "更新日": "2026-11-25",
}
EVENT = {
    "イベント名": "親子リズム遊び",
    "対象年齢_から": "1歳",
    "対象年齢_まで": "3歳",
    "開始日": "2026-12-05",
    "開始時間": "10:00",
    "終了時間": "11:00",
    "会場": "南公民館",
    "更新日": "2026-11-25",
}
Row = dict[str, str]


def make_csv(rows: Iterable[Row], encoding: str = "utf-8-sig") -> bytes:
    given = list(rows)
    columns = list(dict.fromkeys(column for row in given for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in given)]
    return "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode(encoding)


def import_rows(database: Database, *rows: Row, today: date = TODAY) -> int:
    """How many are there instead of others."""
    found = read_file("file.csv", make_csv(rows), today)
    with database.write() as session:
        store(session, found)
    return len(found.listed)
