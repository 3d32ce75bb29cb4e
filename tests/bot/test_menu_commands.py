"""`madoguchi richmenu …` on the simulator."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.menu_commands import richmenu
from bot.settings import Settings
from bot.simulator.line import SimulatedLine
from bot.simulator.server import RunningSimulator
from tests.channels.line.conftest import simulator  # noqa: F401
from tests.channels.line.menus.city import SmallCity
from tests.scenarios.fixtures import make_settings


@dataclass
class Context:
    settings: Settings
    city: Path


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return SmallCity(tmp_path)


@pytest.fixture
def line(simulator: RunningSimulator) -> SimulatedLine:  # noqa: F811
    return simulator.line


@pytest.fixture
def context(simulator: RunningSimulator, city: SmallCity, tmp_path: Path) -> Context:  # noqa: F811
    given = {
        "line_channel_secret": simulator.line.channel_secret,
        "line_channel_token": simulator.line.channel_token,
        "line_api_url": simulator.base_url,
        "city": city.folder,
    }
    return Context(make_settings(tmp_path, "sqlite:///unused.db", **given), city.folder)


def run(context: Context, *words: str) -> Result:
    return CliRunner().invoke(richmenu, words, obj=context)


def changes(line: SimulatedLine) -> list[str]:
    return [request.operation for request in line.requests if request.method != "GET"]


def test_a_dry_run_says_what_would_be_done_and_only_reads(context: Context, line: SimulatedLine) -> None:
    result = run(context, "sync", "--dry-run")
    assert result.exit_code == 0, result.output
    said = result.stdout.splitlines()
    assert len(said) == 13
    assert said[0].startswith("make main in ja (")
    assert said[-1] == "make main in ja everybody's menu"
    assert line.requests
    assert changes(line) == []


def test_a_sync_as_json_is_one_value(context: Context, line: SimulatedLine) -> None:
    first = json.loads(run(context, "sync", "--json").stdout)
    assert first["made"] == [
        f"{name}.{language}" for name in ("main", "parent", "disaster") for language in ("ja", "en")
    ]
    assert (first["default"], first["default_changed"], first["dry_run"]) == ("main.ja", True, False)
    line.requests.clear()
    again = json.loads(run(context, "sync", "--json").stdout)
    assert (again["made"], len(again["kept"]), again["deleted"]) == ([], 6, [])
    assert changes(line) == []
    assert run(context, "sync").stdout == "LINE agrees with the 6 menus already\n"


def test_the_list_tells_ours_from_others(context: Context, line: SimulatedLine) -> None:
    line.menus.create({"name": "summer campaign"})
    run(context, "sync")
    listed = {row["name"]: row for row in json.loads(run(context, "list", "--json").stdout)}
    assert len(listed) == 7
    assert listed["summer campaign"]["ours"] is False
    assert [row["aliases"] for row in listed.values() if row["everybodys"]] == [["madoguchi-main-ja"]]
    assert "summer campaign" in run(context, "list").stdout


def test_another_menu_is_put_into_use(context: Context, line: SimulatedLine) -> None:
    run(context, "sync")
    assert run(context, "use", "disaster").exit_code == 0
    assert "disaster.ja" in line.menus.get(line.menus.default_id)["name"]
    result = run(context, "use", "flood")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: there is no menu flood in LINE; there are main, parent, disaster. Run `richmenu sync` first\n"
    )


def test_pictures_are_written_to_look_at(context: Context, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    result = run(context, "draw", str(folder))
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"{name}.{language}.png" for name in ("main", "parent", "disaster") for language in ("ja", "en")
    )


def test_a_fault_in_the_file_is_one_line_and_line_is_not_asked(
    context: Context, city: SmallCity, line: SimulatedLine
) -> None:
    city.change("main", bar={"ja": "メニュー"})
    result = run(context, "sync")
    assert result.exit_code == 1
    assert result.stderr.endswith("richmenus.yml: menus.main.bar: no wording in en\n")
    assert not line.requests


def test_without_line_and_without_menus_it_says_what_is_missing(context: Context, city: SmallCity) -> None:
    off = context.settings.model_copy(update={"line_channel_secret": "", "line_channel_token": ""})
    assert "LINE is off" in run(Context(off, context.city), "sync").stderr
    (city.folder / "richmenus.yml").unlink()
    assert "there is no richmenus.yml" in run(context, "sync").stderr
