"""What operators do that the audit log keeps."""

from __future__ import annotations

from bot.services.audit import Action


class DeskAction(Action):
    CLAIMED = "desk.claimed"
    REPLIED = "desk.replied"
    RELEASED = "desk.released"  # back into the queue
    TRANSFERRED = "desk.transferred"
    HANDED_BACK = "desk.handed_back"
    NOTED = "desk.noted"
    CANNED_CHANGED = "desk.canned_changed"
