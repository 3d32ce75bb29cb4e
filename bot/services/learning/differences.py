"""What shadow mode found, for staff."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.models.learning import NluComparison
from bot.models.tracker_event import TrackerEventRow


@dataclass(frozen=True)
class Pair:
    """How often one engine said this and the other that. The first of each is the one that answered."""

    engine: str
    intent: str
    shadow: str
    shadow_intent: str
    n: int


@dataclass(frozen=True)
class Disagreement:
    """`text` is the citizen's words where they were asked for and are still there."""

    inbox_id: int
    engine: str
    intent: str
    confidence: float
    shadow: str
    shadow_intent: str
    shadow_confidence: float
    at: datetime
    text: str = ""

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass(frozen=True)
class Summary:
    """`pairs` are the disagreements, the most frequent first."""

    compared: int
    agreed: int
    pairs: tuple[Pair, ...]

    @property
    def rate(self) -> float | None:
        """Share of the compared utterances on which the two agree; None when there are none."""
        return self.agreed / self.compared if self.compared else None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "rate": self.rate}


def summarise(session: Session, since: datetime) -> Summary:
    """Of what was said from that moment on."""
    kinds = [col(getattr(NluComparison, name)) for name in ("engine", "intent", "shadow", "shadow_intent")]
    recent, agrees, number = col(NluComparison.at) >= since, col(NluComparison.agrees), func.count()
    counts = session.execute(sqlalchemy.select(agrees, number).where(recent).group_by(agrees))
    by_agreement = {bool(is_agreement): n for is_agreement, n in counts}
    differing = sqlalchemy.select(*kinds, number).where(recent, agrees.is_(False)).group_by(*kinds)
    pairs = tuple(Pair(*row) for row in session.execute(differing.order_by(number.desc(), *kinds)))
    return Summary(sum(by_agreement.values()), by_agreement.get(True, 0), pairs)


def list_disagreements(session: Session, since: datetime, limit: int, *, with_words: bool) -> list[Disagreement]:
    """The newest first; with the citizens' words only when staff asked to see them."""
    statement = select(NluComparison).where(NluComparison.at >= since, col(NluComparison.agrees).is_(False))
    rows = session.exec(statement.order_by(col(NluComparison.id).desc()).limit(limit))
    return [_make_disagreement(row, _read_words(session, row) if with_words else "") for row in rows]


def _make_disagreement(row: NluComparison, text: str) -> Disagreement:
    names = [field.name for field in fields(Disagreement) if field.name != "text"]
    return Disagreement(**{name: getattr(row, name) for name in names}, text=text)


def _read_words(session: Session, row: NluComparison) -> str:
    statement = select(TrackerEventRow).where(
        TrackerEventRow.conversation_id == row.conversation_id,
        TrackerEventRow.inbox_id == row.inbox_id,
        TrackerEventRow.name == "user_uttered",
    )
    event = session.exec(statement).first()
    return str(event.data["utterance"]) if event else ""
