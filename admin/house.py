"""What the staff's pages need of the house; put together once, by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session
from werkzeug.exceptions import NotFound

from admin.alive import Alive
from bot.bell import Bell
from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.desk.approvals import Approvals
from bot.desk.turns import OperatorTurns
from bot.dialogue.engine import DialogueEngine
from bot.errors import SetupError
from bot.models.payments import Payment
from bot.services.city_settings.live import LiveCity
from bot.services.faq.answering import Answering
from bot.services.reservations.receptions import Reception
from bot.services.staff.passkeys import RelyingParty, find_relying_party
from bot.services.staff.principal import SignedIn
from bot.streams import Seats
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.clients.staff_oidc import StaffIdentityProvider


def find_no_issuer(_session: Session, _payment: Payment) -> str:
    """Where nothing is paid for, receipts are the city's."""
    return ""


@dataclass(frozen=True)
class AdminHouse:
    """`public_url` is how browsers reach us. `services` are the names of the city services."""

    database: Database
    bell: Bell
    texts: Texts
    cities: LiveCity
    public_url: str
    engine: DialogueEngine
    identity_provider: StaffIdentityProvider | None = None
    services: tuple[str, ...] = ()
    seats: Seats = field(default_factory=Seats)  # of open streams
    clock: Callable[[], datetime] = utc_now
    answering: Answering | None = None  # what answers citizens, for the pages about it
    receptions: Sequence[Reception] = ()  # the city services whose people come
    find_issuer: Callable[[Session, Payment], str] = find_no_issuer  # the department of a receipt
    city_folder: Path | None = None  # where the city's files are, of which services read their own

    @property
    def city(self) -> City:
        """The city's facts as they are now."""
        return self.cities.current

    @cached_property
    def desk(self) -> OperatorTurns:
        """What operators do in conversations."""
        return OperatorTurns(self.database, self.engine, self.bell, self.clock)

    @cached_property
    def approvals(self) -> Approvals:
        """What staff do with answers that wait for their look."""
        return Approvals(self.database, self.engine, self.bell, self.clock)

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us by https alone."""
        return self.public_url.startswith("https://")

    @cached_property
    def relying_party(self) -> RelyingParty | None:
        """As whom passkeys know us; None where the address allows none."""
        return find_relying_party(self.public_url, self.city.name["ja"])

    def get_relying_party(self) -> RelyingParty:
        """Raises NotFound where there are no passkeys."""
        if self.relying_party is None:
            raise NotFound
        return self.relying_party

    def get_answering(self) -> Answering:
        """Raises SetupError where the house was put together without."""
        if self.answering is None:
            raise SetupError("the staff's pages were given nothing that answers")
        return self.answering

    def is_alive(self, staff: SignedIn) -> bool:
        """Whether an open stream of this member may go on: they are still signed in and not disabled. Ask it once a
        second; there is one look for all streams."""
        return self._alive.has(staff.key_hash)

    @cached_property
    def _alive(self) -> Alive:
        return Alive(self.database, self.clock)
