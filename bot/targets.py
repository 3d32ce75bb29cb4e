"""What a city's plan wants of its services by year, as `targets:` in `city.yml` says, and what counts for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.clock import TOKYO

APRIL = 4  # in which a fiscal year begins


class Target(BaseModel):
    """`counts` is what is counted: dates that were `held`, `online_halls` that held something online as well, persons
    who `attended`, or `reserved`; or how many percent were `screened`. `topics` and `for_women` narrow down what was
    held, and `topics` which screenings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: dict[str, str]
    service: str
    counts: Literal["held", "online_halls", "attended", "reserved", "screened"]
    topics: tuple[str, ...] = ()
    for_women: bool = False
    base: int | None = Field(None, ge=0)
    goals: dict[int, int]  # by fiscal year

    @field_validator("name")
    @classmethod
    def _has_japanese(cls, value: dict[str, str]) -> dict[str, str]:
        if not value.get("ja"):
            raise ValueError("there is no name in Japanese")
        return value

    def name_in(self, language: str) -> str:
        return self.name.get(language) or self.name["ja"]


def find_fiscal_year(now: datetime) -> int:
    """In Japan it begins in April."""
    local = now.astimezone(TOKYO)
    return local.year if local.month >= APRIL else local.year - 1


def list_fiscal_months(year: int) -> list[date]:
    """The first days of its months, and of the one after."""
    return [date(year + (APRIL + month - 1) // 12, (APRIL + month - 1) % 12 + 1, 1) for month in range(13)]
