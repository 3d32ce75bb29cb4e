"""The weekly sample of questions, from the FAQ service's table to the one that staff judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.clock import TOKYO
from bot.db import Database
from handlers.faq.service import list_asked
from knowledge.generation.masking import mask_personal
from knowledge.measure.judgements import draw_sample, list_sample, week_of

SAMPLE = 50  # questions a week: half an hour of staff's time, and after a quarter an interval of a few percent
WEEK = timedelta(days=7)


def draw_weekly_sample(database: Database, now: datetime) -> int:
    """Draw from the questions of the week that ended last Sunday in Tokyo, unless that is done; how many it has.

    The table allows a question's number once a week, and the draw is the same for whoever makes it, so any number of
    schedulers may do this at once. A sample outlives the conversations it was drawn from and belongs to nobody, so
    numbers, addresses and names are masked in it.
    """
    week = week_of(now) - WEEK
    with database.read() as session:
        if done := len(list_sample(session, week)):
            return done
        since = datetime.combine(week, time(), TOKYO)
        asked = list_asked(session, since, since + WEEK)
    masked = [replace(one, utterance=mask_personal(one.utterance)) for one in asked]
    with database.write() as session:
        return len(draw_sample(session, masked, SAMPLE, week, week.toordinal(), now=now))
