"""Whom a broadcast is for, in words and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from admin.house import AdminHouse
from admin.page import Words
from bot.areas import Area, Areas, load_areas
from bot.messages import Channel
from bot.models.subscriptions import Segment
from bot.service_facts import words_in
from bot.services import segments
from bot.services.ledger import month_of
from bot.services.quota import Quota, find_quota
from bot.services.segments.catalogue import find_catalogue


@dataclass(frozen=True)
class Audience:
    """How many there are now, and what the month's quota has left before and after them; None: LINE never told it."""

    total: int
    in_line: int
    by_language: Mapping[str, int]
    quota: Quota | None

    @property
    def left_after(self) -> int | None:
        return None if self.quota is None or self.quota.left is None else self.quota.left - self.in_line


def count_audience(session: Session, house: AdminHouse, rule: Mapping[str, Any]) -> Audience:
    """Raises ValueError for a rule that can't be."""
    now = house.clock()
    found = segments.count(session, segments.parse(rule), now)
    quota = find_quota(session, month_of(now))
    return Audience(found.total, found.by_channel.get(Channel.LINE, 0), found.by_language, quota)


def find_audience(session: Session, house: AdminHouse, rule: Mapping[str, Any]) -> Audience | None:
    """None for a rule that names what is no more: an area, a list."""
    try:
        return count_audience(session, house, rule)
    except ValueError:
        return None


def list_segments(session: Session) -> list[Segment]:
    return list(session.exec(select(Segment).order_by(col(Segment.name))).all())


def list_districts(house: AdminHouse) -> list[Area]:
    """The city's districts; none where nobody has drawn them."""
    return find_city_areas(house).districts


def find_city_areas(house: AdminHouse) -> Areas:
    return _load(house.city_folder) if house.city_folder else Areas([])


@cache
def _load(folder: Path) -> Areas:
    return load_areas(folder)


def describe_rule(house: AdminHouse, words: Words, rule: Mapping[str, Any]) -> str:
    """One line for people."""
    if rule == {"everyone": True}:
        return words.text("broadcasts.to_everyone")
    if "recipients_of" in rule:
        return words.text("broadcasts.to_recipients_of", id=rule["recipients_of"])
    parts = rule["all"] if set(rule) == {"all"} else [rule]
    return " · ".join(_describe_part(house, words, part) for part in parts)


def _describe_part(house: AdminHouse, words: Words, part: Mapping[str, Any]) -> str:
    if "area" in part:
        known = find_city_areas(house)
        names = {area.id: area.name_in(words.language) for area in (*known.districts, *known.towns)}
        said = words.text("broadcasts.to_areas", names=", ".join(names.get(one, one) for one in part["area"]))
        return f"{said} {words.text('broadcasts.to_unknown')}" if part.get("or_unknown") else said
    if "language" in part:
        names = {one: house.texts.name_language(one) for one in house.texts.languages}
        return words.text("broadcasts.to_readers", names=", ".join(names.get(one, one) for one in part["language"]))
    catalogue = find_catalogue(house.city)
    if set(part) == {"topic"} and catalogue and (topic := catalogue.find_topic(part["topic"])):
        return words.text("broadcasts.to_topic", name=words_in(topic.name, words.language))
    return words.text("broadcasts.to_rule", rule=", ".join(f"{name}: {value}" for name, value in part.items()))
