"""The demo's surveys: one is open and counted, the other's results are published."""

from __future__ import annotations

import pytest

from bot.clock import utc_now
from bot.db import Database
from bot.demo_data.surveys import seed_surveys
from bot.settings import DEMO_CITY
from handlers.surveys.models import SurveyKind
from handlers.surveys.service.opinions import list_opinions, list_shown
from handlers.surveys.service.places import find_areas
from handlers.surveys.service.results import count_results, list_shown_texts
from handlers.surveys.service.stage import Stage, list_surveys

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_they_are_there_once_and_can_be_counted(database: Database) -> None:
    now = utc_now()
    assert (seed_surveys(database, now), seed_surveys(database, now)) == (2, 0)
    with database.read() as session:
        (asked, stage), (comment, ended) = list_surveys(session, now)
        assert (asked.kind, stage) == (SurveyKind.SATISFACTION, Stage.OPEN)
        assert (comment.kind, ended, comment.is_published) == (SurveyKind.COMMENT, Stage.CLOSED, True)
        results = count_results(session, asked)
        assert (results.people, results.doubtful) == (66, 25)
        assert [one.answers for one in results.questions] == [66, 66, 66, 4]
        areas = find_areas(DEMO_CITY)
        assert all(areas.find(one.name) for one in results.groups["area"] if one.name not in ("", "others"))
        assert len(list_shown_texts(session, asked, "q4")) == 2
        assert (len(list_opinions(session, comment)), len(list_shown(session, comment))) == (4, 3)
