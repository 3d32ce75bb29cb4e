"""Understanding: the embedded engine, and where a Rasa is set up and trained, that one in the same run.

What is said are lessons' questions, in citizens' words; each is said once. The first run trains the embedded engine,
which takes a minute; a fresh process is measured.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.bench.figures import Figure, describe, percentile
from bot.bench.memory import MEGABYTE, read_resident_bytes
from bot.counter import training_folders
from bot.errors import SetupError, TemporaryFault
from knowledge.encoders import create_encoder
from knowledge.lessons.reading import MOST_WORDINGS, read_lessons
from nlu.embedded import load_or_train
from nlu.rasa.server import RasaServer
from nlu.training_data import load_training_data

TEXTS = 405
START_SECONDS = 120


def measure(rasa: Path | None = None) -> list[Figure]:
    """The figures of the embedded engine, and beside a Rasa whose `--home` is given."""
    texts = list_texts()
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        load_or_train(load_training_data(training_folders()), create_encoder("bundled"), Path(folder))
        ours = _run_alone(folder, texts)
        figures = _describe(ours)
        if rasa is not None:
            with _served(rasa) as (server, started, pid):
                timed = [_time(server, text) for text in texts]
                figures += _compare(ours, timed, started, read_resident_bytes(pid) / MEGABYTE)
    return figures


def list_texts() -> list[str]:
    lessons = [lesson for lesson in read_lessons() if len(lesson.asked) == MOST_WORDINGS]
    return [lesson.asked[number % MOST_WORDINGS] for number, lesson in enumerate(lessons)][:TEXTS]


def _run_alone(folder: str, texts: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "bot.bench.understanding_alone", folder]
    done = subprocess.run(command, input=json.dumps(texts), text=True, check=True, stdout=subprocess.PIPE)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _describe(ours: dict[str, Any]) -> list[Figure]:
    whole = ours["whole"]
    return [
        Figure("saved weights loaded", ours["loaded"], "s", 0.3),
        Figure("parse p50", percentile(whole, 0.5), "ms", 12, "danger, entities, engine; " + describe(whole)),
        Figure("parse p95", percentile(whole, 0.95), "ms", 20),
        Figure("engine alone p50", percentile(ours["engine"], 0.5), "ms"),
        Figure("memory beside encoder and dictionary", ours["memory"], "MB"),
    ]


def _compare(ours: dict[str, Any], timed: list[float], started: float, memory: float) -> list[Figure]:
    rasa, own = sum(timed) / len(timed), sum(ours["engine"]) / len(ours["engine"])
    return [
        Figure("Rasa's parse p50", percentile(timed, 0.5), "ms", None, describe(timed)),
        Figure("embedded parse, Rasa's being 1", own / rasa, "", 1 / 3),
        Figure("embedded start, Rasa's being 1", ours["loaded"] / started, "", 1 / 50, f"Rasa {started:.1f} s"),
        Figure("embedded memory, Rasa's being 1", ours["memory"] / memory, "", 1 / 8, f"Rasa {memory:.0f} MB"),
    ]


def _time(server: RasaServer, text: str) -> float:
    start = time.perf_counter()
    server.parse(text)
    return (time.perf_counter() - start) * 1000


@contextmanager
def _served(home: Path) -> Iterator[tuple[RasaServer, float, int]]:
    """The server of that home, the seconds until it answered, and its process."""
    port, token = _free_port(), secrets.token_urlsafe(16)
    command = [sys.executable, "-m", "bot", "rasa", "--home", str(home), "serve", "--port", str(port)]
    server, start = RasaServer(f"http://127.0.0.1:{port}", token, wait_seconds=30), time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=_environ(token))  # noqa: S603
        try:
            _wait_for(server, process)
            yield server, time.monotonic() - start, process.pid
        finally:
            process.terminate()
            process.wait()


def _wait_for(server: RasaServer, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            server.find_model()
        except TemporaryFault:
            time.sleep(0.1)
        else:
            return
    raise SetupError("Rasa did not start; try `madoguchi rasa serve`, which says why")


def _environ(token: str) -> dict[str, str]:
    return {**os.environ, "MADOGUCHI_RASA_TOKEN": token}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
