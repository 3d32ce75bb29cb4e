"""The benchmark of bookings, small: it counts what was really booked."""

from __future__ import annotations

from pathlib import Path

from bot.bench.booking import measure


def test_both_figures_have_their_bars(tmp_path: Path) -> None:
    steps: list[int] = []
    url = f"sqlite:///{tmp_path / 'booking.db'}"
    finding, booking = measure(url, "SQLite", steps.append, timeframes=200, bookings=20)
    assert (finding.bar, finding.unit) == (50, "ms")
    assert (booking.least, booking.unit, sum(steps)) == (100, "/s", 20)
    assert finding.value > 0 < booking.value
