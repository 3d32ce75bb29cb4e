"""Links for participants alone: to take part online, from an hour before the beginning until the end, and to their
certificate, for some minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.dialogue.words import Speaks
from bot.messages import Choice
from handlers.lectures.models import Application, Lecture, LectureDate
from handlers.lectures.service.catalogue import Offer

AHEAD = timedelta(hours=1)
CERTIFICATE_SECONDS = 600
_SALT = "lecture-certificate"


def find_present_date(offer: Offer, now: datetime) -> LectureDate | None:
    """The date that begins within the hour, or has begun."""
    return next((one for one in offer.dates if one.starts_at - AHEAD <= now < one.ends_at), None)


def is_link_due(offer: Offer, application: Application, now: datetime) -> bool:
    place = offer.find_place(application.hall_id)
    is_online = place is not None and place.hall.is_online
    return is_online and bool(offer.lecture.join_url) and find_present_date(offer, now) is not None


def join_choice(words: Speaks, lecture: Lecture) -> Choice:
    return Choice(words.text("lectures.join"), url=lecture.join_url)


def sign_certificate(secret_key: str, application_id: int) -> str:
    """A token that opens the certificate of one application."""
    return str(URLSafeTimedSerializer(secret_key, salt=_SALT).dumps(application_id))


def read_certificate(secret_key: str, token: str) -> int | None:
    """The application a token opens; None when it is forged, damaged or too old."""
    try:
        value = URLSafeTimedSerializer(secret_key, salt=_SALT).loads(token, max_age=CERTIFICATE_SECONDS)
    except BadSignature:  # SignatureExpired is one
        return None
    return value if isinstance(value, int) else None
