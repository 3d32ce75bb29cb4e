"""Dates and times in the citizen's language, as the city writes them: 令和8年12月1日（火）, 午前10時30分."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from bot.clock import TOKYO
from bot.dialogue.words import Speaks
from bot.messages import Asks

BEFORE_REIWA = 2018  # Reiwa 1 is 2019
FIRST_OF_REIWA = date(2019, 5, 1)


def say_date(words: Speaks, day: date, *, with_weekday: bool = False) -> str:
    """The day in words; days before Reiwa are written in the western calendar."""
    weekday = words.text("dialogue.weekdays").split()[day.weekday()]
    said = words.text(
        "dialogue.date" if day >= FIRST_OF_REIWA else "dialogue.date_western",
        year=day.year,
        era_year=day.year - BEFORE_REIWA if day.year > FIRST_OF_REIWA.year else words.text("dialogue.first_year"),
        month=day.month,
        month_name=words.text("dialogue.months").split()[day.month - 1],
        day=day.day,
    )
    return words.text("dialogue.date_weekday", date=said, weekday=weekday) if with_weekday else said


def say_short_date(words: Speaks, day: date) -> str:
    """The day without its year, for a button."""
    return words.text(
        "dialogue.date_short",
        month=day.month,
        month_name=words.text("dialogue.months_short").split()[day.month - 1],
        day=day.day,
        weekday=words.text("dialogue.weekdays_short").split()[day.weekday()],
    )


def say_time(words: Speaks, moment: datetime) -> str:
    """The time of day in Tokyo."""
    local = moment.astimezone(TOKYO)
    half = "am" if local.hour < 12 else "pm"
    sharp = "" if local.minute else "_sharp"
    return words.text(
        f"dialogue.time_{half}{sharp}",
        hour=local.hour % 12,
        hour_to_12=local.hour % 12 or 12,
        hour_to_24=local.hour,
        minute=local.minute,
        minute_padded=f"{local.minute:02}",
    )


def say_moment(words: Speaks, moment: datetime) -> str:
    """Day and time in Tokyo."""
    day = say_date(words, moment.astimezone(TOKYO).date(), with_weekday=True)
    return words.text("dialogue.moment", date=day, time=say_time(words, moment))


def say_picked(words: Speaks, params: Mapping[str, str]) -> str:
    """What was picked of a calendar or a clock; empty where nothing was, or no day and no time."""
    try:
        if picked := params.get(Asks.DATETIME):
            return say_moment(words, datetime.fromisoformat(picked).replace(tzinfo=TOKYO))
        if picked := params.get(Asks.DATE):
            return say_date(words, date.fromisoformat(picked), with_weekday=True)
        if picked := params.get(Asks.TIME):
            return say_time(words, datetime.combine(FIRST_OF_REIWA, time.fromisoformat(picked), TOKYO))
    except ValueError:
        pass  # not ours: it fills no slot either
    return ""
