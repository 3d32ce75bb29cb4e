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
    APPROVED = "desk.approved"  # an answer of the bot was sent, as it was or changed
    DRAFT_CLOSED = "desk.draft_closed"  # it was not sent
    CANNED_CHANGED = "desk.canned_changed"
