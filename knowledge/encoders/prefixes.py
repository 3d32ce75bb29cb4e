"""What a model was trained to see before a text: its own folder says so, or else its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bot.yaml_files import parse_yaml

KNOWN = Path(__file__).with_name("prefixes.yml")
DOCUMENT_PROMPTS = ("document", "passage", "corpus")  # names in use for one thing


class Prefixes(NamedTuple):
    """Both empty for a model that was trained without."""

    query: str = ""
    document: str = ""


def prefixes_of(model: str) -> Prefixes:
    """By a model's name: `intfloat/multilingual-e5-small`, or a folder called so."""
    words = set(re.split(r"[^a-z0-9]+", Path(model).name.lower()))
    known: dict[str, dict[str, str]] = parse_yaml(KNOWN.read_text("utf-8"))
    found = next((pair for name, pair in known.items() if words.issuperset(name.split())), {})
    return Prefixes(**found)


def choose_prefixes(prompts: Mapping[str, str | None], model: str) -> Prefixes:
    """The model's own prompts where it has any for retrieval, else what its name says."""
    document = next((prompts[name] for name in DOCUMENT_PROMPTS if prompts.get(name)), None)
    own = Prefixes(prompts.get("query") or "", document or "")
    return own if any(own) else prefixes_of(model)
