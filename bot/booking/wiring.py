"""The city services that have places."""

from __future__ import annotations

from importlib import import_module

from bot.city import CitySource
from bot.services.reservations.bookables import Bookable
from bot.texts import ROOT, Texts


def find_bookables(cities: CitySource, texts: Texts) -> list[Bookable]:
    """`create_bookable` in `handlers/<service>/booked.py`, in alphabetical order of the services."""
    paths = sorted((ROOT / "handlers").glob("*/booked.py"))
    return [import_module(f"handlers.{path.parent.name}.booked").create_bookable(cities, texts) for path in paths]
