"""What a family, or the tablet at the door, says: who arrives, and who leaves. Each has the device's id."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MOST_MEMBERS, MOST_ITEMS = 20, 50
OLDEST = timedelta(days=7)  # a phone may be without a network for so long
OLDEST_BIRTH = date(1890, 1, 1)
NEEDS = ("wheelchair", "care", "baby", "pregnant", "power", "medicine", "allergy", "pets", "interpreter")
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


def _check_phone(said: str) -> str:
    digits = re.sub(r"[-\s()]", "", said)
    if digits and not re.fullmatch(r"\+?\d{6,15}", digits):
        raise ValueError("no telephone number")
    return digits


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Member(_Strict):
    """One person; without a date of birth nobody can ask for them."""

    name: Name
    birth: date | None = Field(None, ge=OLDEST_BIRTH)
    needs: list[Literal[NEEDS]] = Field(default_factory=list, max_length=len(NEEDS))  # type: ignore[valid-type]


class Arrival(_Strict):
    """`replaces` is the id under which they were at another shelter. `word` is what they agree on with relatives."""

    act: Literal["in"]
    id: Id
    at: datetime
    members: list[Member] = Field(min_length=1, max_length=MOST_MEMBERS)
    phone: Annotated[str, Field(max_length=30), AfterValidator(_check_phone)] = ""
    word: Word = ""
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    replaces: Id | Literal[""] = ""


class Leaving(_Strict):
    """Those who arrived under this id leave."""

    act: Literal["out"]
    id: Id
    at: datetime


def parse_item(item: Any) -> Arrival | Leaving:
    """Raises ValidationError (a ValueError)."""
    is_leaving = isinstance(item, dict) and item.get("act") == "out"
    return (Leaving if is_leaving else Arrival).model_validate(item)


def settle_time(said: datetime, now: datetime) -> datetime:
    """A device's clock is believed within reason; without a zone it is none of ours."""
    if said.tzinfo is None:
        return now
    return said.astimezone(UTC) if now - OLDEST <= said <= now else now
