"""The fixtures of scenarios; each one ends with a look at what was sent to LINE and at the log."""

from __future__ import annotations

import pytest

from tests.scenarios.fixtures import (  # noqa: F401
    citizen,
    faq,
    judged,
    line,
    line_rules,
    no_failed_turns,
    office,
    open_office,
    prepared,
    settings,
    simulator,
)


@pytest.fixture(autouse=True)
def _examined(request: pytest.FixtureRequest) -> None:
    if "simulator" in request.fixturenames:
        request.getfixturevalue("judged")
        request.getfixturevalue("no_failed_turns")
