"""Marked health records, taken over from a file of the health system."""

from __future__ import annotations

from pathlib import Path
from random import Random

from bot.db import Database
from tests.handlers.health_records.files import bring_in
from tests.secrecy.marks import Marks


def take_over(database: Database, marks: Marks, folder: Path, people: int) -> None:
    """Each row has four marked values, and twenty are once more, corrected."""
    random = Random(3)
    rows = [
        {
            "宛名番号": f"{7_000_000 + n}",
            "氏名": f"緑野 {marks.word()}",
            "カナ": f"ミドリノ {marks.reading()}",
            "生年月日": f"20{random.randrange(15, 25)}-0{random.randrange(1, 10)}-1{random.randrange(10)}",
            "性別": random.choice(("女", "男")),
            "ワクチン": "五種混合",
            "回数": "1",
            "接種日": "2026-04-0" + str(random.randrange(1, 10)),
            "ロット番号": marks.lot(),
            "医療機関": f"{marks.word()}小児科",
        }
        for n in range(people)
    ]
    assert bring_in(database, folder / "rows.csv", rows).counts["new"] >= people
    corrected = [{**row, "ロット番号": marks.lot()} for row in rows[:20]]
    assert bring_in(database, folder / "rows.csv", corrected).counts["changed"] == 20
    (folder / "rows.csv").unlink()
