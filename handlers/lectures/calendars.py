"""Lectures for calendars: one event for each date, the same one whenever it is fetched."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.words import Speaks
from bot.documents.calendars import Occasion, write_calendar
from handlers.lectures.service.catalogue import Offer
from handlers.lectures.words import say_place, say_title


def write_lectures(words: Speaks, offers: Iterable[Offer], host: str) -> bytes:
    """The link to join is for participants and not in it."""
    occasions = (_describe(words, offer, number, host) for offer in offers for number, _ in enumerate(offer.dates))
    return write_calendar(occasions, f"{host}//JA")


def _describe(words: Speaks, offer: Offer, number: int, host: str) -> Occasion:
    lecture, date, count = offer.lecture, offer.dates[number], len(offer.dates)
    return Occasion(
        uid=f"{lecture.code}-{number + 1}@{host}",
        made_at=lecture.changed_at,
        changed_at=lecture.changed_at,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        title=say_title(words, lecture) + (f" ({number + 1}/{count})" if count > 1 else ""),
        place=", ".join(say_place(words, place) for place in offer.places),
        text=lecture.summary,
        url=lecture.page_url,
    )
