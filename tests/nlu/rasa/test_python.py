"""Finding a Python 3.10 that runs."""

import stat
import sys
from pathlib import Path

import pytest

from nlu.rasa.python import find_python

RUNS = "#!/bin/sh\nexit 0\n"
FAILS = "#!/bin/sh\nexit 1\n"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has nothing: `bin` is all of PATH, `pyenv` is pyenv's root."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def put(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_none_is_none(machine: Path) -> None:
    assert find_python() is None


def test_on_the_path(machine: Path) -> None:
    python = put(machine / "bin" / "python3.10", RUNS)
    assert find_python() == python


def test_a_stand_in_that_does_not_run_is_passed_over(machine: Path) -> None:
    put(machine / "bin" / "python3.10", FAILS)
    assert find_python() is None
    put(machine / "pyenv" / "versions" / "3.10.9" / "bin" / "python", RUNS)
    put(machine / "pyenv" / "versions" / "3.11.9" / "bin" / "python", RUNS)
    newest = put(machine / "pyenv" / "versions" / "3.10.14" / "bin" / "python", RUNS)
    assert find_python() == newest


def test_pyenv_at_home(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYENV_ROOT")
    python = put(machine / ".pyenv" / "versions" / "3.10.1" / "bin" / "python", RUNS)
    assert find_python() == python


def test_what_uv_knows(machine: Path) -> None:
    python = put(machine / "uvs" / "python3.10", RUNS)
    put(machine / "bin" / "uv", f'#!/bin/sh\n[ "$*" = "python find --system 3.10" ] && echo {python}\n')
    assert find_python() == python
    put(machine / "bin" / "uv", FAILS)
    assert find_python() is None


def test_another_version_of_python_is_not_it(machine: Path) -> None:
    put(machine / "bin" / "python3.10", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    assert sys.version_info[:2] != (3, 10)
    assert find_python() is None
