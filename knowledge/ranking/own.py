"""A city's own correction, kept in its database, where all its processes on all machines find it."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from time import monotonic

from sqlalchemy import delete, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from bot.db import Database, insert_if_new
from knowledge.ranking.models import KnowledgeCalibration
from knowledge.ranking.probability import SHIPPED_AS_IT_IS, Calibration, Correction

log = logging.getLogger(__name__)

RENEWED_SECONDS = 180.0


def find_own(session: Session, encoder: str, calibration: Calibration) -> KnowledgeCalibration | None:
    """The one in force: of this encoder (its key), and over these shipped coefficients."""
    statement = select(KnowledgeCalibration).where(
        KnowledgeCalibration.encoder == encoder, KnowledgeCalibration.coefficients == calibration.mark
    )
    return session.exec(statement).first()


def has_own(session: Session) -> bool:
    """Whether there is any, in force or not."""
    return session.exec(select(KnowledgeCalibration.id)).first() is not None


def store_own(
    session: Session, encoder: str, calibration: Calibration, correction: Correction, cases: int, *, now: datetime
) -> None:
    """In force from now on, instead of the encoder's last one."""
    values = {
        "encoder": encoder,
        "coefficients": calibration.mark,
        "scale": correction.scale,
        "shift": correction.shift,
        "cases": cases,
        "fitted_at": now,
    }
    if insert_if_new(session, KnowledgeCalibration, values) is None:
        session.exec(update(KnowledgeCalibration).where(col(KnowledgeCalibration.encoder) == encoder).values(**values))


def forget_own(session: Session) -> int:
    """Back to the shipped probability, whatever the encoder; how many corrections that removed."""
    return session.exec(delete(KnowledgeCalibration)).rowcount


class OwnCorrection:
    """The correction in force, held in memory and safe in threads: the database is asked every few minutes at most."""

    def __init__(
        self, database: Database, encoder: str, calibration: Calibration, seconds: float = RENEWED_SECONDS
    ) -> None:
        self._database = database
        self._encoder = encoder
        self._calibration = calibration
        self._seconds = seconds
        self._correction = SHIPPED_AS_IT_IS
        self._due = 0.0
        self._reading = threading.Lock()

    def get(self) -> Correction:
        """As it was a few minutes ago at worst; while the database does not answer, as it was last known."""
        with self._reading:
            if monotonic() >= self._due:
                self._due = monotonic() + self._seconds
                self._correction = self._read()
            return self._correction

    def expire(self) -> None:
        """The next `get` asks the database."""
        self._due = 0.0

    def _read(self) -> Correction:
        try:
            with self._database.read() as session:
                row = find_own(session, self._encoder, self._calibration)
        except SQLAlchemyError as fault:  # citizens are answered all the same
            log.error("the city's own probability can't be read: %s", type(fault).__name__)
            return self._correction
        return Correction(row.scale, row.shift) if row else SHIPPED_AS_IT_IS
