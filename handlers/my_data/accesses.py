"""Who has seen a citizen's data, in words: the department or the role, and what for; never a name."""

from __future__ import annotations

from dataclasses import dataclass

from bot.city import City
from bot.dialogue.dates import say_moment
from bot.dialogue.words import Speaks
from bot.services.audit.reading import Access
from bot.texts import Texts


@dataclass(frozen=True)
class Words:
    """The wording of a page in one language."""

    texts: Texts
    language: str
    city: City

    def text(self, key: str, **values: object) -> str:
        full = key if "." in key else f"my_data.{key}"
        return self.texts.get(self.language, full, city=self.city.name_in(self.language), **values)


@dataclass(frozen=True)
class SaidAccess:
    """One access in a citizen's language."""

    at: str
    who: str
    purpose: str
    times: str  # empty for once


def say_access(words: Speaks, texts: Texts, city: City, language: str, access: Access) -> SaidAccess:
    """What has no wording of its own is staff of the city, at work."""
    department = city.find_department(access.department)
    role, purpose = f"role_{access.role}", f"purpose_{access.purpose}"
    return SaidAccess(
        at=say_moment(words, access.at),
        who=department.name_in(language) if department else words.text(_known(texts, role, "role_any")),
        purpose=words.text(_known(texts, purpose, "purpose_any")),
        times=words.text("times", count=access.times) if access.times > 1 else "",
    )


def _known(texts: Texts, key: str, instead: str) -> str:
    return key if texts.has(f"my_data.{key}") else instead
