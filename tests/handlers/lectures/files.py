"""Files of lectures as offices write them, and their import."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.db import Database
from handlers.lectures.service.importing import Imported, read_lectures, store_lectures

NOW = datetime(2026, 12, 1, 0, tzinfo=UTC)  # 9 a.m. in Tokyo
HALLS = ("南公民館", "中央図書館", "市民交流プラザ")
ROW = {
    "NO": "smart-1",
    "イベント名": "はじめてのスマートフォン",
    "開始日": "2026-12-20",
    "開始時間": "10:00",
    "終了時間": "11:30",
    "場所名称": "南公民館",
    "定員": "20",
    "参加申込終了日": "2026-12-15",
}


def make_row(**changes: str) -> dict[str, str]:
    return {**ROW, **changes}


def make_csv(rows: Iterable[dict[str, str]], encoding: str = "utf-8-sig") -> bytes:
    given = list(rows)
    columns = list(dict.fromkeys(column for row in given for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in given)]
    quoted = (",".join(f'"{cell}"' for cell in line) for line in lines)
    return "\r\n".join(quoted).encode(encoding)


def import_rows(database: Database, *rows: dict[str, str], now: datetime = NOW) -> Imported:
    return store_lectures(database, read_lectures("lectures.csv", make_csv(rows), HALLS), now)
