"""Worker and web are killed again and again; every event is answered once, in order."""

from __future__ import annotations

import csv
import itertools
import os
import random
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.bench.stage import Stage

LONG = bool(os.environ.get("LONG_TESTS"))  # .ci/run sets it
USERS = 50
EVENTS_PER_USER = 10 if LONG else 6
KILLS = 8 if LONG else 5
SEED = 20261122
PATIENCE_SECONDS = 240

QUESTIONS = ("住民票の写しの手数料", "粗大ごみの出し方", "図書館の休館日", "犬の登録", "パスポートの申請")


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    path = tmp_path / "faq.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("question", "answer"))
        writer.writerows((question, f"{question}についてのお答えです。窓口へどうぞ。") for question in QUESTIONS)
    return path


class Processes:
    """The web and the worker of a stage, killed and started again by turns."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._arguments = (("serve", "--only", "web", "--port", str(stage.port)), ("worker",))
        self._running: list[subprocess.Popen[bytes]] = [stage.start(*arguments) for arguments in self._arguments]
        stage.wait_ready(self._running[0])
        self.kills = 0

    def kill_next(self) -> None:
        number = self.kills % 2
        _kill_tree(self._running[number].pid)
        self._running[number].wait()
        self._running[number] = self._stage.start(*self._arguments[number])
        self.kills += 1


@pytest.mark.timeout(600)
def test_nothing_is_lost_or_doubled(database_url: str, faq: Path, tmp_path: Path, models: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "nlu").symlink_to(models)
    with Stage(tmp_path, database_url, encoder="hashing") as stage:
        stage.prepare(faq)
        processes = Processes(stage)
        killer = threading.Thread(target=_keep_killing, args=(processes,))
        killer.start()
        users = [f"U{number:032x}" for number in range(1, USERS + 1)]
        with ThreadPoolExecutor(USERS) as pool:
            list(pool.map(lambda user: _talk(stage, user), users))
        killer.join()
        _wait_for_all(stage, users)
        assert processes.kills >= KILLS
        for user in users:
            _check(stage, user)


def _talk(stage: Stage, user: str) -> None:
    """Send this citizen's events one after the other, each again until it is accepted, as LINE does."""
    pause = random.Random(f"{SEED}{user}")
    for _, question in zip(range(EVENTS_PER_USER), itertools.cycle(QUESTIONS), strict=False):
        delivery = stage.line.send_text(user, question)
        while not delivery.accepted:
            time.sleep(0.1)
            stage.line.redeliver(delivery)
        time.sleep(pause.uniform(0.5, 1.5))


def _keep_killing(processes: Processes) -> None:
    pause = random.Random(SEED)
    while processes.kills < KILLS:
        time.sleep(pause.uniform(1.0, 3.0))
        processes.kill_next()


def _kill_tree(pid: int) -> None:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for victim in (pid, *map(int, children)):
        os.kill(victim, signal.SIGKILL)


def _wait_for_all(stage: Stage, users: list[str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    for user in users:
        stage.line.wait_for_reply(user, EVENTS_PER_USER, max(1.0, deadline - time.monotonic()))


def _check(stage: Stage, user: str) -> None:
    sent = stage.line.sent_to(user)
    assert len(sent) == EVENTS_PER_USER, f"{user}: {len(sent)} answers to {EVENTS_PER_USER} events"
    for one, question in zip(sent, itertools.cycle(QUESTIONS), strict=False):
        assert question in str(one.messages), f"{user}: the answer to {question} is missing or out of order"
