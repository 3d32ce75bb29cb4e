"""One entry, one string of bytes: what the chain's MAC covers.

A JSON array of the plain values in a fixed order, keys sorted, so that two different entries never have the same bytes
and an entry read back from either database has those it was written with.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from sqlalchemy import Row

from bot.models.audit import AuditEntry

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def write_canonical(entry: AuditEntry | Row[Any]) -> bytes:
    """Everything but the MAC itself. Raises ValueError on text that is not Unicode."""
    values = (
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.action,
        entry.actor_kind,
        entry.actor_id,
        entry.department,
        entry.role,
        entry.object_kind,
        entry.object_id,
        entry.conversation_ref,
        entry.purpose,
        entry.details,
        entry.key_id,
    )
    return _ENCODER.encode(values).encode()


def check_json(value: Any) -> None:
    """Raises ValueError for what JSON would change on its way to the database and back."""
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("the keys of old and new must be text")
        value = [*value, *value.values()]
    if isinstance(value, list | tuple):
        for item in value:
            check_json(item)
    elif isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate raises UnicodeEncodeError, a ValueError
    elif isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("old and new can't hold a number that is none")
    elif value is not None and not isinstance(value, int):
        raise ValueError(f"old and new are JSON: {type(value).__name__} is not")
