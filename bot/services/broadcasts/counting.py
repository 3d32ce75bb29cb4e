"""Under which name the ledger counts what was sent."""

from __future__ import annotations

from bot.models.broadcasts import Broadcast, BroadcastKind

ALERTS, BROADCASTS = "alerts", "broadcasts"


def name_in_ledger(broadcast: Broadcast) -> str:
    """Alerts apart from what the city has to tell."""
    return ALERTS if broadcast.kind == BroadcastKind.ALERT else BROADCASTS
