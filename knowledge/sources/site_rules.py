"""Where a site keeps its content, title, date and office: CSS selectors, the shipped ones and a city's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import yaml
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from bot.errors import SetupError
from bot.yaml_files import parse_yaml

_SHIPPED = Path(__file__).with_name("sites.yml")


@dataclass(frozen=True)
class SiteRules:
    """CSS selectors. `content`, `title`, `date`, `department`: the first that holds something; the others: all."""

    content: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    accordions: tuple[str, ...] = ()


def read_site_rules(path: Path) -> dict[str, SiteRules]:
    """A city's rules by the beginning of the address they are for. What it does not name is as shipped, and its noise
    is added to the shipped one. Raises SetupError with one line."""
    try:
        written = parse_yaml(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SetupError(f"{path}: can't be read: {' '.join(str(error).split())}") from None
    if not isinstance(written, dict):
        raise SetupError(f"{path}: expected web addresses, each with its selectors")
    rules: dict[str, SiteRules] = {}
    for address, selectors in written.items():
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            raise SetupError(f"{path}: {address}: has to be a web address or the beginning of one")
        rules[address] = _rules(f"{path}: {address}", selectors, DEFAULT)
    return rules


def choose_site_rules(rules: Mapping[str, SiteRules], address: str) -> SiteRules:
    """Those with the longest beginning of this address, else the shipped ones."""
    fitting = [beginning for beginning in rules if address.startswith(beginning)]
    return rules[max(fitting, key=len)] if fitting else DEFAULT


def _rules(place: str, selectors: Any, base: SiteRules) -> SiteRules:
    known = {field.name for field in fields(SiteRules)}
    if not isinstance(selectors, dict):
        raise SetupError(f"{place}: expected some of {', '.join(sorted(known))}")
    named: dict[str, tuple[str, ...]] = {}
    for name, values in selectors.items():
        if name not in known:
            raise SetupError(f"{place}: '{name}' is not one of {', '.join(sorted(known))}")
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise SetupError(f"{place}: {name} has to be a list of CSS selectors")
        for value in values:
            _check_selector(f"{place}: {name}", value)
        named[name] = (*base.noise, *values) if name == "noise" else tuple(values)
    return replace(base, **named)


def _check_selector(place: str, selector: str) -> None:
    try:
        LexborHTMLParser("<p>").css_first(selector)
    except SelectolaxError:
        raise SetupError(f"{place}: '{selector}' is not a CSS selector") from None


DEFAULT = _rules(str(_SHIPPED), parse_yaml(_SHIPPED.read_text("utf-8"))["default"], SiteRules())
