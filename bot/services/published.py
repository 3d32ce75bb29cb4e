"""Telephone numbers and addresses of mail that everybody may know: the city's own, and what its knowledge names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from sqlalchemy import or_
from sqlmodel import Session, col, select

from bot.city import City
from bot.db import Database
from knowledge.models import KnowledgeEntry
from nlu.masking import Found, Kind, find_personal

MOST = 8  # values looked up for one message; who writes more of them is not asking about an office
WHOLE = 9  # digits of a telephone number with its area code, at least
OFFICES = (".lg.jp", ".go.jp")  # domains that only municipalities and ministries have
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


class Published:
    """What need not be masked, for one city."""

    def __init__(self, city: City, database: Database) -> None:
        self._database = database
        self._numbers = {re.sub(r"\D", "", number) for number in city.list_telephones()}
        self._domain = (urlsplit(city.website).hostname or "").removeprefix("www.")

    def pick(self, found: Sequence[Found]) -> frozenset[str]:
        """The values among these that are published."""
        values = {one.value: one for one in found if one.kind in (Kind.PHONE, Kind.MAIL)}
        own = {value for value in values if self._is_own(value)}
        others = [one for value, one in values.items() if value not in own]
        return frozenset(own | (self._look_up(others) if 0 < len(others) <= MOST else set()))

    def _is_own(self, value: str) -> bool:
        domain = value.partition("@")[2]
        if domain:
            return domain.endswith(OFFICES) or domain == self._domain or domain.endswith(f".{self._domain}")
        return _has(self._numbers, value)

    def _look_up(self, found: Sequence[Found]) -> set[str]:
        with self._database.read() as session:
            texts = list(_find_texts(session, [_needle(one) for one in found]))
        named = {one.value for text in texts for one in find_personal(text)}
        return {one.value for one in found if _has(named, one.value)}


def _has(named: Iterable[str], value: str) -> bool:
    """Whether the value is among these, a telephone number also without its area code."""
    is_whole = "@" in value or len(value) >= WHOLE
    return any(one == value if is_whole else one.endswith(value) for one in named)


def _needle(found: Found) -> str:
    """What is written the same in every grouping."""
    return found.value.partition("@")[0] if found.kind is Kind.MAIL else found.value[-3:]


def _find_texts(session: Session, needles: Sequence[str]) -> Iterable[str]:
    spellings = [spelling for needle in needles for spelling in (needle, needle.translate(_FULL_WIDTH))]
    named = or_(*(col(KnowledgeEntry.text).icontains(spelling, autoescape=True) for spelling in spellings))
    return session.exec(select(KnowledgeEntry.text).where(col(KnowledgeEntry.active), named))
