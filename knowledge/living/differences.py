"""What was and what is, word by word, for people to read."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum

# Numbers with their signs, and runs of one script: what a reader takes for one word, near enough.
_WORD = re.compile(
    r"\d[\d,.:]*|[A-Za-z]+|[\u30a1-\u30fa\u30fc]+|[\u3400-\u9fff\u3005]+|[\u3041-\u3096]+|\s+|.", re.DOTALL
)


MOST = 4_000  # characters of each side: the time to compare grows with their product


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


def list_differences(before: str, after: str) -> list[dict[str, str]]:
    """`[{"change": "same" | "removed" | "added", "text": …}]` of the first 4,000 characters of each.

    All but the added give `before`, all but the removed `after`.
    """
    old, new = _WORD.findall(before[:MOST]), _WORD.findall(after[:MOST])
    segments: list[dict[str, str]] = []
    for tag, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            segments.append(_segment(Change.SAME, old[first:last]))
            continue
        if last > first:
            segments.append(_segment(Change.REMOVED, old[first:last]))
        if new_last > new_first:
            segments.append(_segment(Change.ADDED, new[new_first:new_last]))
    return segments


def _segment(change: Change, words: list[str]) -> dict[str, str]:
    return {"change": change.value, "text": "".join(words)}
