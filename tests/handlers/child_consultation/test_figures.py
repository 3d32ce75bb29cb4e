"""Figures without persons: fewer than five are not told, and nothing can be subtracted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.clock import TOKYO
from bot.db import Database
from bot.services.audit import Actor
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import CaseState
from handlers.child_consultation.service.figures import count_months, list_cells, mask, mask_total
from handlers.child_consultation.service.opening import OFFICE_DAYS, PAGE, Judged, begin_case
from handlers.child_consultation.service.working import assign

NOW = datetime(2026, 12, 10, 10, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 0, "b": 7}, {"a": 0, "b": 7}),
        ({"a": 4, "b": 7, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 4, "b": 1, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 5, "b": 6}, {"a": 5, "b": 6}),
        ({"a": 3}, {"a": None}),
    ],
)
def test_few_are_not_told(counts: dict[str, int], told: dict[str, int | None]) -> None:
    assert mask(counts) == told


def test_months_are_counted_without_pages_that_were_not_used(database: Database) -> None:
    with database.write() as session:
        for number in range(9):
            judged = Judged(Level.URGENT if number < 6 else Level.SOON, ("bullying",))
            case = begin_case(session, None, OFFICE_DAYS, judged, PAGE, "ja", NOW)
            case.state = CaseState.NEW if number == 8 else CaseState.WAITING
            case.first_answer_at = NOW + timedelta(hours=2)
            session.add(case)
            session.flush()
            if number < 5:
                assign(session, case, "nurse", Actor("system", "tests"), NOW)
    with database.read() as session:
        months = count_months(session, NOW)
    assert [one.total for one in months] == [0] * 11 + [8]
    assert months[-1].median_hours == 2.0
    assert mask_total(3) is None
    (_, levels), (_, topics), (_, disciplines) = (
        list(list_cells(months, kind))[-1] for kind in ("level", "topic", "discipline")
    )
    assert levels == {"emergency": 0, "urgent": None, "soon": None, "information": 0}
    assert (topics, disciplines) == ({"bullying": 8}, {"nurse": 5})
