"""Citizens hear what became of their payment, in the conversation where they ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import event
from sqlmodel import Session

from bot.bell import Bell
from bot.city import City
from bot.clock import utc_now
from bot.desk.outgoing import BOT, speak
from bot.messages import Choice, Text
from bot.models.conversation import Conversation
from bot.models.payments import PAYABLE, Payment
from bot.payments.words import PaymentWords
from bot.texts import Texts

SERVICE = "payments"


@dataclass(frozen=True)
class Teller:
    """Writes an outbound row in the transaction of the change; `find_url` is where the payment can be paid again."""

    texts: Texts
    city: City
    bell: Bell
    find_url: Callable[[Payment], str]

    def tell(self, session: Session, payment: Payment, key: str) -> None:
        """Nothing, where nobody is there any more: the citizen's data was deleted, or they have blocked us."""
        conversation = session.get(Conversation, payment.conversation_ref) if payment.conversation_ref else None
        if conversation is None or conversation.is_blocked:
            return
        words = PaymentWords(self.texts, self.city, payment)
        again = (Choice(words.text("pay_again"), url=self.find_url(payment)),) if payment.state in PAYABLE else ()
        message = Text(words.text(f"told_{key}"), again)
        session.add(speak(session, conversation, (message,), SERVICE, BOT, utc_now()))
        event.listen(session, "after_commit", lambda _session: self._ring(conversation.id), once=True)

    def _ring(self, conversation_id: int | None) -> None:
        for topic in ("outbox", f"conversation:{conversation_id}"):
            self.bell.ring(topic)
