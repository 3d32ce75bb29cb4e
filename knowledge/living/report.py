"""What one check of the living FAQ found and did."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class LivingReport:
    """Counts, and the ids of the FAQ whose state is another now: when there are any, the index has to be written anew.

    `outcomes` counts passages by what became of them, `states` the FAQ that were checked by their state,
    `skipped` those that were edited while the check ran and wait for the next.
    """

    checked: int = 0
    linked: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)  # external_id → its new state
    tasks_opened: int = 0
    tasks_updated: int = 0
    tasks_closed: int = 0
    contradictions: int = 0
    duplicates: int = 0
    skipped: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
