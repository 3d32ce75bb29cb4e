"""Coming back by one's word. Guesses are slowed and locked, for an address and in all, and over all processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.db import Database
from bot.services.staff.slow_down import Guessing
from handlers.child_consultation.models import ChildCase
from handlers.child_consultation.service.codes import is_code, list_indexes

FREE_PER_ADDRESS = 5
FREE_IN_ALL = 200  # within two hours: far more than citizens mistype, and nothing against 42 bits
FREE_BEGINNINGS = 20  # from an address: a school's or a household's children may share one


@dataclass(frozen=True)
class CodeGuessing(Guessing):
    """The login is nobody's: all codes together are one."""

    def _subjects(self) -> tuple[tuple[str, int], tuple[str, int]]:
        return (
            (self.fingerprint("consultation tries in all"), FREE_IN_ALL),
            (self.fingerprint(f"consultation tries from address:{self.address}"), FREE_PER_ADDRESS),
        )

    def forgive(self, session: Session, now: datetime) -> None:
        """It was right: the address is as it was before, and the others' tries stay counted."""
        (_, _), (address, _) = self._subjects()
        row = self._lock(session, address, now)
        row.failures, row.wait_until = max(0, row.failures - 1), None
        session.add(row)
        session.flush()


def make_guessing(fingerprint: Callable[[str], str], address: str) -> CodeGuessing:
    return CodeGuessing(fingerprint, "", address)


@dataclass(frozen=True)
class Beginning(Guessing):
    """New consultations from an address, so that nobody fills the queue or wakes the duty telephone by a program."""

    def _subjects(self) -> tuple[tuple[str, int], ...]:  # type: ignore[override]  # nothing is forgiven
        return ((self.fingerprint(f"consultations from address:{self.address}"), FREE_BEGINNINGS),)


def count_beginning(session: Session, fingerprint: Callable[[str], str], address: str, now: datetime) -> None:
    """Raises UserError with the minutes to wait."""
    Beginning(fingerprint, "", address).count(session, now)


def come_back(database: Database, typed: str, address: str, now: datetime) -> int | None:
    """The id of the case; None for a word that is nobody's. Raises UserError with the minutes to wait."""
    guessing = make_guessing(database.vault.fingerprint, address)
    with database.write() as session:
        guessing.count(session, now)
    indexes = list_indexes(database.vault, typed)
    with database.read() as session:
        case = session.exec(select(ChildCase).where(col(ChildCase.code_index).in_(indexes))).first()
        id, kept = (case.id, case.code_hash) if case else (None, "")
    if not is_code(kept, typed):
        return None
    with database.write() as session:
        guessing.forgive(session, now)
    return id
