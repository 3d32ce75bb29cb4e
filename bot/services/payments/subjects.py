"""What can be paid for: each city service that wants money says what it is called, what it costs, and what follows.

A service offers its subject in `handlers/<service>/paid.py` by `create_subject(cities)`; the wiring finds it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, runtime_checkable

from sqlmodel import Session

from bot.errors import MadoguchiError, SetupError
from bot.models.payments import Payment


class NotPayable(MadoguchiError):
    """Nobody may pay now; the message is the payment's state, or what the subject says."""


@dataclass(frozen=True)
class Line:
    """One line of the bill, `yen` for all `count` of it.

    `text_key` names it in each language; `fee.<id>` stands for what the city calls that fee.
    """

    text_key: str
    count: int
    yen: int


@dataclass(frozen=True)
class Quote:
    """What something costs now."""

    lines: Sequence[Line]

    @property
    def amount_yen(self) -> int:
        return sum(line.yen for line in self.lines)

    def to_json(self) -> list[dict[str, Any]]:
        return [asdict(line) for line in self.lines]


class Subject(Protocol):
    """Something that is paid for."""

    @property
    def kind(self) -> str: ...

    def quote(self, session: Session, subject_id: int) -> Quote:
        """What it costs now, asked before each try to pay. Raises NotPayable when it is not to be paid any more."""

    def note_change(self, session: Session, payment: Payment) -> None:
        """The payment's state is another, or a refund failed: whatever follows is done in this transaction.

        Each change comes once, with its row locked. What is slow or leaves the house is only written down here.
        """


@runtime_checkable
class HasDepartment(Protocol):
    """A subject that says whose it is."""

    def find_department(self, session: Session, subject_id: int) -> str:
        """The id of a department of `city.yml`, or nothing."""


Tell = Callable[[Session, Payment, str], None]


class Subjects:
    """The subjects by kind, and whoever else is told: `tell` gets the text key of what a citizen should hear."""

    def __init__(self, subjects: Iterable[Subject], tell: Tell = lambda _session, _payment, _key: None) -> None:
        self._by_kind: Mapping[str, Subject] = {}
        for subject in subjects:
            if subject.kind in self._by_kind:
                raise SetupError(f"two city services want to be paid for {subject.kind}")
            self._by_kind = {**self._by_kind, subject.kind: subject}
        self._tell = tell

    def get(self, kind: str) -> Subject:
        """Raises NotPayable for a kind that no service offers any more."""
        found = self._by_kind.get(kind)
        if found is None:
            raise NotPayable(kind)
        return found

    def find_department(self, session: Session, payment: Payment) -> str:
        """The id of the department that issues the receipt; empty where the subject does not say."""
        subject = self._by_kind.get(payment.subject_kind)
        return subject.find_department(session, payment.subject_id) if isinstance(subject, HasDepartment) else ""

    def note_change(self, session: Session, payment: Payment, text_key: str) -> None:
        """To be called once for each change, in its transaction."""
        if payment.subject_kind in self._by_kind:
            self._by_kind[payment.subject_kind].note_change(session, payment)
        self.tell(session, payment, text_key)

    def tell(self, session: Session, payment: Payment, text_key: str) -> None:
        """The citizen alone should hear of it: the payment is as it was."""
        self._tell(session, payment, text_key)
