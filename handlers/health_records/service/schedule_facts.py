"""What `services: health_records: schedule:` in `city.yml` says: who may confirm rules, and how reminders go."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.city import City
from bot.errors import SetupError

Profession = Literal["doctor", "nurse", "public_health_nurse", "midwife"]


class ScheduleFacts(BaseModel):
    """`reviewers` are logins of staff; a nurse or doctor of the city confirms what plans are computed by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reviewers: dict[str, Profession] = {}
    book_days: int = Field(1, ge=0, le=30)  # so many days before a time is the last on which it can be booked
    remind_days: int = Field(30, ge=7, le=180)  # before a time ends, those who want it are told


def find_schedule_facts(city: City) -> ScheduleFacts:
    """Raises SetupError that names what is wrong in `city.yml`."""
    given = (city.services.get("health_records") or {}).get("schedule") or {}
    try:
        return ScheduleFacts.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(("services.health_records.schedule", *map(str, fault["loc"])))
        raise SetupError(f"city.yml: {place}: {fault['msg']}") from error
