"""How soon `madoguchi serve` answers, and how much memory it then holds."""

from __future__ import annotations

import subprocess
import time

from bot.bench.figures import Figure
from bot.bench.memory import MEGABYTE, read_resident_bytes
from bot.bench.questions import list_questions
from bot.bench.stage import Stage
from bot.bench.turn import WAIT_SECONDS


def measure_start(stage: Stage) -> tuple[subprocess.Popen[bytes], Figure]:
    """The server, and the time from the start of `serve`, index built, to the first answer at LINE."""
    user = f"U{0:032x}"
    start = time.monotonic()
    server = stage.serve()
    stage.line.send_text(user, list_questions(1)[0])
    stage.line.wait_for_reply(user, 1, WAIT_SECONDS)
    return server, Figure("serve, start to first answer", time.monotonic() - start, "s", 6)


def measure_memory(pid: int) -> Figure:
    """Resident memory of the server's processes, after they have worked."""
    return Figure("resident memory of serve", read_resident_bytes(pid) / MEGABYTE, "MB", 600, "all its processes")
