"""What staff's calendar needs to know of a city service that has places.

A service offers it in `handlers/<service>/shown.py` by `create_shown(cities)`; the calendar finds it there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlmodel import Session

from bot.models.reservations import Resource
from bot.services.reservations.rules import Place
from bot.texts import ROOT


@dataclass(frozen=True)
class ShownPlace:
    """A resource by its name; `page` is where the service itself shows it to staff, if it does."""

    name: str
    page: str = ""


@dataclass(frozen=True)
class ShownPurpose:
    """What somebody comes for, and how many units one person takes."""

    id: str
    name: str
    units: int


class ShownPlaces(Protocol):
    """The places of one service, as staff see them."""

    @property
    def service(self) -> str: ...

    @property
    def is_kept_here(self) -> bool:
        """Whether staff book, move and close in the calendar; else it shows and leads to the service's own pages."""

    @property
    def number_code(self) -> str:
        """What numbers of reservations begin with."""

    def list_places(self) -> Sequence[Place]:
        """Those with an opening rule."""

    def describe(self, session: Session, resources: Sequence[Resource], language: str) -> Mapping[int, ShownPlace]:
        """By the resources' ids, in the order they are to be shown."""

    def list_purposes(self, language: str) -> Sequence[ShownPurpose]:
        """In the city's order."""


def list_services() -> tuple[str, ...]:
    """Those that offer it, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in (ROOT / "handlers").glob("*/shown.py")))
