"""How things stand in the city before and after a telegram, and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.models.hazards import Hazard
from bot.services.hazards import list_rows, rank
from handlers.disaster.models import Change
from handlers.disaster.telegrams import Item, Telegram

# What is said once and ends by itself, and after how long where it does not say so.
PASSING = {
    "record_rain": timedelta(hours=3),
    "rainband": timedelta(hours=3),
    "rainband_forecast": timedelta(hours=12),
    "snow_burst": timedelta(hours=6),
    "tornado": timedelta(hours=1),
    "heat": timedelta(hours=18),
    "ash": timedelta(hours=6),
    "earthquake": timedelta(hours=24),
    "earthquake_warning": timedelta(minutes=10),
}

Place = tuple[str, str]  # kind and part of the city


@dataclass(frozen=True)
class Standing:
    level: int | None
    grade: str
    word: str
    source: str

    @property
    def rank(self) -> int:
        return rank(self.level, self.grade)


@dataclass(frozen=True)
class Difference:
    """What is new about one kind in one place."""

    kind: str
    district: str
    change: Change
    before: Standing | None
    after: Standing | None


def look(session: Session, now: datetime) -> dict[Place, Standing]:
    """The highest of each kind and part, whoever said it; drills left out."""
    found: dict[Place, Standing] = {}
    for row in list_rows(session, now, drills=False):
        standing = Standing(row.level, row.grade, row.word, row.source)
        key = (row.kind, row.district)
        if key not in found or standing.rank > found[key].rank:
            found[key] = standing
    return found


def compare(before: Mapping[Place, Standing], after: Mapping[Place, Standing]) -> list[Difference]:
    """What was raised, lowered or ended; the worst first."""
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        height = (new.rank if new else 0) - (old.rank if old else 0)
        if height:
            change = Change.RAISED if height > 0 else Change.LOWERED if new else Change.ENDED
            found.append(Difference(*key, change, old, new))
    return sorted(found, key=lambda one: -(one.after.rank if one.after else 0))


def apply(session: Session, telegram: Telegram, ours: Iterable[Item], source: str, *, is_drill: bool) -> None:
    """What a source says now replaces all it said before."""
    wanted: dict[tuple[str, str, str], Item] = {}
    for item in ours:
        for district in item.districts or ("",) if item.is_in_force else ():
            key = (item.kind, item.code, district)
            if key not in wanted or rank(item.level, item.grade) > rank(wanted[key].level, wanted[key].grade):
                wanted[key] = item
    for row in list_of(session, source, is_drill=is_drill):
        key = (row.kind, row.area, row.district)
        if key not in wanted:
            row.ended_at = telegram.reported_at
        else:
            item = wanted.pop(key)
            row.level, row.grade, row.word = item.level, item.grade, item.word
            row.reported_at, row.until = telegram.reported_at, _until(telegram, item.kind)
        session.add(row)
    for (kind, area, district), item in wanted.items():
        session.add(
            Hazard(
                source=source, kind=kind, area=area, district=district, level=item.level, grade=item.grade,
                word=item.word, is_drill=is_drill, since=telegram.reported_at, reported_at=telegram.reported_at,
                until=_until(telegram, kind),
            )
        )  # fmt: skip
    session.flush()


def list_of(session: Session, source: str, *, is_drill: bool) -> list[Hazard]:
    """What a source has in force."""
    rows = select(Hazard).where(
        Hazard.source == source, col(Hazard.ended_at).is_(None), col(Hazard.is_drill).is_(is_drill)
    )
    return list(session.exec(rows.order_by(col(Hazard.id)).with_for_update()).all())


def _until(telegram: Telegram, kind: str) -> datetime | None:
    return telegram.valid_until or (telegram.reported_at + PASSING[kind] if kind in PASSING else None)
