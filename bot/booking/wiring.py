"""The city services that have places."""

from __future__ import annotations

from importlib import import_module

from bot.city import CitySource
from bot.services.reservations.bookables import Bookable
from bot.services.reservations.receptions import RECEIVING, Reception
from bot.texts import ROOT, Texts


def find_bookables(cities: CitySource, texts: Texts) -> list[Bookable]:
    """`create_bookable` in `handlers/<service>/booked.py`, in alphabetical order of the services."""
    paths = sorted((ROOT / "handlers").glob("*/booked.py"))
    return [import_module(f"handlers.{path.parent.name}.booked").create_bookable(cities, texts) for path in paths]


def find_receptions(cities: CitySource, texts: Texts) -> list[Reception]:
    """`create_reception` in `handlers/<service>/reception.py`, in alphabetical order of the services."""
    return [import_module(f"handlers.{room}.reception").create_reception(cities, texts) for room in RECEIVING]
