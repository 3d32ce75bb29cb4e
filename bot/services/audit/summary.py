"""The report after a breach in figures: who, how many people, which data, from when to when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row


@dataclass
class Share:
    """What one actor did, or all of them."""

    kind: str = ""
    id: str = ""
    name: str = ""  # as it was last
    entries: int = 0
    people: set[int] = field(default_factory=set)  # conversations
    actions: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None

    def add(self, row: Row[Any]) -> None:
        """One entry more, not older than those before."""
        self.entries += 1
        self.name = row.details["name"] or self.name
        self.actions.add(row.action)
        self.first, self.last = self.first or row.at, row.at
        if row.conversation_ref is not None:
            self.people.add(row.conversation_ref)
            self.fields.update(list_fields(row.details))


class Summary:
    """Filled entry by entry; `total` and one share for each actor."""

    def __init__(self) -> None:
        self.total = Share()
        self._shares: dict[tuple[str, str], Share] = {}

    def add(self, row: Row[Any]) -> None:
        who = (row.actor_kind, row.actor_id)
        if who not in self._shares:
            self._shares[who] = Share(*who)
        self._shares[who].add(row)
        self.total.add(row)

    @property
    def shares(self) -> list[Share]:
        """Whoever had to do with most people first."""
        return sorted(self._shares.values(), key=lambda share: (-len(share.people), -share.entries, share.id))


def list_fields(details: dict[str, Any]) -> list[str]:
    """The data that was seen or changed: as the entry names it, or else what has an old or a new value."""
    values = (details["old"], details["new"])
    return details["fields"] or [name for value in values if isinstance(value, dict) for name in value]
