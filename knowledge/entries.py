"""What an import or a crawl hands over to be stored: an entry with the passages it is found by."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.models import EntryKind, PassageRole

# Control, zero-width, direction, filler and tag characters: PostgreSQL refuses some, others hide words from the reader.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e00ff]"
)
# A joiner holds emoji together and a selector picks a letter's shape; loose or in a row they carry bytes nobody sees.
_EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_LOOSE_JOINER = re.compile(rf"(?<![{_EMOJI}\ufe0f])[\u200c\u200d]+|[\u200c\u200d]+(?![{_EMOJI}])")
_LOOSE_SELECTOR = re.compile(
    rf"(?<![#*0-9\xa9\xae{_EMOJI}\u3000-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
    r"|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_LINE_BREAK = re.compile(r"\r\n?|[\x85\u2028\u2029]")


@dataclass(frozen=True)
class NewPassage:
    role: PassageRole
    text: str
    position: int = 0
    heading: str = ""

    @property
    def content_hash(self) -> str:
        """Equal for passages whose vector is the same."""
        return _hash([self.role.value, self.heading if self.role is PassageRole.SECTION else "", self.text])


@dataclass(frozen=True)
class NewEntry:
    """One FAQ or page. Texts are clean (`clean_text`); `external_id` is unique in the whole knowledge."""

    external_id: str
    kind: EntryKind
    title: str
    text: str
    passages: tuple[NewPassage, ...]
    aliases: tuple[str, ...] = ()
    url: str = ""
    department: str = ""
    language: str = "ja"
    category: str = ""
    checked_on: date | None = None
    expires_on: date | None = None  # the last day on which it is served
    starts_on: date | None = None  # the first one
    review_on: date | None = None  # when its owner means to look at it again; nothing a citizen sees

    @property
    def content_hash(self) -> str:
        """Equal when nothing a citizen or the search would see has changed."""
        passages = [[passage.role.value, passage.heading, passage.text] for passage in self.passages]
        facts = [self.title, self.text, self.url, self.department, self.language, self.category, str(self.checked_on)]
        facts += [str(self.expires_on)] if self.expires_on else []
        facts += [f"from {self.starts_on}"] if self.starts_on else []
        return _hash([facts, list(self.aliases), passages])


def faq_passages(question: str, answer: str, aliases: Sequence[str] = ()) -> tuple[NewPassage, ...]:
    """A question, its other wordings and its answer are each found by a vector of their own."""
    return (
        NewPassage(PassageRole.QUESTION, question),
        *(NewPassage(PassageRole.ALIAS, alias, position) for position, alias in enumerate(aliases)),
        NewPassage(PassageRole.ANSWER, answer),
    )


def clean_text(text: str) -> str:
    """Without characters nobody sees, line ends as `\\n`, no spaces around. Emoji sequences and kanji variants stay;
    cleaning twice changes nothing more."""
    text = _UNPRINTABLE.sub("", _LINE_BREAK.sub("\n", text))
    return _LOOSE_JOINER.sub("", _LOOSE_SELECTOR.sub("", text)).strip()


def short_id(prefix: str, *parts: str) -> str:
    """A stable id made of content, for what came without one: `faq-1f0c3a9be2`."""
    return f"{prefix}-{_hash(list(parts))[:10]}"


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
