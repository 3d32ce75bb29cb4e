"""How shelters are said, in conversation and on pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.clock import TOKYO
from bot.dialogue.dates import say_short_date, say_time
from bot.dialogue.words import Speaks
from handlers.shelters.models import Hazard
from handlers.shelters.service.catalogue import Near, Site
from handlers.shelters.service.choosing import Standing


def say_distance(words: Speaks, metres: float) -> str:
    """In steps that can be told apart on the way."""
    if metres < 995:
        return words.text("shelters.metres", count=max(10, 10 * round(metres / 10)))
    return words.text("shelters.kilometres", count=f"{metres / 1000:.1f}")


def say_way(words: Speaks, near: Near) -> str:
    """南東へ約350m."""
    direction = words.text(f"shelters.direction_{near.direction}")
    return words.text("shelters.way", direction=direction, distance=say_distance(words, near.metres))


def say_hazard(words: Speaks, hazard: str) -> str:
    return words.text(f"shelters.hazard_{hazard}")


def say_hazards(words: Speaks, site: Site) -> str:
    return _join(words, (say_hazard(words, one) for one in Hazard if one in site.hazards))


def say_features(words: Speaks, site: Site) -> str:
    return _join(words, (words.text(f"shelters.feature_{one}") for one in site.features))


def say_height(words: Speaks, site: Site) -> str:
    """Above sea; empty where nobody has said."""
    return "" if site.elevation_m is None else words.text("shelters.height", count=round(site.elevation_m))


def say_capacity(words: Speaks, site: Site) -> str:
    return "" if site.capacity is None else words.text("shelters.capacity", count=f"{site.capacity:,}")


def say_standing(words: Speaks, standing: Standing | None, now: datetime) -> str:
    """Open since when, or that nobody has said so."""
    if standing is None:
        return words.text("shelters.not_open")
    since = say_time(words, standing.opened_at)
    if (day := standing.opened_at.astimezone(TOKYO).date()) != now.astimezone(TOKYO).date():
        since = f"{say_short_date(words, day)} {since}"
    return words.text("shelters.open_since", since=since)


def say_crowding(words: Speaks, standing: Standing | None) -> str:
    return words.text(f"shelters.crowding_{standing.crowding}") if standing and standing.crowding else ""


def say_kind(words: Speaks, site: Site) -> str:
    key = "both" if site.is_site and site.is_stay else "site" if site.is_site else "stay"
    return words.text(f"shelters.kind_{key}")


def _join(words: Speaks, parts: Iterable[str]) -> str:
    return words.text("shelters.between").join(parts)
