"""Segments: rules for whom a message is, as sets of conversations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from bot.models.conversation import Conversation

Rule = Mapping[str, Any]


def parse(json: Any) -> Rule:
    """The rule that this JSON says. Raises ValueError."""
    if json != {"everyone": True}:
        raise ValueError("the only rule there is says everyone")
    return {"everyone": True}


def select_recipients(rule: Rule, now: datetime) -> Select[Any]:  # noqa: ARG001  # everyone, at any time
    """The ids of the conversations for whom it is; nobody who blocked us or whose data is deleted."""
    return select(col(Conversation.id)).where(
        col(Conversation.is_blocked).is_(False), col(Conversation.erased_at).is_(None)
    )
