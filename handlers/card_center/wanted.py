"""What a reservation is looked for with, as the slots of an open form say it: in a turn, and on the page of times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.card_center.service.catalogue import Catalogue
from handlers.card_center.service.offering import Search


def count_units(catalogue: Catalogue, slots: Mapping[str, Any]) -> int:
    """What is to be reserved: of a reservation that is moved as many as before."""
    if slots.get("moving"):
        return int(slots["units"])
    purpose = catalogue.find_purpose(slots.get("purpose") or "")
    return (purpose.units if purpose else 1) * (slots.get("persons") or 1)


def make_search(catalogue: Catalogue, slots: Mapping[str, Any], now: datetime) -> Search:
    """At the place that was said, else at all of them."""
    chosen = catalogue.find_place(slots.get("place") or "")
    offices = (chosen,) if chosen else catalogue.places
    return Search(catalogue, offices, count_units(catalogue, slots), now, slots.get("moving_timeframe"))
