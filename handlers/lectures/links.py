"""The link to take part online: for participants alone, from an hour before the beginning until the end."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.dialogue.words import Speaks
from bot.messages import Choice
from handlers.lectures.models import Application, Lecture, LectureDate
from handlers.lectures.service.catalogue import Offer

AHEAD = timedelta(hours=1)


def find_present_date(offer: Offer, now: datetime) -> LectureDate | None:
    """The date that begins within the hour, or has begun."""
    return next((one for one in offer.dates if one.starts_at - AHEAD <= now < one.ends_at), None)


def is_link_due(offer: Offer, application: Application, now: datetime) -> bool:
    place = offer.find_place(application.hall_id)
    is_online = place is not None and place.hall.is_online
    return is_online and bool(offer.lecture.join_url) and find_present_date(offer, now) is not None


def join_choice(words: Speaks, lecture: Lecture) -> Choice:
    return Choice(words.text("lectures.join"), url=lecture.join_url)
