"""Files of the health system, taken over row by row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlmodel import select

from bot.db import Database
from handlers.health_records.commands import health
from handlers.health_records.models import HealthEvent, HealthFinding, HealthImport, HealthPerson, HealthRelation
from handlers.health_records.service.importing.dates import parse_day
from handlers.health_records.service.importing.running import Report
from handlers.health_records.service.reading import find_person, list_events, read_histories, read_history
from tests.handlers.health_records.files import HANAKO, MAKOTO, RIKU, SAKURA, bring_in, child_of, shot, write_csv

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Context:
    database: Database


def say(report: Report) -> list[tuple[int, str, str, bool]]:
    return [(one.row, one.column, one.what, one.is_refused) for one in report.findings]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-04-01", date(2024, 4, 1)),
        ("２０２４／４／１", date(2024, 4, 1)),
        ("20240401", date(2024, 4, 1)),
        ("令和6年4月1日", date(2024, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R6.4.1", date(2024, 4, 1)),
        ("R060401", date(2024, 4, 1)),
        ("5060401", date(2024, 4, 1)),
        ("S64.1.7", date(1989, 1, 7)),
        ("H31.5.1", None),  # the era was over
        ("2024-02-30", None),
        ("6.4.1", None),
        ("X6.4.1", None),
        ("", None),
    ],
)
def test_days_are_read_as_systems_write_them(written: str, day: date | None) -> None:
    assert parse_day(written) == day


def test_the_same_rows_again_change_nothing_and_corrected_ones_take_their_place(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "shots.csv"
    rows = [
        shot(child_of(HANAKO, SAKURA)),
        shot(HANAKO, ワクチン="風しん第5期", 回数=""),
        shot(SAKURA, 回数="2", 接種日="R6.7.8"),
    ]
    first = bring_in(database, file, rows, "cp932")
    assert (first.rows, dict(first.counts)) == (3, {"new": 3})
    assert say(first) == [(3, "vaccine", "unknown_code", False)]
    again = bring_in(database, file, rows)
    assert dict(again.counts) == {"same": 3}
    rows[0] |= {"接種日": "2024/06/04", "ロット番号": "H999"}
    corrected = bring_in(database, file, rows)
    assert dict(corrected.counts) == {"changed": 1, "same": 2}
    with database.read() as session:
        sakura = find_person(session, database.vault, "1000002")
        assert sakura is not None
        events = list_events(session, sakura.id or 0)
        assert [(one.held_on, one.dose, one.lot) for one in events] == [
            (date(2024, 7, 8), "2", "H123"),
            (date(2024, 6, 4), "1", "H999"),
        ]
        history = read_history(session, sakura.id or 0)
        assert (history.birth_date, history.sex) == (date(2023, 4, 1), "female")
        assert [(one.code, one.dose) for one in history.events] == [("dpt_ipv_hib", 1), ("dpt_ipv_hib", 2)]
        assert len(session.exec(select(HealthRelation)).all()) == 1
        assert [len(history.events) for _, history in read_histories(session)] == [2, 1]


def test_nothing_of_a_row_is_readable_in_the_database(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path / "山田花子.csv", [shot(child_of(HANAKO, SAKURA), ワクチン="風しん第5期")])
    with database.read() as session:
        for table in ("health_person", "health_event", "health_import", "health_finding", "audit_entry"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()  # the names are above
            assert rows
            plain = " ".join(
                bytes(cell).decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
                for row in rows
                for cell in row
            )
            for said in ("1000002", "山田", "ヤマダ", "2023", "2024-06", "H123", "駅前", "風しん", "female"):
                assert said not in plain, (table, said)


@sqlite
def test_what_cannot_be_is_refused_by_row_and_column(database: Database, tmp_path: Path) -> None:
    future, before = shot(SAKURA, 生年月日="2199-01-01"), shot(SAKURA, 接種日="2020-01-01")
    rows = [
        future,
        shot(SAKURA, 生年月日="1860-01-01"),
        shot(SAKURA, 生年月日="きのう"),
        before,
        shot(SAKURA, 接種日="2199-01-01"),
        shot({**SAKURA, "宛名番号": ""}),
        shot(SAKURA, ワクチン=""),
        shot(SAKURA, ロット番号="", 回数="追加", 性別="?"),
        shot({**RIKU, "宛名番号": "1000002"}),
    ]
    report = bring_in(database, tmp_path / "bad.csv", rows)
    assert say(report) == [
        (2, "birth_date", "future", True),
        (3, "birth_date", "too_old", True),
        (4, "birth_date", "no_day", True),
        (5, "vaccinated_on", "before_birth", True),
        (6, "vaccinated_on", "future", True),
        (7, "number", "missing", True),
        (8, "vaccine", "missing", True),
        (9, "sex", "unknown_sex", False),
        (9, "lot", "no_lot", False),
        (9, "dose", "no_number", False),
        (10, "number", "other_person", True),
    ]
    assert dict(report.counts) == {"refused": 8, "new": 1}
    with database.read() as session:
        stored = session.exec(select(HealthFinding)).all()
        assert len(stored) == 11
        assert session.exec(select(HealthImport)).one().refused == 8


@sqlite
def test_twins_are_two_and_a_new_name_is_the_same_person(database: Database, tmp_path: Path) -> None:
    twin = {**SAKURA, "宛名番号": "1000003", "氏名": "山田 すみれ", "カナ": "ヤマダ スミレ"}
    file = tmp_path / "shots.csv"
    rows = [shot(child_of(HANAKO, SAKURA)), shot(child_of(HANAKO, twin)), shot(HANAKO, ワクチン="インフルエンザ")]
    assert say(bring_in(database, file, rows)) == [(3, "birth_date", "twins", False)]
    renamed = bring_in(database, file, [shot(SAKURA, 氏名="佐藤 さくら", カナ="サトウ サクラ")])
    assert say(renamed) == [(2, "name", "name_changed", False)]
    with database.read() as session:
        assert len(session.exec(select(HealthPerson)).all()) == 3
        relations = session.exec(select(HealthRelation)).all()
        assert len(relations) == 2  # a row that names no guardian says nothing of them
    bring_in(database, file, [shot(MAKOTO), shot(child_of(MAKOTO, SAKURA), 氏名="佐藤 さくら", カナ="サトウ サクラ")])
    with database.read() as session:
        makoto, sakura = (find_person(session, database.vault, one["宛名番号"]) for one in (MAKOTO, SAKURA))
        assert makoto is not None
        assert sakura is not None
        own = session.exec(select(HealthRelation).where(HealthRelation.child_id == sakura.id)).all()
        assert [one.parent_id for one in own] == [makoto.id]


@sqlite
def test_a_guardian_nobody_knows_and_a_season_of_its_own(database: Database, tmp_path: Path) -> None:
    flu = [shot(MAKOTO, ワクチン="インフルエンザ", 接種日=f"20{year}-11-01") for year in (23, 24)]
    report = bring_in(database, tmp_path / "shots.csv", [*flu, shot(child_of(HANAKO, RIKU))])
    assert dict(report.counts) == {"new": 3}
    assert say(report) == [(4, "guardian", "unknown_guardian", False)]


@sqlite
def test_the_command_says_rows_and_columns_and_nobodys_name(database: Database, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "shots.csv", [shot(SAKURA), shot(RIKU, 生年月日="2199-01-01")])
    dry = CliRunner().invoke(health, ["import", str(file), "--dry-run"], obj=Context(database))
    assert (dry.exit_code, dry.stdout.splitlines()) == (
        1,
        ["row 3, birth_date: future (refused)", "2 rows: 0 new, 0 changed, 0 same, 1 refused"],
    )
    with database.read() as session:
        assert not session.exec(select(HealthImport)).all()
    done = CliRunner().invoke(health, ["import", str(file), "--json"], obj=Context(database))
    assert json.loads(done.stdout)["new"] == 1
    for said in (*SAKURA.values(), *RIKU.values(), "2199"):
        if len(said) > 1:
            assert said not in dry.output + done.output


@sqlite
def test_a_mapping_names_columns_and_codes_of_a_city(database: Database, tmp_path: Path) -> None:
    rows = [
        {
            "コード": "7",
            "氏名": "A B",
            "カナ": "エー",
            "生年月日": "1980-01-01",
            "検診種別": "胃ﾊﾞﾘｳﾑ",
            "受診日": "R6.5.1",
        }
    ]
    file, mapping = write_csv(tmp_path / "s.csv", rows), tmp_path / "mapping.yml"
    without = CliRunner().invoke(health, ["import", str(file)], obj=Context(database))
    assert (without.exit_code, "no column for number" in without.stderr) == (1, True)
    mapping.write_text("columns: {number: [コード]}\ncodes: {screening: {screening_stomach: [胃バリウム]}}\n", "utf-8")
    done = CliRunner().invoke(health, ["import", str(file), "--mapping", str(mapping)], obj=Context(database))
    assert done.exit_code == 0, done.output
    with database.read() as session:
        event = session.exec(select(HealthEvent)).one()
        assert (event.kind, event.code) == ("screening", "screening_stomach")
    mapping.write_text("columns: {nonsense: [コード]}\n", "utf-8")
    wrong = CliRunner().invoke(health, ["import", str(file), "--mapping", str(mapping)], obj=Context(database))
    assert (wrong.exit_code, "'nonsense' is not one of ours" in wrong.stderr) == (1, True)
