"""What the forms' pages need of the house; put together once, by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.banner import Banner
from bot.bell import Bell
from bot.channels.forms.liff import Liff
from bot.clients.identity.protocol import IdentityProvider
from bot.db import Database
from bot.forms.definition import Forms
from bot.texts import Texts


@dataclass(frozen=True)
class Verifying:
    """Who verifies citizens, where they come back to, and for how many minutes it counts."""

    provider: IdentityProvider
    back_url: str
    minutes: int


@dataclass(frozen=True)
class FormCounter:
    """`city_name` is by language and has "ja"."""

    database: Database
    bell: Bell
    texts: Texts
    forms: Forms
    secret_key: str = field(repr=False)
    city_name: Mapping[str, str]
    liff: Liff | None = None  # None: the pages are opened in browsers alone
    verifying: Verifying | None = None  # None: no form wants to know by an identity provider who fills it in
    find_banner: Callable[[], Banner | None] = lambda: None  # what is to be shown now

    def get_city_name(self, language: str) -> str:
        """The city's name in the language, else in Japanese."""
        return self.city_name.get(language, self.city_name["ja"])
