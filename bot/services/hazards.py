"""What is in force in the city now: for every room that asks. Only `handlers/disaster` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from bot.models.hazards import Hazard

# What a kind of warning is for whoever looks for a shelter.
SHELTER_HAZARDS = {
    "heavy_rain": "inland_flood",
    "flood": "flood",
    "river": "flood",
    "landslide": "landslide",
    "storm_surge": "storm_surge",
    "tsunami": "tsunami",
    "earthquake": "earthquake",
    "volcano": "volcano",
    "fire": "fire",
}
EVACUATION = "evacuation"  # the city's own, whose word is what to flee from
FLED_FROM = {
    "flood": "flood",
    "landslide": "landslide",
    "inland": "inland_flood",
    "fire": "fire",
    "earthquake": "earthquake",
}
GRADE_RANKS = {"notice": 1, "advisory": 2, "warning": 3, "danger": 4, "special": 5}


@dataclass(frozen=True)
class InForce:
    """One kind of danger. `areas` are parts of the city; none: all of it."""

    kind: str
    level: int | None
    areas: tuple[str, ...]
    since: datetime
    source: str
    is_drill: bool
    grade: str = ""
    word: str = ""

    @property
    def rank(self) -> int:
        """For sorting: the level, or what its word would be as one."""
        return rank(self.level, self.grade)

    @property
    def shelter_hazard(self) -> str | None:
        """What a shelter must be fit for; None where it is nothing that one flees from, or nobody says what."""
        return FLED_FROM.get(self.word) if self.kind == EVACUATION else SHELTER_HAZARDS.get(self.kind)


def rank(level: int | None, grade: str) -> int:
    return level if level is not None else GRADE_RANKS.get(grade, 0)


def list_rows(session: Session, now: datetime, *, drills: bool) -> Sequence[Hazard]:
    """Every row in force, of whatever source."""
    still = or_(col(Hazard.until).is_(None), col(Hazard.until) > now)
    rows = select(Hazard).where(col(Hazard.ended_at).is_(None), still, col(Hazard.is_drill).is_(drills))
    return session.exec(rows.order_by(col(Hazard.id))).all()


def in_force(session: Session, now: datetime) -> list[InForce]:
    """The highest of each kind and part of the city, the worst first; what is a drill stands apart and says so."""
    found: list[InForce] = []
    for drills in (False, True):
        found += _highest(list_rows(session, now, drills=drills))
    return sorted(found, key=lambda one: (one.is_drill, -one.rank, one.since))


def _highest(rows: Iterable[Hazard]) -> list[InForce]:
    """Sources that say the same of the same place are one; parts of the city that stand alike are told together."""
    best: dict[tuple[str, str], Hazard] = {}
    for row in rows:
        key = (row.kind, row.district)
        if key not in best or rank(row.level, row.grade) > rank(best[key].level, best[key].grade):
            best[key] = row
    together: dict[tuple[str, int | None, str, str, bool], list[Hazard]] = {}
    for row in best.values():
        word = row.word if row.kind == EVACUATION else ""
        together.setdefault((row.kind, row.level, row.grade, word, row.district == ""), []).append(row)
    return [_tell(rows) for rows in together.values()]


def _tell(rows: Sequence[Hazard]) -> InForce:
    first = min(rows, key=lambda row: row.since)
    areas = tuple(sorted(row.district for row in rows if row.district))
    return InForce(first.kind, first.level, areas, first.since, first.source, first.is_drill, first.grade, first.word)


def current_hazard(session: Session, now: datetime) -> str | None:
    """What to look for shelter from: the worst that is in force and that a shelter can be fit for; never a drill."""
    real = (one.shelter_hazard for one in in_force(session, now) if not one.is_drill)
    return next(filter(None, real), None)
