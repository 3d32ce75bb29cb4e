"""Reasons that staff give often, in the citizen's own language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.texts import LANGUAGES, Texts

ROOM = "certificates"
RETURNING = (
    *("return_photo_blurred", "return_photo_cut", "return_photo_expired", "return_photo_other"),
    *("return_differs", "return_incomplete", "return_unclear"),
)
REJECTING = ("reject_not_entitled", "reject_no_record", "reject_other_city", "reject_twice")


@dataclass(frozen=True)
class Reason:
    """`own` as the citizen reads it, `staff` as the member does."""

    id: str
    own: str
    staff: str


def list_reasons(texts: Texts, ids: Iterable[str], language: str, staff_language: str) -> list[Reason]:
    return [Reason(id, _say(texts, id, language), _say(texts, id, staff_language)) for id in ids]


def write_reason(texts: Texts, language: str, canned: str, words: str) -> str:
    """What was chosen, in the citizen's language, and below it what was written; one of them may be empty."""
    said = _say(texts, canned, language) if canned in (*RETURNING, *REJECTING) else ""
    return "\n".join(filter(None, (said, words.strip())))


def _say(texts: Texts, id: str, language: str) -> str:
    return texts.get(language if language in texts.languages else LANGUAGES[0], ".".join((ROOM, id)))
