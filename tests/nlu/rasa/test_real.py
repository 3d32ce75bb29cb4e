"""The real Rasa, from nothing: its environment, a model of the rooms' examples, the server, and how well it does.

It installs 1.9 GB, so it runs where REQUIRE_RASA is set (then it must) or where it has run before.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.errors import TemporaryFault
from nlu.interpretation import Engine
from nlu.rasa.engine import READ_TO, create_sole_engine
from nlu.rasa.environment import Environment
from nlu.rasa.python import find_python
from nlu.rasa.server import RasaServer
from nlu.training_data import TrainingData
from tests.nlu.contract import CHECKS, SENTENCES

ROOT = Path(__file__).resolve().parents[3]
HOME = ROOT / "var" / "test" / "rasa"  # ignored by git; environment and models are named by their content
HELD_OUT = ROOT / "tests" / "nlu" / "held_out.yml"
START_SECONDS = 120

pytestmark = pytest.mark.timeout(2400)


@dataclass(frozen=True)
class Running:
    """A Rasa server, and how to run our commands beside it."""

    url: str
    token: str

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments], cwd=HOME, env=self.environ, capture_output=True, text=True
        )

    @property
    def environ(self) -> dict[str, str]:
        ours = {"PYTHONPATH": str(ROOT), "MADOGUCHI_RASA_URL": self.url, "MADOGUCHI_RASA_TOKEN": self.token}
        return {**os.environ, **ours}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """The server, on a fresh model unless there is one of these very examples."""
    required = bool(os.environ.get("REQUIRE_RASA"))
    if not required and not Environment(HOME / "env").is_ready:
        pytest.skip("Rasa was never set up for the tests; REQUIRE_RASA=1 does it (Python 3.10, 1.9 GB)")
    if find_python() is None:
        pytest.fail("REQUIRE_RASA is set, and there is no Python 3.10")
    HOME.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    rasa = Running(f"http://127.0.0.1:{port}", secrets.token_urlsafe(16))
    for command in ("setup", "train"):
        done = rasa.run("rasa", "--home", ".", command)
        assert done.returncode == 0, done.stderr
    command = [sys.executable, "-m", "bot", "rasa", "--home", ".", "serve", "--port", str(port)]
    with (HOME / "serve.log").open("w") as log:
        process = subprocess.Popen(command, cwd=HOME, env=rasa.environ, stdout=log, stderr=log)
    try:
        _wait_for(rasa, process)
        yield rasa
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(rasa: Running, process: subprocess.Popen[bytes]) -> None:
    server = RasaServer(rasa.url, rasa.token)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            server.find_model()
        except TemporaryFault:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"Rasa did not start: {(HOME / 'serve.log').read_text('utf-8')[-2000:]}")


@pytest.fixture(scope="module")
def real_engine(running: Running, training_data: TrainingData) -> Engine:
    return create_sole_engine(running.url, running.token, training_data.intents)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_keeps_what_every_engine_promises(real_engine: Engine, check: Callable[[Engine], None]) -> None:
    check(real_engine)


def test_held_out_sentences_are_understood(running: Running) -> None:
    done = running.run("nlu", "evaluate", str(HELD_OUT), "--engine", "rasa", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["right"] >= 0.8 * figures["n"], figures["wrong"]
    assert figures["out_of_scope_refused"] >= 0.5 * figures["out_of_scope"], figures["wrong"]
    assert figures["per_intent"]["emergency"]["right"] >= 0.9 * figures["per_intent"]["emergency"]["n"]


def test_the_state_is_well(running: Running) -> None:
    done = running.run("rasa", "--home", ".", "status")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ok", "ok", "ok"], done.stdout
    assert done.returncode == 0


def test_nobody_without_the_token_gets_an_answer(running: Running) -> None:
    with pytest.raises(TemporaryFault, match="status 401"):
        RasaServer(running.url, "guessed").parse(SENTENCES[0])


def test_a_slash_is_an_order_to_rasa_itself(running: Running) -> None:
    """Why no text may reach it with one."""
    intent = RasaServer(running.url, running.token).parse("/emergency")["intent"]
    assert (intent["name"], intent["confidence"]) == ("emergency", 1.0)


def test_the_longest_text_is_answered(running: Running) -> None:
    found = RasaServer(running.url, running.token, wait_seconds=60).parse("粗大ごみを" * (READ_TO // 5))
    assert 0 < found["intent"]["confidence"] <= 1
