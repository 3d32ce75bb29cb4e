"""What the web channel needs of the house; put together once, by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.banner import Banner
from bot.bell import Bell
from bot.db import Database
from bot.messages import Choice, Inbound
from bot.streams import Seats
from bot.texts import LANGUAGES, Texts


@dataclass(frozen=True)
class WebCounter:
    """Parts and durations of the web channel.

    `accept` stores inbounds and wakes the worker; it raises TemporaryFault when they can't be stored.
    `city_name` is by language and has "ja". `phone` is the city's main number; empty: not shown.
    `widget_origins` are the sites whose pages may show the chat, each as `https://host`.
    """

    database: Database
    bell: Bell
    texts: Texts
    accept: Callable[[list[Inbound]], int]
    city_name: Mapping[str, str]
    phone: str = ""
    widget_origins: tuple[str, ...] = ()
    list_urgent: Callable[[str], Sequence[Choice]] = lambda _: ()  # buttons at the top, by language; in disasters alone
    find_banner: Callable[[], Banner | None] = lambda: None  # what is to be shown now; asked often, so it is quick
    seats: Seats = field(default_factory=Seats)  # of open streams
    look_again_seconds: float = 2.0  # at the database, whether or not the bell rang
    heartbeat_seconds: float = 15.0  # proxies close a silent connection after 30 to 60 seconds
    stream_seconds: float = 300.0  # after this the browser connects anew, so that no thread is held for ever
    answer_seconds: float = 5.0  # how long a page without script is kept waiting for the answer

    def get_city_name(self, language: str) -> str:
        """The city's name in the language; else its own, and in a language that the city added the English one."""
        instead = "ja" if language in LANGUAGES or "en" not in self.city_name else "en"
        return self.city_name.get(language, self.city_name[instead])


def visitor_topic(visitor: str) -> str:
    """The bell's topic for a visitor who has no conversation yet."""
    return f"visitor:{visitor}"


def conversation_topic(conversation_id: int) -> str:
    """The bell's topic for news in a conversation."""
    return f"conversation:{conversation_id}"
