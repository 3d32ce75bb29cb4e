"""Now, in one place. Times are aware UTC inside and Asia/Tokyo at the edges."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def tokyo_now() -> datetime:
    """The present moment as citizens see it, aware, in Asia/Tokyo."""
    return datetime.now(TOKYO)


def tokyo_today() -> date:
    """Today's date as citizens see it."""
    return tokyo_now().date()
