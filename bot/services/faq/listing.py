"""The FAQ as staff list and look for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from bot.models.faq import FaqEntry, FaqState
from bot.services.faq.content import fold

PAGE = 50
_ANY = FaqState.PUBLISHED  # served now, whatever the newest version is


@dataclass(frozen=True)
class Filters:
    """Empty ones leave everything in. `state` is one of FaqState, `published` meaning served now; `missing` is a
    language it is not written in; `due` those whose review date is here or past."""

    text: str = ""
    department: str = ""
    state: str = ""
    category: str = ""
    missing: str = ""
    due: bool = False

    def list_conditions(self, today: date) -> list[ColumnElement[bool]]:
        conditions: list[Any] = [
            col(FaqEntry.looked_for).contains(word, autoescape=True) for word in fold(self.text).split()
        ]
        for column, value in ((FaqEntry.department, self.department), (FaqEntry.category, self.category)):
            conditions += [col(column) == value] if value else []
        if self.state:
            conditions.append(col(FaqEntry.live).is_not(None) if self.state == _ANY else FaqEntry.state == self.state)
        if self.missing:
            conditions.append(col(FaqEntry.languages).not_like(f"% {self.missing} %"))
        if self.due:
            conditions.append(col(FaqEntry.review_on) <= today)
        return conditions


@dataclass(frozen=True)
class Listed:
    entries: list[FaqEntry]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def list_entries(session: Session, filters: Filters, today: date, page: int = 1) -> Listed:
    """One page of them, by id."""
    conditions = filters.list_conditions(today)
    total = session.exec(select(func.count()).select_from(FaqEntry).where(*conditions)).one()
    page = min(max(1, page), max(1, -(-total // PAGE)))
    ordered = select(FaqEntry).where(*conditions).order_by(col(FaqEntry.external_id))
    return Listed(list(session.exec(ordered.offset((page - 1) * PAGE).limit(PAGE))), total, page)


def list_all(session: Session, filters: Filters, today: date) -> list[FaqEntry]:
    ordered = select(FaqEntry).where(*filters.list_conditions(today)).order_by(col(FaqEntry.external_id))
    return list(session.exec(ordered))


def list_categories(session: Session) -> list[str]:
    """Those in use."""
    found = select(FaqEntry.category).where(FaqEntry.category != "").distinct()
    return list(session.exec(found.order_by(col(FaqEntry.category))))


def list_departments(session: Session) -> list[str]:
    """Those that own any, also ones that `city.yml` has no more."""
    return list(session.exec(select(FaqEntry.department).distinct().order_by(col(FaqEntry.department))))
