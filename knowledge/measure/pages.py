"""Self-contained pages from the templates and wording of this room: one file each, no script, nothing loaded."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.errors import InputFileError
from bot.yaml_files import parse_yaml

ROOM = Path(__file__).parent
BEFORE_REIWA = 2018  # the era began in 2019, its year 1
STYLES = (ROOM / "templates" / "page.css").read_text("utf-8")
# How a content security policy names them, which then lets in no others.
STYLES_SOURCE = f"'sha256-{base64.b64encode(hashlib.sha256(STYLES.encode()).digest()).decode()}'"


def render_page(name: str, language: str, /, **values: Any) -> str:
    """`templates/NAME.html` with the wording of `NAME.yml`. Raises InputFileError for a language it does not have."""
    wording = _wording(name)

    def say(key: str, **facts: object) -> str:
        return wording[key][language].format(**facts)

    if language not in wording["title"]:
        raise InputFileError(f"this page is there in {', '.join(wording['title'])}, not in {language!r}")
    return _environment().get_template(f"{name}.html").render(say=say, language=language, **values)


def languages_of(name: str) -> list[str]:
    """The languages a page is worded in."""
    return list(_wording(name)["title"])


def percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f}%"


def signed(value: float) -> str:
    """With the sign of a difference, as typeset."""
    return f"{value:+.3f}".replace("-", "\u2212")


def day_values(day: date) -> dict[str, Any]:
    """The parts of a date that wordings put together."""
    parts = {"year": day.year, "month": day.month, "day": day.day}
    return {**parts, "reiwa": day.year - BEFORE_REIWA, "iso": day.isoformat()}


def decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


@cache
def _wording(name: str) -> dict[str, dict[str, str]]:
    wording: dict[str, dict[str, str]] = parse_yaml((ROOM / f"{name}.yml").read_text("utf-8"))
    return wording


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, decimal=decimal, signed=signed)
    styles = Markup(STYLES)  # noqa: S704  # a file of ours
    environment.globals.update(styles=styles, styles_source=Markup(STYLES_SOURCE))  # noqa: S704  # made above
    return environment
