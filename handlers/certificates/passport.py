"""How an application stands, in words: what was, who has it, what is missing, and what comes next until when.

The page and the answer in the conversation say the same. Nothing in it says who ordered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.city import City
from bot.dialogue.dates import say_moment
from bot.dialogue.words import Speaks
from handlers.certificates.models import (
    Application,
    ApplicationState,
    ApplicationStep,
    Delivery,
    Paying,
)
from handlers.certificates.service.applying import CANCELLABLE
from handlers.certificates.service.catalogue import Catalogue, find_catalogue
from handlers.certificates.words import say_count, say_counter, say_day, say_delivery, say_kind

S = ApplicationState
ROAD = (S.DRAFT, S.AWAITING_PAYMENT, S.PAID, S.IN_REVIEW, S.ISSUED)  # before it is sent or collected
_WITH_STAFF = (S.PAID, S.IN_REVIEW, S.ISSUED, S.REFUND_PENDING, S.REFUND_FAILED)


@dataclass(frozen=True)
class Passport:
    """One application in one language."""

    words: Speaks
    city: City
    application: Application

    @property
    def title(self) -> str:
        """What was ordered."""
        return f"{say_kind(self.words, self.city, self.application.kind)} {say_count(self.words, self.copies)}"

    @property
    def copies(self) -> int:
        return self.application.copies

    @property
    def number(self) -> str:
        return self.application.number or self.words.text("certificates.no_number")

    @property
    def state(self) -> str:
        return self._say("state", self.application.state)

    @property
    def holder(self) -> str:
        """Who has it now: the citizen, an office, or nobody any more."""
        if self.application.state in (S.DRAFT, S.AWAITING_PAYMENT, S.RETURNED):
            return self.words.text("certificates.with_you")
        return self._office if self.application.state in _WITH_STAFF else ""

    @property
    def next(self) -> str:
        """What comes next, and until when."""
        application = self.application
        due = say_day(self.words, application.due_at) if application.due_at else ""
        values = {"field": self.field, "due": due, "office": self._office, "counter": self._counter}
        return self._say("next", self._name_next(), **values)

    @property
    def field(self) -> str:
        """What is to be corrected, as the form calls it."""
        field = self.application.field
        return self.words.text(f"certificates.form_certificate_{field}") if field else ""

    @property
    def delivery(self) -> str:
        return say_delivery(self.words, self._catalogue, self.application) if self._catalogue else ""

    @property
    def can_pay(self) -> bool:
        return self.application.state == S.AWAITING_PAYMENT

    @property
    def can_correct(self) -> bool:
        return self.application.state == S.RETURNED and bool(self.application.field)

    @property
    def can_cancel(self) -> bool:
        return self.application.state in CANCELLABLE

    def list_steps(self, steps: Sequence[ApplicationStep]) -> list[tuple[str, str]]:
        """The time line: (when, what), oldest first."""
        begun = (say_moment(self.words, self.application.made_at), self.words.text("certificates.step_draft"))
        return [begun, *((say_moment(self.words, step.at), self._say("step", step.state)) for step in steps)]

    def list_coming(self) -> list[str]:
        """What is still to come on the usual way; nothing once it has left that."""
        state = S(self.application.state)
        place = ROAD.index(S.IN_REVIEW if state == S.RETURNED else state) if state in (*ROAD, S.RETURNED) else len(ROAD)
        ends = [S.SENT if self.application.delivery == Delivery.POST else S.COLLECTED]
        coming = [*ROAD[place + 1 :], *(ends if place < len(ROAD) else [])]
        if self.application.paying == Paying.COUNTER:
            coming = [one for one in coming if one != S.AWAITING_PAYMENT]
        return [self._say("step", one) for one in coming]

    def _name_next(self) -> str:
        state, delivery = self.application.state, self.application.delivery
        if state in (S.ISSUED, S.PAID):
            is_paid = delivery == Delivery.POST or self.application.paying == Paying.ONLINE
            return f"{state}_{delivery}" if state == S.ISSUED and is_paid else f"{state}_{self._pays_when()}"
        return state

    def _pays_when(self) -> str:
        if self.application.state == S.ISSUED:
            return "counter_unpaid"
        return "unpaid" if self.application.paying == Paying.COUNTER else "paid"

    def _say(self, part: str, name: str, **values: str) -> str:
        return self.words.text(f"certificates.{part}_{name}", **values)

    @property
    def _catalogue(self) -> Catalogue | None:
        return find_catalogue(self.city)

    @property
    def _office(self) -> str:
        kind = self._catalogue.find_kind(self.application.kind) if self._catalogue else None
        office = self.city.find_department(kind.department) if kind else None
        return office.name_in(self.words.language) if office else self.city.name_in(self.words.language)

    @property
    def _counter(self) -> str:
        counter = self.application.counter
        return say_counter(self.words, self._catalogue, counter) if counter and self._catalogue else ""
