"""A whole counter, and an ear at everything it writes."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.scenarios.fixtures import (  # noqa: F401
    faq,
    judged,
    line,
    line_rules,
    no_failed_turns,
    open_office,
    prepared,
    settings,
    simulator,
)
from tests.secrecy.places import Listening


@pytest.fixture(autouse=True)
def _examined(judged: None, no_failed_turns: None) -> None:  # noqa: F811
    """Each test ends with a look at what was sent to LINE and at the log."""


@pytest.fixture
def log() -> Iterator[Listening]:
    ear, root = Listening(), logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(ear)
    yield ear
    root.removeHandler(ear)
    root.setLevel(before)
