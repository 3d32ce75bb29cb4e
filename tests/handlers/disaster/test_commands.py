"""`madoguchi alerts ingest`: the JSON that others rely on."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.clock import utc_now
from bot.db import Database
from bot.settings import DEMO_CITY
from bot.simulator.telegrams import Area, Sent, name_warning, write_warning
from handlers.disaster.commands import alerts
from tests.handlers.disaster.night import NEXT, OURS, PREFECTURE, House, quake

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Context:
    database: Database
    city: Path


@pytest.fixture
def nagano(tmp_path: Path) -> Path:
    """A city that is in real telegrams."""
    folder = tmp_path / "city"
    folder.mkdir()
    words = (DEMO_CITY / "city.yml").read_text("utf-8").replace('area_code: "2099900"', "area_code: 2020100")
    (folder / "city.yml").write_text(words, "utf-8")
    shutil.copy(DEMO_CITY / "areas.geojson", folder)
    return folder


def ingest(database: Database, city: Path, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(alerts, ["ingest", *arguments, "--json"], obj=Context(database, city))
    return result.exit_code, json.loads(result.stdout)


def warn(ours: int, theirs: int, minutes: int = 1, **more: Any) -> bytes:
    parts = [Area(OURS, *name_warning("heavy_rain", ours)), Area(NEXT, *name_warning("heavy_rain", theirs))]
    sent = Sent(utc_now() - timedelta(minutes=minutes), headline="警戒", **more)
    return write_warning("大雨", Area(PREFECTURE, *name_warning("heavy_rain", 5)), parts, sent)


def test_a_dry_run_says_all_levels_and_tells_nobody(database: Database, nagano: Path, tmp_path: Path) -> None:
    house = House(database)
    house.join("a", "b")
    first, second = tmp_path / "1_VPWW55.xml", tmp_path / "2.xml"
    first.write_bytes(warn(2, 4))
    second.write_bytes(quake("5-", utc_now()))
    code, (warning, shaking) = ingest(database, nagano, str(first), str(second), "--dry-run")
    assert code == 0
    assert list(warning) == [
        "file", "telegram", "status", "info_type", "event_id", "serial", "reported_at", "headline", "levels",
        "intensities", "sends", "reason", "recipients",
    ]  # fmt: skip
    assert (warning["telegram"], warning["levels"]) == ("VPWW55", {"2099900": 2, "2020100": 4})
    assert (warning["status"], warning["info_type"], warning["headline"]) == ("actual", "issue", "警戒")
    assert (warning["sends"], warning["recipients"]) == (True, 2)
    assert (shaking["levels"], shaking["intensities"]) == (None, {"2099900": "5-", "2020100": "7"})
    assert house.told() == []


def test_what_is_told_is_told_once_and_what_cannot_be_read_ends_with_one(
    database: Database, nagano: Path, tmp_path: Path
) -> None:
    house = House(database)
    house.join("a")
    good, broken = tmp_path / "good.xml", tmp_path / "broken.xml"
    good.write_bytes(warn(0, 3))
    broken.write_text("<Report>")
    names = [str(broken), str(tmp_path / "missing.xml"), str(good), str(good)]
    code, (wrong, missing, first, again) = ingest(database, nagano, *names)
    assert code == 1
    assert (list(wrong), list(missing)) == (["file", "error"], ["file", "error"])
    assert (first["sends"], first["recipients"], again["sends"], again["recipients"]) == (True, 1, False, 0)
    assert len(house.told()) == 1


def test_a_city_without_a_code_is_told_what_is_missing(database: Database, tmp_path: Path) -> None:
    words = (DEMO_CITY / "city.yml").read_text("utf-8").replace('area_code: "2099900"', "")
    (tmp_path / "city.yml").write_text(words, "utf-8")
    result = CliRunner().invoke(alerts, ["ingest", "x"], obj=Context(database, tmp_path))
    assert result.exit_code == 1
    assert "area_code" in result.output


def test_a_mistake_in_the_rules_is_named(database: Database, tmp_path: Path) -> None:
    words = (
        (DEMO_CITY / "city.yml")
        .read_text("utf-8")
        .replace("  areas: {forecast", "  rules: [{kinds: [rain], send: x}]\n  areas: {forecast")
    )
    (tmp_path / "city.yml").write_text(words, "utf-8")
    result = CliRunner().invoke(alerts, ["ingest", "x"], obj=Context(database, tmp_path))
    assert result.exit_code == 1
    assert "alerts.rules.0.send" in result.output


def test_bad_files_are_one_line_each_in_the_log(
    database: Database, nagano: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bomb = tmp_path / "bomb.xml"
    bomb.write_text('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Report>&b;</Report>')
    huge = tmp_path / "huge.xml"
    huge.write_bytes(b"<Report>" + b" " * 10_000_000)
    future = tmp_path / "future.xml"
    future.write_bytes(warn(0, 4, minutes=-60))
    code, reports = ingest(database, nagano, str(bomb), str(huge), str(future))
    assert (code, [report.get("sends") for report in reports]) == (1, [None, None, False])
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("handlers.disaster")]
    assert len(lines) == 3
    assert not any("\n" in line for line in lines)
