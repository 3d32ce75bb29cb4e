"""What staff do with segments, for the audit log, and how few people may be counted."""

from __future__ import annotations

from bot.services.audit import Action
from bot.services.segments.rules import ChildAge, Need, Rule, list_leaves

FEWEST = 5  # people with a need or a child of an age; fewer could be somebody whom one knows


class SegmentAction(Action):
    SAVED = "segments.saved"
    DELETED = "segments.deleted"
    SAMPLED = "segments.sampled"
    LIST_IMPORTED = "segments.list_imported"
    LIST_DELETED = "segments.list_deleted"


def is_too_few(rule: Rule, total: int) -> bool:
    """Whether the number is not said, nor who they are: by a need, a child's age and a town one finds a neighbour."""
    return 0 < total < FEWEST and any(isinstance(one, Need | ChildAge) for one in list_leaves(rule))
