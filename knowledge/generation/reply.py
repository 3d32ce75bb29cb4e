"""A model's answer read as the draft it was asked for, or not at all."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

MOST_SENTENCES = 8
MOST_CHARACTERS = 400  # of one sentence
_FENCE = re.compile(r"\s*```(?:json)?\s*\n(?P<inside>.*)\n\s*```\s*", re.DOTALL)


@dataclass(frozen=True)
class DraftSentence:
    """`cites` are ids of passages, as the model gave them."""

    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """No sentences: the model abstains."""

    sentences: tuple[DraftSentence, ...]

    @property
    def abstains(self) -> bool:
        return not self.sentences


def parse_reply(text: str) -> Draft | None:
    """The draft of `{"sentences": [{"text", "cites"}]}` or `{"abstain": true}`; None for anything else.

    One code fence around it is taken off, as many models put one there. A word beside it, another key or a key that
    comes twice are refused: a model that was led astray does not keep to the form.
    """
    fenced = _FENCE.fullmatch(text)
    try:
        data = json.loads(fenced["inside"] if fenced else text, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        return None
    if data == {"abstain": True}:
        return Draft(())
    sentences = data.get("sentences") if isinstance(data, dict) and set(data) == {"sentences"} else None
    if not isinstance(sentences, list) or not 1 <= len(sentences) <= MOST_SENTENCES:
        return None
    read = [_read_sentence(sentence) for sentence in sentences]
    return Draft(tuple(sentence for sentence in read if sentence)) if all(read) else None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key comes twice")
    return data


def _read_sentence(data: object) -> DraftSentence | None:
    if not isinstance(data, dict) or set(data) != {"text", "cites"}:
        return None
    text, cites = data["text"], data["cites"]
    if not isinstance(text, str) or not text.strip() or len(text) > MOST_CHARACTERS:
        return None
    if not isinstance(cites, list) or not cites or not all(isinstance(cite, str) for cite in cites):
        return None
    return DraftSentence(text.strip(), tuple(dict.fromkeys(cites)))
