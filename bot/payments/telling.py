"""Citizens hear what became of their payment, in the conversation where they ordered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import event
from sqlmodel import Session

from bot.bell import Bell
from bot.city import City
from bot.clock import utc_now
from bot.desk.outgoing import BOT, speak
from bot.messages import Card, Channel, Choice, Text
from bot.models.conversation import Conversation
from bot.models.payments import PAYABLE, Payment
from bot.payments.words import PaymentWords
from bot.texts import Texts

SERVICE = "payments"
WITH_RECEIPT = ("paid", "refunded")
IN_BROWSER = "openExternalBrowser=1"  # for LINE, whose own browser shows no PDF on every telephone


@dataclass(frozen=True)
class Teller:
    """Writes an outbound row in the transaction of the change; `find_url` is where the payment can be paid again."""

    texts: Texts
    city: City
    bell: Bell
    find_url: Callable[[Payment], str]

    def tell(self, session: Session, payment: Payment, key: str) -> None:
        """Nothing, where nobody is there: the citizen's data was deleted, they have blocked us, or staff ordered for a
        caller."""
        conversation = session.get(Conversation, payment.conversation_ref) if payment.conversation_ref else None
        if conversation is None or conversation.is_blocked or conversation.channel not in tuple(Channel):
            return
        words = PaymentWords(self.texts, self.city, payment)
        told, ways = words.text(f"told_{key}"), tuple(self._offer(words, payment, key))
        # In a card, since a quick reply would be gone with the next message.
        message = Card(words.text("title"), told, buttons=ways) if ways else Text(told)
        session.add(speak(session, conversation, (message,), SERVICE, BOT, utc_now()))
        event.listen(session, "after_commit", lambda _session: self._ring(conversation.id), once=True)

    def _offer(self, words: PaymentWords, payment: Payment, key: str) -> Iterator[Choice]:
        if payment.state in PAYABLE:
            yield Choice(words.text("pay_again"), url=self.find_url(payment))
        elif key in WITH_RECEIPT:
            yield Choice(words.text("receipt"), url=f"{self.find_url(payment)}/receipt.pdf?{IN_BROWSER}")

    def _ring(self, conversation_id: int | None) -> None:
        for topic in ("outbox", f"conversation:{conversation_id}"):
            self.bell.ring(topic)
