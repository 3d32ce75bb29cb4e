"""A lecture as the cells of a row, by our columns: what a file of lectures says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.clock import TOKYO
from handlers.lectures.service.catalogue import Offer
from handlers.lectures.service.sheet import WORDS

BETWEEN = ";"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(TOKYO):%Y-%m-%d}"


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(TOKYO):%H:%M}"


def _more_dates(offer: Offer) -> str:
    spans = (f"{_day(one.starts_at)} {_clock(one.starts_at)}-{_clock(one.ends_at)}" for one in offer.dates[1:])
    return BETWEEN.join(spans)


def _yes_no(value: bool) -> str:
    return str(WORDS["yes"][0]) if value else ""


COLUMNS: dict[str, Callable[[Offer], object]] = {
    "code": lambda one: one.lecture.code,
    "title": lambda one: one.lecture.title,
    "title_en": lambda one: one.lecture.title_en,
    "first_day": lambda one: _day(one.starts_at),
    "last_day": lambda one: _day(one.dates[-1].starts_at),
    "begins": lambda one: _clock(one.starts_at),
    "ends": lambda one: _clock(one.dates[0].ends_at),
    "summary": lambda one: one.lecture.summary,
    "fee": lambda one: f"{one.lecture.fee_yen}{WORDS['yen']}" if one.lecture.fee_yen else WORDS["free"][0],
    "contact": lambda one: one.lecture.contact,
    "telephone": lambda one: one.lecture.telephone,
    "places": lambda one: BETWEEN.join(place.hall.name for place in one.places),
    "capacity": lambda one: BETWEEN.join(str(place.timeframe.capacity) for place in one.places),
    "closes_on": lambda one: _day(one.lecture.closes_at),
    "closes_by": lambda one: _clock(one.lecture.closes_at),
    "page_url": lambda one: one.lecture.page_url,
    "topic": lambda one: one.lecture.topic,
    "more_dates": _more_dates,
    "opens_on": lambda one: _day(one.lecture.opens_at),
    "opens_by": lambda one: _clock(one.lecture.opens_at),
    "target": lambda one: one.lecture.target,
    "for_women": lambda one: _yes_no(one.lecture.for_women),
    "with_children": lambda one: _yes_no(one.lecture.with_children),
    "bring": lambda one: one.lecture.bring,
    "giving": lambda one: WORDS[one.lecture.giving][0],
    "public_source": lambda one: one.lecture.public_source,
}


def write_cells(offer: Offer) -> dict[str, str]:
    """All that staff may see and change, the links and other names with it."""
    lecture = offer.lecture
    own = {name: getattr(lecture, name) for name in ("keywords", "join_url", "materials_url")}
    return {**{name: str(make(offer)) for name, make in COLUMNS.items()}, **own}
