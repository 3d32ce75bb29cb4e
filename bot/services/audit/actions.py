"""What can be recorded. A section lists its own acts beside its code:

class DeskAction(Action):
    CLAIMED = "desk.claimed"
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum


class Action(StrEnum):
    """An act worth an entry, `area.done`; every listing of acts is a subclass."""


class ConversationAction(Action):
    VIEWED = "conversation.viewed"


class AuditAction(Action):
    KEY_CHANGED = "audit.key_changed"
    REMOVED = "audit.removed"  # entries past their retention
    EXPORTED = "audit.exported"


class Purpose(StrEnum):
    """Why staff saw or changed a citizen's data, in categories that the citizen may see."""

    ANSWER = "answer"  # to answer them
    APPLICATION = "application"  # to do what they applied for
    REQUEST = "request"  # they asked for it: disclosure, correction, deletion
    QUALITY = "quality"  # to check and improve answers
    SECURITY = "security"  # a fault, misuse, a breach
    RECALL = "recall"  # to remind them, by letter or call, of what is for them
    LAW = "law"  # a law demands it


def list_actions() -> Iterator[Action]:
    """Every act that the modules imported so far list."""
    for listing in Action.__subclasses__():
        yield from listing


def check_action(action: str) -> None:
    """Raises ValueError for one that nobody lists."""
    if not isinstance(action, Action) and action not in set(list_actions()):
        raise ValueError(f"{action!r} is in no list of acts; add it to a subclass of bot.services.audit.Action")
