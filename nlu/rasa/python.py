"""Finding a Python 3.10, which Rasa 3.6 needs and the counter itself is too new for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

# A name on PATH may be a stand-in that only says how to install it, and Debian's python3.10 has no venv of itself.
_PROBE = "import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 10))"
_PROBE_SECONDS = 20


def find_python() -> Path | None:
    """A Python 3.10 that runs and can make virtual environments: from PATH, pyenv or uv; None without one."""
    return next((path for path in _candidates() if _runs(path)), None)


def _candidates() -> Iterator[Path]:
    if found := shutil.which("python3.10"):
        yield Path(found)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob("versions/3.10.*/bin/python"), key=_patch, reverse=True)
    if uv := shutil.which("uv"):
        asked = _run([uv, "python", "find", "--system", "3.10"])
        if asked and asked.stdout.strip():
            yield Path(asked.stdout.strip())


def _patch(python: Path) -> int:
    numbers = re.match(r"3\.10\.(\d+)", python.parts[-3])
    return int(numbers[1]) if numbers else -1


def _runs(python: Path) -> bool:
    return _run([str(python), "-c", _PROBE]) is not None


def _run(command: list[str]) -> subprocess.CompletedProcess[str] | None:
    """What came out, or None when it failed."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=True)  # noqa: S603
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
