"""The line of persons over time."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import utc_now
from handlers.shelters.admin.chart import draw
from handlers.shelters.models import Change, ShelterEvent


def test_the_chart_is_a_line_of_steps() -> None:
    now = utc_now()
    events = [
        ShelterEvent(id=1, shelter_id=1, happened_at=now - timedelta(hours=4), change=Change.OPENED),
        ShelterEvent(id=2, shelter_id=1, happened_at=now - timedelta(hours=3), change=Change.REPORTED, persons=50),
        ShelterEvent(id=3, shelter_id=1, happened_at=now - timedelta(hours=2), change=Change.REPORTED, persons=100),
        ShelterEvent(id=4, shelter_id=1, happened_at=now - timedelta(hours=1), change=Change.CLOSED),
    ]
    line = draw(events, now)
    assert line is not None
    heights = [float(point.partition(",")[2]) for point in line.points.split()]
    assert (line.most, heights) == (100, [172, 172, 172, 94, 94, 16, 16, 172, 172])
    assert draw(events[:1], now) is None
