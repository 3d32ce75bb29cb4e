"""The date of an outreach lecture as staff type it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from admin.page import Errors
from bot.clock import TOKYO
from handlers.outreach.models import OutreachRequest
from handlers.outreach.service.scheduling import Date

LONGEST = 120


def read_date(form: Mapping[str, str], now: datetime) -> tuple[Date | None, Errors]:
    """The date, or what is wrong with it."""
    typed = {name: form.get(name, "").strip()[:LONGEST] for name in ("day", "begins", "ends", "lecturer", "place")}
    errors: Errors = {name: ("outreach.admin_wanted", {}) for name, value in typed.items() if not value}
    starts_at, ends_at = _join(typed["day"], typed["begins"]), _join(typed["day"], typed["ends"])
    if not errors and (starts_at is None or ends_at is None):
        errors["day"] = ("outreach.admin_no_date", {})
    elif starts_at and starts_at <= now:
        errors.setdefault("day", ("outreach.admin_past", {}))
    elif starts_at and ends_at and ends_at <= starts_at:
        errors.setdefault("ends", ("outreach.admin_no_length", {}))
    if errors or starts_at is None or ends_at is None:
        return None, errors
    return Date(starts_at, ends_at, typed["lecturer"], typed["place"]), {}


def show_date(request: OutreachRequest) -> dict[str, str]:
    """What was agreed on as it would be typed."""
    if request.starts_at is None or request.ends_at is None:
        return {}
    starts, ends = request.starts_at.astimezone(TOKYO), request.ends_at.astimezone(TOKYO)
    when = {"day": f"{starts:%Y-%m-%d}", "begins": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
    return {**when, "lecturer": request.lecturer, "place": request.place}


def _join(day: str, clock: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=TOKYO)
    except ValueError:
        return None
