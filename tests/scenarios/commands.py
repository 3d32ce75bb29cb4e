"""`madoguchi …` inside the test's process: what it prints and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.cli import main
from bot.settings import Settings


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def error_lines(self) -> list[str]:
        return self.err.splitlines()


Run = Callable[..., Ended]


def make_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `madoguchi` with the environment as it is then."""

    def run(*words: str) -> Ended:
        monkeypatch.setattr("sys.argv", ["madoguchi", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        printed = capsys.readouterr()
        assert code is None or isinstance(code, int)
        return Ended(code or 0, printed.out, printed.err)

    return run


def set_environment(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """The settings as a process is given them."""
    for name, value in settings.model_dump(mode="json").items():
        monkeypatch.setenv(f"MADOGUCHI_{name.upper()}", str(value))
