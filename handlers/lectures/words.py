"""How lectures, dates and places are called, in conversation and in messages."""

from __future__ import annotations

from datetime import datetime, time

from bot.clock import TOKYO
from bot.dialogue.dates import say_date, say_moment, say_time
from bot.dialogue.words import Speaks
from handlers.lectures.models import Lecture
from handlers.lectures.service.catalogue import Offer, Place

IN_JAPANESE = ("ja", "ja-easy")
FIRST_MINUTE, LAST_MINUTE = time(0), time(23, 59)


def say_title(words: Speaks, lecture: Lecture) -> str:
    """In English for whoever reads no Japanese, where the city has one."""
    return lecture.title if words.language in IN_JAPANESE else lecture.title_en or lecture.title


def say_span(words: Speaks, starts_at: datetime, ends_at: datetime) -> str:
    """A day with beginning and end."""
    day = say_date(words, starts_at.astimezone(TOKYO).date(), with_weekday=True)
    return words.text("lectures.span", day=day, begins=say_time(words, starts_at), ends=say_time(words, ends_at))


def say_dates(words: Speaks, offer: Offer) -> str:
    """The first date, and how many there are."""
    first = say_span(words, offer.dates[0].starts_at, offer.dates[0].ends_at)
    more = len(offer.dates) - 1
    return f"{first}\n{words.text('lectures.times', count=more + 1)}" if more else first


def say_all_dates(words: Speaks, offer: Offer) -> str:
    return "\n".join(say_span(words, one.starts_at, one.ends_at) for one in offer.dates)


def say_place(words: Speaks, place: Place) -> str:
    return words.text("lectures.online") if place.hall.is_online else place.hall.name


def say_places(words: Speaks, offer: Offer) -> str:
    """Each with what is left; of a lottery with how many there are."""
    return "\n".join(_say_left(words, offer, place) for place in offer.places)


def say_fee(words: Speaks, lecture: Lecture) -> str:
    if not lecture.fee_yen:
        return words.text("lectures.free")
    return words.text("dialogue.yen", amount=f"{lecture.fee_yen:,}")


def say_total(words: Speaks, lecture: Lecture, persons: int) -> str:
    """What all of them pay together."""
    if not lecture.fee_yen or persons == 1:
        return say_fee(words, lecture)
    total = words.text("dialogue.yen", amount=f"{lecture.fee_yen * persons:,}")
    return words.text("lectures.fee_of_each", total=total, each=say_fee(words, lecture), count=persons)


def say_day(words: Speaks, moment: datetime) -> str:
    return say_date(words, moment.astimezone(TOKYO).date(), with_weekday=True)


def say_period(words: Speaks, offer: Offer, now: datetime) -> str:
    """How and until when one applies."""
    lecture = offer.lecture
    if now < lecture.opens_at:
        return words.text("lectures.opens_on", day=_say_unless(FIRST_MINUTE, words, lecture.opens_at))
    if now >= lecture.closes_at:
        return words.text("lectures.is_closed")
    return words.text(f"lectures.until_{lecture.giving}", day=_say_unless(LAST_MINUTE, words, lecture.closes_at))


def _say_unless(usual: time, words: Speaks, moment: datetime) -> str:
    """The day, and the time where it is not the usual one."""
    is_usual = moment.astimezone(TOKYO).time().replace(second=0, microsecond=0) == usual
    return say_day(words, moment) if is_usual else say_moment(words, moment)


def _say_left(words: Speaks, offer: Offer, place: Place) -> str:
    name = say_place(words, place)
    if offer.is_drawn_for:
        return words.text("lectures.place_capacity", place=name, count=place.timeframe.capacity)
    if not place.left:
        return words.text("lectures.place_full", place=name)
    return words.text("lectures.place_left", place=name, count=place.left)
