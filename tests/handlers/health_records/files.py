"""Files of an invented health system."""

from __future__ import annotations

from pathlib import Path

from bot.clock import utc_now
from bot.db import Database
from handlers.health_records.service.importing.mapping import read_mapping
from handlers.health_records.service.importing.running import Report, import_file

HANAKO = {
    "宛名番号": "1000001",
    "氏名": "山田 花子",
    "カナ": "ヤマダ ハナコ",
    "生年月日": "平成2年3月31日",
    "性別": "女",
}
SAKURA = {"宛名番号": "1000002", "氏名": "山田 さくら", "カナ": "ヤマダ サクラ", "生年月日": "R5.4.1", "性別": "女"}
MAKOTO = {"宛名番号": "2000001", "氏名": "小林 誠", "カナ": "コバヤシ マコト", "生年月日": "S43.12.5", "性別": "男"}
RIKU = {"宛名番号": "2000002", "氏名": "小林 陸", "カナ": "コバヤシ リク", "生年月日": "2022-10-03", "性別": "1"}


def shot(person: dict[str, str], **more: str) -> dict[str, str]:
    """A row of a vaccination."""
    given = {
        "ワクチン": "五種混合",
        "回数": "1",
        "接種日": "2024/06/03",
        "ロット番号": "H123",
        "医療機関": "駅前小児科",
    }
    return {**person, **given, **more}


def child_of(parent: dict[str, str], child: dict[str, str]) -> dict[str, str]:
    return {**child, "保護者宛名番号": parent["宛名番号"]}


def write_csv(path: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> Path:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    path.write_bytes("".join(",".join(cells) + "\r\n" for cells in lines).encode(encoding))
    return path


def bring_in(database: Database, path: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> Report:
    """The rows as a file, imported."""
    return import_file(database, write_csv(path, rows, encoding), read_mapping(), "", utc_now())
