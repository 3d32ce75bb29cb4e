"""The benchmarks measure the counter of the scenarios, so that nothing is learned anew for them."""

from __future__ import annotations

from tests.scenarios.fixtures import line, open_office, prepared, settings, simulator  # noqa: F401
