"""Which utterances may be proposed as examples: short speech in which nobody can be recognised."""

from __future__ import annotations

from pathlib import Path

import regex

from bot.yaml_files import parse_yaml
from knowledge.generation.masking import mask_personal
from nlu.decision import is_speech
from nlu.entities import find_entities
from nlu.normalize import is_command, normalize

MOST_CHARACTERS = 100  # who says more tells a story, and a story is somebody's
PERSONAL = frozenset({"postcode", "phone", "reference", "birth_date"})  # entities

_FILE = Path(__file__).with_name("personal.yml")
_SAID = [regex.compile(pattern) for pattern in parse_yaml(_FILE.read_text("utf-8"))]


def make_example_text(said: str) -> str:
    """The utterance in the spelling of examples, on one line; empty when it may not become one.

    A proposal that is lost costs little, so whatever may be personal counts as personal.
    """
    text = normalize(" ".join(said.split()))
    if not is_speech(text) or is_command(said) or len(text) > MOST_CHARACTERS:
        return ""
    return "" if _has_bracket(text) or is_personal(text) else text


def is_personal(text: str) -> bool:
    """Whether a normalised text without brackets names somebody, or a number or address that is somebody's."""
    return (
        any(pattern.search(text) for pattern in _SAID)
        or any(entity.entity in PERSONAL for entity in find_entities(text))
        or _has_bracket(mask_personal(text))  # it puts [name] and the like
    )


def _has_bracket(text: str) -> bool:
    """Of those that would be read as an annotation."""
    return "[" in text or "]" in text
