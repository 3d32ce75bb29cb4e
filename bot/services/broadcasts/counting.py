"""Under which name the ledger counts what was sent."""

from __future__ import annotations

from bot.models.broadcasts import BroadcastKind

ALERTS, BROADCASTS = "alerts", "broadcasts"


def name_in_ledger(kind: str) -> str:
    """Alerts apart from what the city has to tell."""
    return ALERTS if kind == BroadcastKind.ALERT else BROADCASTS
