"""Titles as they are shown, without what is the same on every page of a site."""

from __future__ import annotations

import re
from pathlib import Path

from bot.yaml_files import parse_yaml

_WORDS = parse_yaml(Path(__file__).with_name("titles.yml").read_text("utf-8"))
_SEPARATOR = re.compile("|".join(re.escape(separator) for separator in _WORDS["separators"]))
_SITE_NAME_END = tuple(_WORDS["site_names"])


def cut_site_name(title: str) -> str:
    """The title before the separators behind which only names of the site stand."""
    kept = title
    for found in reversed(list(_SEPARATOR.finditer(title))):
        if not kept[found.end() :].strip().endswith(_SITE_NAME_END):
            break
        kept = title[: found.start()]
    return kept.strip() or title
