"""Telegrams in the form of the weather agency's XML, for the demo's night and for tests. All of it is invented."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from bot.clock import TOKYO
from bot.yaml_files import parse_yaml


class Place(NamedTuple):
    code: str
    name: str


class Area(NamedTuple):
    """A warning in a place: its code and name; nothing is in force where the code is empty."""

    place: Place
    code: str = ""
    word: str = ""


class Region(NamedTuple):
    """How a seismic region and its municipalities felt an earthquake: 1 to 4, 5-, 5+, 6-, 6+, 7."""

    place: Place
    felt: str
    cities: Sequence[tuple[Place, str]]


class Sent(NamedTuple):
    """What the head of a telegram says of it; empty words are those of a real, new one."""

    at: datetime
    event_id: str = ""
    serial: int | None = None
    headline: str = ""
    status: str = ""
    info_type: str = ""


@cache
def load_words() -> dict[str, Any]:
    found = parse_yaml((Path(__file__).parent / "telegrams.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@cache
def _environment() -> Environment:
    sources = {name: text for name, text in load_words().items() if isinstance(text, str)}
    return Environment(loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined)


def write_report(title: str, head_title: str, sent: Sent, body: str, information: str = "") -> bytes:
    """A whole report; `body` and `information` are XML."""
    words = load_words()
    sent = sent._replace(status=sent.status or words["actual"], info_type=sent.info_type or words["issued"])
    written = (
        _environment()
        .get_template("report")
        .render(
            title=title,
            head_title=head_title,
            sent=sent,
            serial="" if sent.serial is None else sent.serial,
            utc=sent.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            local=sent.at.astimezone(TOKYO).isoformat(timespec="seconds"),
            body=Markup(body),  # noqa: S704  # XML of our own
            information=Markup(information),  # noqa: S704
        )
    )
    return written.encode("utf-8")


def name_warning(subject: str, level: int) -> tuple[str, str]:
    """Code and name of a subject's warning (`heavy_rain`, `landslide`); for level 0 of what was lifted."""
    words = load_words()
    code, name = words["subjects"][subject][level] if level else words["lifted"]
    return code, name


def write_warning(subject: str, whole: Area, parts: Iterable[Area], sent: Sent) -> bytes:
    """A five-level form about 大雨, 土砂災害 …: the prefecture, which has the highest, and its municipalities."""
    titles, parts = load_words()["titles"], list(parts)
    return write_report(
        titles["warning"].format(subject=subject),
        titles["warning_head"].format(prefecture=whole.place.name, subject=subject),
        sent,
        _render("warning", whole=whole, parts=parts),
        _render("warning_information", whole=whole),
    )


def write_landslide_alert(prefecture: Place, cities: Iterable[tuple[Place, bool]], sent: Sent) -> bytes:
    """The landslide alert: for each municipality whether it is in force."""
    titles = load_words()["titles"]
    body = _render("landslide", prefecture=prefecture, cities=list(cities))
    return write_report(titles["landslide"], titles["landslide_head"].format(prefecture=prefecture.name), sent, body)


def write_earthquake(place: str, magnitude: str, regions: Iterable[Region], sent: Sent) -> bytes:
    """Where an earthquake was, and how it was felt."""
    titles = load_words()["titles"]
    body = _render("earthquake", place=place, magnitude=magnitude, regions=list(regions))
    return write_report(titles["earthquake"], titles["earthquake_head"], sent, body)


def write_withdrawal(title: str, sent: Sent) -> bytes:
    """A withdrawal has words, and no area."""
    return write_report(
        title, title, sent._replace(info_type=load_words()["withdrawn"]), _render("withdrawal", title=title)
    )


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values)
