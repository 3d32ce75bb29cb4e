"""A night of rain and an earthquake in fast time: telegrams in the simulated feed, orders by the signed webhook, and
three citizens who see what is theirs.

A step takes seconds; the telegrams say that they were reported now, as the counter takes nothing of other times.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.city import City
from bot.simulator.telegrams import (
    Area,
    Place,
    Region,
    Sent,
    load_words,
    name_warning,
    write_earthquake,
    write_warning,
)
from bot.yaml_files import parse_yaml

CODES = {"heavy_rain": "VPWW55", "landslide": "VPWW56", "quake": "VXSE53"}
EVENT = "night"


@dataclass(frozen=True)
class Citizen:
    name: str
    language: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """What happens at once: telegrams with their codes, and messages of the city's own systems."""

    title: str
    telegrams: Sequence[tuple[str, bytes]]
    messages: Sequence[bytes]


class Night:
    """Writes the steps for a city; the same step at another time is another telegram."""

    def __init__(self, city: City) -> None:
        self._script = _load()
        self._ours = Place(city.area_code, city.name["ja"])
        self._serial = 0
        self._begun = ""  # names the events of one night, so that the next one's are others

    @property
    def citizens(self) -> list[Citizen]:
        return [Citizen(one["name"], one["language"], tuple(one["areas"])) for one in self._script["citizens"]]

    @property
    def length(self) -> int:
        return len(self._script["steps"])

    def write(self, number: int, now: datetime) -> Step:
        """The step of this number, as if it were reported now."""
        step = self._script["steps"][number]
        if number == 0 or not self._begun:
            self._begun, self._serial = f"{now:%Y%m%d%H%M%S}", 0
        status = load_words()["training"] if step.get("is_drill") else ""
        telegrams = []
        if "rain" in step:
            telegrams.append((CODES["heavy_rain"], self._warn("heavy_rain", step["rain"], now, status)))
        if "landslide" in step:
            telegrams.append((CODES["landslide"], self._warn("landslide", step["landslide"], now, status)))
        if "quake" in step:
            telegrams.append((CODES["quake"], self._shake(step["quake"], now)))
        messages = [self._order(step["order"], now)] if "order" in step else []
        return Step(step["title"], telegrams, messages)

    def _warn(self, subject: str, level: int, now: datetime, status: str) -> bytes:
        name = load_words()["subjects"][subject]["name"]
        parts = [Area(self._ours, *name_warning(subject, level)), Area(self._place("neighbour"))]
        whole = Area(self._place("prefecture"), *name_warning(subject, max(level, 2)))
        return write_warning(name, whole, parts, Sent(now, status=status))

    def _shake(self, felt: str, now: datetime) -> bytes:
        place = self._place("seismic")
        region = Region(place, felt, [(self._ours, felt)])
        return write_earthquake(place.name, self._script["magnitude"], [region], Sent(now, self._begun, 1))

    def _order(self, order: dict[str, Any], now: datetime) -> bytes:
        self._serial += 1
        area = {"code": self._ours.code, "level": order["level"], "districts": order["districts"]}
        return json.dumps(
            {
                "form": "madoguchi-alert/1",
                "kind": "evacuation",
                "status": "actual",
                "event_id": f"{EVENT}-{self._begun}",
                "serial": self._serial,
                "reported_at": now.isoformat(),
                "areas": [area],
            }
        ).encode("utf-8")

    def _place(self, name: str) -> Place:
        return Place(**self._script[name])


@cache
def _load() -> dict[str, Any]:
    found = parse_yaml((Path(__file__).parent / "night.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@dataclass(frozen=True)
class NightPlayer:
    """Plays a night, one step after the other. `publish` puts a telegram into the feed, `send` a message to the
    webhook, `poll` asks the feed."""

    night: Night
    publish: Callable[[str, bytes, datetime], object]
    send: Callable[[bytes], object]
    poll: Callable[[], object]
    clock: Callable[[], datetime]
    tell: Callable[[int, int, str], object]  # the number of the step, how many there are, and what it is called

    def play(self, step_seconds: float, stopping: threading.Event | None = None) -> None:
        pause = stopping or threading.Event()
        for number in range(self.night.length):
            step = self.night.write(number, self.clock())
            self.tell(number + 1, self.night.length, step.title)
            for code, content in step.telegrams:
                self.publish(code, content, self.clock())
            for message in step.messages:
                self.send(message)
            self.poll()
            if pause.wait(step_seconds):
                return
