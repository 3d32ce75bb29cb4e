"""Signed links to tickets; they live as long as the reservation, and follow it when it is moved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.messages import Card, Choice, Message
from bot.models.reservations import Reservation
from bot.signed_ids import sign_id
from bot.texts import Texts

KIND = "ticket"
LABEL = "tickets.open"


def ticket_url(public_url: str, secret_key: str, reservation_id: int) -> str:
    """Where the ticket is."""
    return f"{public_url.rstrip('/')}/tickets/{sign_id(secret_key, KIND, reservation_id)}"


@dataclass(frozen=True)
class TicketLinks:
    """Puts the way to the ticket on messages that no turn says."""

    public_url: str
    secret_key: str
    texts: Texts

    def add_to(self, message: Message, reservation: Reservation) -> Message:
        """The same message with the button first, where it has buttons."""
        if not isinstance(message, Card):
            return message
        url = ticket_url(self.public_url, self.secret_key, reservation.id or 0)
        language = reservation.language if reservation.language in self.texts.languages else "ja"
        return replace(message, buttons=(Choice(self.texts.get(language, LABEL), url=url), *message.buttons))
