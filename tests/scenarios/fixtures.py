"""Fixtures for whole counters, here and in the browser's tests."""

from __future__ import annotations

import csv
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.bench.stage import find_free_port
from bot.channels.web.counter import WebCounter
from bot.counter import build_understanding, index_folder, model_folder, open_database
from bot.migrate import upgrade
from bot.settings import DEMO_CITY, Settings
from bot.simulator.line import SimulatedLine
from bot.simulator.server import RunningSimulator, start_simulator
from knowledge.encoders import create_encoder
from knowledge.index.build import build_index
from knowledge.sources.faq_file import import_faq_file
from tests.line_rules import load_line_rules
from tests.scenarios.office import PATIENCE_SECONDS, Citizen, Office

HEARTBEAT_SECONDS = 0.2

OpenOffice = Callable[..., Office]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """The folder MADOGUCHI_VAR of every office: the index of the demo city's FAQ, and the trained examples.

    The counter answers from these files alone; the tables of the knowledge are asked only to mend them.
    """
    return prepare(tmp_path_factory.mktemp("prepared"), models)


def prepare(folder: Path, models: Path, encoder_name: str = "hashing") -> Path:
    """Give the folder the demo city's index and the trained examples."""
    settings = make_settings(folder, f"sqlite:///{folder / 'madoguchi.db'}", encoder=encoder_name)
    model_folder(settings).symlink_to(models)
    upgrade(settings.database_url)
    encoder, database = create_encoder(settings.encoder), open_database(settings)
    import_faq_file(database, DEMO_CITY / "faq.csv")
    build_index(database, encoder, index_folder(settings))
    build_understanding(settings, encoder, database)
    database.close()
    return folder


def make_settings(var: Path, database_url: str, **more: Any) -> Settings:
    """Settings of a test; nothing is read from the environment's `.env`."""
    own = {
        "database_url": database_url,
        "var": var,
        "city": DEMO_CITY,
        "redis_url": "",
        "encoder": "hashing",
        "secret_key": "a secret key of the tests, long enough",
        "data_keys": Fernet.generate_key().decode(),
        "identity_issuer": "http://127.0.0.1:9/identity",  # nobody answers there; the demo city wants to have one
        "identity_client_id": "madoguchi",
    }
    return Settings(_env_file=None, **{**own, **more})  # type: ignore[call-arg]


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = start_simulator()
    running.line.quota.limit = None
    running.line.poster.timeout_seconds = PATIENCE_SECONDS  # a loaded machine is no fault
    yield running
    running.stop()


@pytest.fixture
def line(simulator: RunningSimulator) -> SimulatedLine:
    return simulator.line


@pytest.fixture
def settings(prepared: Path, migrated_url: str, simulator: RunningSimulator) -> Settings:
    """Of a counter beside the simulator, its tables made."""
    url = f"http://127.0.0.1:{find_free_port()}"
    simulator.line.webhook_url = f"{url}/line/webhook"
    return make_settings(
        prepared,
        migrated_url,
        line_channel_secret=simulator.line.channel_secret,
        line_channel_token=simulator.line.channel_token,
        line_api_url=simulator.base_url,
        public_url=url,
    )


@pytest.fixture
def open_office(settings: Settings, line: SimulatedLine, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    """Opens an office; `changes` are settings, other keywords go to `Office`."""
    monkeypatch.setattr("bot.app.WebCounter", partial(WebCounter, heartbeat_seconds=HEARTBEAT_SECONDS))
    opened: list[Office] = []

    def open_one(changes: dict[str, Any] | None = None, **more: Any) -> Office:
        opened.append(Office(settings.model_copy(update=changes or {}), line, **more))
        return opened[-1]

    yield open_one
    for office in opened:
        if not office.is_closed:
            office.close()


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    return open_office()


@pytest.fixture
def citizen(office: Office) -> Citizen:
    return Citizen(office)


@pytest.fixture(scope="session")
def faq() -> dict[str, dict[str, str]]:
    """The demo city's FAQ by id."""
    with (DEMO_CITY / "faq.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="session")
def line_rules() -> ModuleType | None:
    return load_line_rules()


@pytest.fixture
def judged(line: SimulatedLine, line_rules: ModuleType | None) -> Iterator[None]:
    """In the end every request the counter made is one that LINE takes."""
    yield
    if line_rules is None:
        return
    for request in line.requests:
        status, answer = line_rules.validate(request.method, request.path, request.body, request.headers)
        assert status == 200, f"{request.operation}: {answer}"


@pytest.fixture
def no_failed_turns(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An apology is an answer too, so a turn that failed would pass as answered."""
    yield
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    assert not [record.getMessage() for record in records if record.name == "bot.dialogue.engine"]
    assert not [record.getMessage() for record in records if record.levelno >= logging.CRITICAL]
