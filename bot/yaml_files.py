"""YAML read by libyaml, which takes a tenth of the time; the wording and the examples are a megabyte of it."""

from __future__ import annotations

from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a PyYAML built without libyaml has only the latter


def parse_yaml(text: str) -> Any:
    """Like `yaml.safe_load`, with its errors."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506  # safe, both of them
