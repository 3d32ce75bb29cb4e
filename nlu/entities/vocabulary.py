"""The words of dates and times, from `vocabulary.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml

WORDS: dict[str, Any] = parse_yaml(Path(__file__).with_suffix(".yml").read_text("utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
