import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from bot.settings import DEMO_CITY
from nlu.commands import nlu
from tests.http_server import Fault
from tests.nlu.rasa.simulated import TOKEN, SimulatedRasa, start_rasa


@pytest.fixture
def context(small_rooms: Path, tmp_path: Path) -> SimpleNamespace:
    return SimpleNamespace(
        encoder=lambda: None,
        model_folder=tmp_path / "models",
        training_folders=[small_rooms],
        city=DEMO_CITY,
        rasa_url="",
        rasa_token=TOKEN,
        shadow="",
    )


@pytest.fixture
def rasa() -> Iterator[SimulatedRasa]:
    server, stop = start_rasa()
    server.confidences = lambda text: {"ride": 0.7, "plant": 0.3}
    yield server
    stop()


def run(context: SimpleNamespace, *arguments: str) -> Result:
    return CliRunner().invoke(nlu, list(arguments), obj=context)


def test_train_says_what_it_learned(context: SimpleNamespace) -> None:
    result = run(context, "train")
    assert result.exit_code == 0
    assert result.stdout.startswith("16 examples, 2 intents")


def test_a_model_of_these_very_examples_stays_until_it_is_wanted_again(context: SimpleNamespace) -> None:
    run(context, "train")
    (model,) = context.model_folder.glob("intents-*.npz")
    made = model.stat().st_mtime_ns

    again = run(context, "train")
    assert again.exit_code == 0
    assert again.stdout.startswith("16 examples, 2 intents")
    assert "--again" in again.stderr
    assert model.stat().st_mtime_ns == made

    run(context, "train", "--again")
    assert model.stat().st_mtime_ns > made


def test_a_damaged_model_is_trained_anew(context: SimpleNamespace) -> None:
    run(context, "train")
    (model,) = context.model_folder.glob("intents-*.npz")
    model.write_bytes(b"half")
    assert run(context, "train").exit_code == 0
    assert model.stat().st_size > len(b"half")


def test_parse_prints_one_json_value(context: SimpleNamespace) -> None:
    result = run(context, "parse", "木を2本植えたい", "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["intent"]["name"] == "plant"
    assert answer["entities"][0]["value"] == {"number": 2, "unit": "本"}
    assert answer["engine"] == "embedded"


def test_parse_for_people(context: SimpleNamespace) -> None:
    lines = run(context, "parse", "木を2本植えたい").stdout.splitlines()
    assert lines[0].endswith("plant")
    assert lines[-1].startswith("count: 2本")


def test_parse_says_when(context: SimpleNamespace) -> None:
    lines = run(context, "parse", "令和8年12月3日の10時か11時に中央公園で木を植えたい").stdout.splitlines()
    assert 'facility: 中央公園 "central-park"' in lines
    assert lines[-1] == "when: 2026-12-03T10:00 or 2026-12-03T11:00"


def test_evaluate(context: SimpleNamespace, tmp_path: Path) -> None:
    file = tmp_path / "test.yml"
    file.write_text('version: "3.1"\nnlu:\n- intent: ride\n  examples: |\n    - 京都行きの電車\n', "utf-8")
    figures = json.loads(run(context, "evaluate", str(file), "--json").stdout)
    assert (figures["n"], figures["right"]) == (1, 1)
    assert {"wrong_confident", "refused", "out_of_scope_refused", "per_intent", "confusion"} <= set(figures)
    assert "right 1 of 1" in run(context, "evaluate", str(file)).stdout
    other = tmp_path / "other.yml"
    other.write_text(file.read_text("utf-8").replace("京都", "奈良"), "utf-8")
    both = run(context, "evaluate", str(file), str(other), "--by-language").stdout
    assert "right 2 of 2" in both
    assert "\nja " in both


def test_the_engine_is_the_counters_unless_one_is_named(context: SimpleNamespace, rasa: SimulatedRasa) -> None:
    def engine(*options: str) -> tuple[str, str]:
        answer = json.loads(run(context, "parse", "木を植える", "--json", *options).stdout)
        return answer["engine"], answer["intent"]["name"]

    assert engine() == engine("--engine", "embedded") == ("embedded", "plant")
    context.rasa_url = rasa.url
    assert engine() == engine("--engine", "rasa") == ("rasa", "ride")
    assert engine("--engine", "embedded") == ("embedded", "plant")
    rasa.fault = Fault(status=500)
    assert engine() == ("embedded", "plant")


def test_a_named_rasa_that_does_not_answer_is_no_figure(
    context: SimpleNamespace, rasa: SimulatedRasa, tmp_path: Path
) -> None:
    file = tmp_path / "test.yml"
    file.write_text('version: "3.1"\nnlu:\n- intent: ride\n  examples: |\n    - 京都行きの電車\n', "utf-8")
    result = run(context, "evaluate", str(file), "--engine", "rasa")
    assert (result.exit_code, "MADOGUCHI_RASA_URL" in result.stderr) == (1, True)
    context.rasa_url = rasa.url
    assert "right 1 of 1" in run(context, "evaluate", str(file), "--engine", "rasa").stdout
    rasa.fault = Fault(status=500)
    result = run(context, "evaluate", str(file), "--engine", "rasa")
    assert (result.exit_code, result.stderr) == (1, "Error: Rasa answered with status 500\n")


def test_a_faulty_file_is_one_line_and_exit_1(context: SimpleNamespace, tmp_path: Path) -> None:
    file = tmp_path / "test.yml"
    file.write_text('version: "3.1"\nnlu:\n- intent: ride\n  examples: |\n    - [x](who)\n', "utf-8")
    result = run(context, "evaluate", str(file))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert f"{file}:5: unknown entity who" in result.stderr


def test_wrong_usage_is_exit_2(context: SimpleNamespace) -> None:
    assert run(context, "parse").exit_code == 2
    assert run(context, "evaluate", "no-such-file.yml").exit_code == 2
