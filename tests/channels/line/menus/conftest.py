"""A small city and LINE's simulator with a few citizens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.patience import Patience
from bot.simulator.server import RunningSimulator, start_simulator
from tests.channels.line.menus.channel import Channel
from tests.channels.line.menus.city import SmallCity


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return SmallCity(tmp_path)


@pytest.fixture(scope="session")
def server() -> Iterator[RunningSimulator]:
    running = start_simulator()
    yield running
    running.stop()


@pytest.fixture
def channel(server: RunningSimulator) -> Channel:
    """LINE without any rich menu; the server is the same in all tests."""
    return Channel(server, RichMenuApi(server.line.channel_token, server.base_url), Patience(pause=lambda _: None))
