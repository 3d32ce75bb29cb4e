"""Dates and times in the citizen's language, as the city writes them: 令和8年12月1日（火）, 午前10時30分."""

from __future__ import annotations

from datetime import date, datetime

from bot.clock import TOKYO
from bot.dialogue.turn import Turn

BEFORE_REIWA = 2018  # Reiwa 1 is 2019
FIRST_OF_REIWA = date(2019, 5, 1)


def say_date(turn: Turn, day: date, *, with_weekday: bool = False) -> str:
    """The day in words; days before Reiwa are written in the western calendar."""
    weekday = turn.text("dialogue.weekdays").split()[day.weekday()]
    words = turn.text(
        "dialogue.date" if day >= FIRST_OF_REIWA else "dialogue.date_western",
        year=day.year,
        era_year=day.year - BEFORE_REIWA if day.year > FIRST_OF_REIWA.year else turn.text("dialogue.first_year"),
        month=day.month,
        month_name=turn.text("dialogue.months").split()[day.month - 1],
        day=day.day,
    )
    return turn.text("dialogue.date_weekday", date=words, weekday=weekday) if with_weekday else words


def say_time(turn: Turn, moment: datetime) -> str:
    """The time of day in Tokyo."""
    local = moment.astimezone(TOKYO)
    half = "am" if local.hour < 12 else "pm"
    sharp = "" if local.minute else "_sharp"
    return turn.text(
        f"dialogue.time_{half}{sharp}",
        hour=local.hour % 12,
        hour_to_12=local.hour % 12 or 12,
        hour_to_24=local.hour,
        minute=local.minute,
        minute_padded=f"{local.minute:02}",
    )


def say_moment(turn: Turn, moment: datetime) -> str:
    """Day and time in Tokyo."""
    day = say_date(turn, moment.astimezone(TOKYO).date(), with_weekday=True)
    return turn.text("dialogue.moment", date=day, time=say_time(turn, moment))
