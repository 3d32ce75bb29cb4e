"""What a citizen must not have typed in chat, taken out before anything is stored.

My Number, card and telephone numbers and addresses of mail, in whatever width, digits and grouping they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import regex

from nlu.masking.folding import fold
from nlu.masking.found import Found, Kind
from nlu.masking.mails import find_mails
from nlu.masking.numbers import find_numbers

__all__ = ["MASKS", "Found", "Kind", "Masked", "Publications", "find_personal", "is_all_masked", "mask"]

# One form for each kind, which says what was there and nothing of it, not even how long it was.
MASKS = {
    Kind.MY_NUMBER: "●●●●-●●●●-●●●●",
    Kind.CARD: "●●●●-●●●●-●●●●-●●●●",
    Kind.PHONE: "●●●-●●●●-●●●●",
    Kind.MAIL: "●●●@●●●",
}
_URL = regex.compile(r"(?:https?://|www\.)[!-~]+")
_MASKS = regex.compile("|".join(regex.escape(words) for words in sorted(MASKS.values(), key=len, reverse=True)))
_SPEECH = regex.compile(r"[\p{L}\p{N}]")


@dataclass(frozen=True)
class Masked:
    """The text with a mask for each value, and the kinds there were, in their order, each once."""

    text: str
    kinds: tuple[Kind, ...] = ()


Publications = Callable[[Sequence[Found]], Collection[str]]


def mask(text: str, pick_published: Publications = lambda _found: ()) -> Masked:
    """`pick_published` names the values among those found that stay, because everybody may know them."""
    found = find_personal(text)
    published = pick_published(found) if found else ()
    found = [one for one in found if one.value not in published]
    for one in reversed(found):
        text = text[: one.start] + MASKS[one.kind] + text[one.end :]
    return Masked(text, tuple(dict.fromkeys(one.kind for one in found)))


def find_personal(text: str) -> list[Found]:
    """All values in the order of the text, without overlaps; addresses of pages are left alone."""
    folded = fold(text)
    pages = [match.span() for match in _URL.finditer(folded)]
    kept: list[Found] = []
    longest_first = sorted(
        [*find_numbers(folded, text), *find_mails(folded)], key=lambda one: (one.start - one.end, one.kind)
    )
    for one in longest_first:
        taken = [*pages, *((other.start, other.end) for other in kept)]
        if all(one.end <= start or one.start >= end for start, end in taken):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def is_all_masked(text: str) -> bool:
    """Whether nothing is said beside masks."""
    return _MASKS.search(text) is not None and not _SPEECH.search(_MASKS.sub("", text))
