"""The city as it is now: `city.yml`, and over it what staff changed, in whatever process they did."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select

from bot.city import City
from bot.db import Database
from bot.models.city_setting import CitySetting
from bot.services.city_settings.topics import Topic, lay_over

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # how old what is known may get


@dataclass(frozen=True)
class _Known:
    """What the last look found. `faults` says of topics why they can't be used; the file's facts hold for them."""

    city: City
    versions: Mapping[str, int] = field(default_factory=dict)
    faults: Mapping[Topic, str] = field(default_factory=dict)


class LiveCity:
    """Follows the database: one small look a second at most, when somebody asks. Safe to be asked by any thread.

    A look that fails leaves what is known; a topic that can't be used leaves the file's. Both are logged.
    """

    def __init__(self, base: City, database: Database) -> None:
        self.base = base
        self._database = database
        self._known = _Known(base)
        self._looked_at = -LOOK_SECONDS
        self._has_failed = False
        self._looking = Lock()

    @property
    def current(self) -> City:
        if monotonic() - self._looked_at >= LOOK_SECONDS and self._looking.acquire(blocking=False):
            try:
                self._try_look()
            finally:
                self._looking.release()
        return self._known.city

    @property
    def faults(self) -> Mapping[Topic, str]:
        """Why what staff wrote is not used, by topic; as of the last look."""
        return self._known.faults

    def look(self) -> None:
        """Look now, as after a change of one's own."""
        with self._looking:
            self._try_look()

    def _try_look(self) -> None:
        try:
            with self._database.read() as session:
                self._known = _look(session, self.base, self._known)
        except SQLAlchemyError as error:
            if not self._has_failed:
                log.error("the city's settings can't be read: %s; what was known holds", type(error).__name__)
            self._has_failed = True
        else:
            if self._has_failed:
                log.info("the city's settings can be read again")
            self._has_failed = False
        self._looked_at = monotonic()


def _look(session: Session, base: City, known: _Known) -> _Known:
    versions = dict(session.exec(select(CitySetting.key, CitySetting.version)).all())
    if versions == known.versions:
        return known
    city, faults = base, {}
    rows = {row.key: row for row in session.exec(select(CitySetting))}
    for topic in Topic:
        row = rows.get(topic)
        if row is None or row.value is None:
            continue
        try:
            city = lay_over(city, topic, stamp(topic, row.value, row.version))
        except (ValueError, TypeError) as error:
            faults[topic] = _name_fault(error)
            log.error("city setting %s, version %d is not used: %s", topic, row.version, faults[topic])
    return _Known(city, {key: row.version for key, row in rows.items()}, faults)


def stamp(topic: Topic, value: dict[str, Any], version: int) -> dict[str, Any]:
    """The banner knows its version, by which it is told from those before it."""
    if topic is not Topic.BANNER or not value.get("banner"):
        return value
    return {**value, "banner": {**value["banner"], "version": version}}


def _name_fault(error: Exception) -> str:
    """Where it is wrong, and nothing of what is written there."""
    if isinstance(error, ValidationError):
        fault = error.errors(include_input=False, include_context=False)[0]
        return f"{'.'.join(map(str, fault['loc']))}: {fault['type']}"
    return "it is not of the form that it should have"
