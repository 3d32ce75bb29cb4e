"""`madoguchi serve`, told to stop by Ctrl+C or SIGTERM, end quietly and at once, whatever they are at."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bench.stage import Stage
from bot.bench.streams import Listener

PATIENCE_SECONDS = 60.0
BEFORE_IT_LISTENS = (0, 1, -signal.SIGINT, -signal.SIGTERM)  # nothing is begun yet; 1 is "Aborted!"
CRASHES = ("SIGSEGV", "SIGABRT", "Fatal Python error", "terminate called")
TROUBLE = (*CRASHES, "Traceback", "ERROR", "CRITICAL", "SIGKILL")
NATIVE = ("onnxruntime", "faiss", "numpy", "sudachi")

every_signal = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)


@pytest.fixture
def stage(prepared: Path, tmp_path: Path) -> Iterator[Stage]:
    shutil.copytree(prepared, tmp_path / "var", symlinks=True)  # its tables are empty, so it will rebuild the index
    with Stage(tmp_path, encoder="hashing") as stage:
        stage.run("migrate")
        yield stage


@every_signal
@pytest.mark.parametrize("to_all", [False, True], ids=["one", "group"])
def test_with_streams_open_and_a_turn_begun(stage: Stage, number: signal.Signals, to_all: bool) -> None:
    server = stage.serve()
    check_parent(server)
    visitors = [Listener(stage.port) for _ in range(3)]
    visitors[0].say("住民票の写しの手数料")
    while not visitors[0].heard:
        time.sleep(0.05)
    for visitor in visitors:
        visitor.say("粗大ごみの出し方")
    tell(server, number, to_all)
    assert server.wait(PATIENCE_SECONDS) == 0
    assert find_trouble(stage) == []
    for visitor in visitors:
        visitor.close()


@every_signal
@pytest.mark.parametrize("seconds", [0.3, 1.5, 4.5])
def test_while_it_starts(stage: Stage, number: signal.Signals, seconds: float) -> None:
    server = stage.start("serve", "--port", str(stage.port))
    time.sleep(seconds)  # any moment is right
    tell(server, number, to_all=True)
    assert server.wait(PATIENCE_SECONDS) in BEFORE_IT_LISTENS
    assert find_trouble(stage, CRASHES) == []


def check_parent(server: subprocess.Popen[bytes]) -> None:
    """What forks has no native threads: the web process would wait for them at its end, and crash."""
    assert os.listdir(f"/proc/{server.pid}/task") == [str(server.pid)]
    maps = Path(f"/proc/{server.pid}/maps").read_text()
    assert [name for name in NATIVE if name in maps] == []


def tell(server: subprocess.Popen[bytes], number: signal.Signals, to_all: bool) -> None:
    """As `kill` does, or as a terminal does, which tells every process."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split() if to_all else []
    for pid in (server.pid, *map(int, children)):
        os.kill(pid, number)


def find_trouble(stage: Stage, words: tuple[str, ...] = TROUBLE) -> list[str]:
    lines = (stage.folder / "serve.log").read_text().splitlines()
    return [line for line in lines if any(word in line for word in words)]
