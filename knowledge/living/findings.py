"""What a check found, before it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from knowledge.living.linking import Link
from knowledge.living.models import CloseReason
from knowledge.living.pairs import Pair
from knowledge.living.tasks import NewTask
from knowledge.models import EntryState, KnowledgeEntry


@dataclass
class Findings:
    """By the id of an entry. `links` are those of the answers that are linked anew; `pairs_too` says that answers were
    compared with each other.
    """

    started_at: datetime
    entries: dict[int, KnowledgeEntry]
    states: dict[int, EntryState] = field(default_factory=dict)
    links: dict[int, tuple[Link, ...]] = field(default_factory=dict)
    tasks: list[NewTask] = field(default_factory=list)
    reasons: dict[int, CloseReason] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    pairs: Sequence[Pair] = ()
    pairs_too: bool = False
