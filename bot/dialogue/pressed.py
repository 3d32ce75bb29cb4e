"""Buttons of messages to many, which are pressed whatever is going on in the conversation."""

from __future__ import annotations

from bot.dialogue.reply import Reply
from bot.dialogue.turn import Turn


def answer_at_any_time(turn: Turn) -> Reply | None:
    """Of a service that says so: what somebody answers to all is no operator's to read."""
    room, _, action = turn.postback_action.partition(".")
    handler = turn.house.registry.find(room)
    if handler is None or action not in handler.at_any_time:
        return None
    turn.room = room
    return handler.act(action, turn)
