"""What the staff's pages need of the house; put together once, by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.bell import Bell
from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.errors import SetupError
from bot.services.faq.answering import Answering
from bot.services.staff import sessions
from bot.services.staff.principal import SignedIn
from bot.services.staff.recording import Record
from bot.texts import Texts


@dataclass(frozen=True)
class AdminHouse:
    """`public_url` is how browsers reach us. `services` are the names of the city services."""

    database: Database
    bell: Bell
    texts: Texts
    city: City
    record: Record
    public_url: str
    services: tuple[str, ...] = ()
    clock: Callable[[], datetime] = utc_now
    answering: Answering | None = None  # what answers citizens, for the pages about it

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us by https alone."""
        return self.public_url.startswith("https://")

    def get_answering(self) -> Answering:
        """Raises SetupError where the house was put together without."""
        if self.answering is None:
            raise SetupError("the staff's pages were given nothing that answers")
        return self.answering

    def is_alive(self, staff: SignedIn) -> bool:
        """Whether an open stream of this member may go on: they are still signed in and not disabled. Ask it once a
        second; it is one look by an index."""
        with self.database.read() as session:
            return sessions.is_alive(session, staff.key_hash, self.clock())
