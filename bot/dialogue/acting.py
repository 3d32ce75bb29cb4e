"""For whom a form is filled in: said in each of its messages while the citizen acts for somebody else."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.handler import Handler
from bot.dialogue.turn import Turn
from bot.messages import Card, Message, Text


def name_line(handler: Handler, turn: Turn) -> str:
    """The line with its end, to stand before a question; empty for oneself, and for what can't be done for others."""
    nickname = turn.tracker.acting_for
    if not nickname or not handler.slots or not handler.for_others:
        return ""
    return f"{turn.text('dialogue.acting_for', name=nickname)}\n"


def mark(handler: Handler, turn: Turn, said: tuple[Message, ...]) -> tuple[Message, ...]:
    """The messages with the line in the first that has words of its own, else before them all."""
    line = name_line(handler, turn)
    if not line or not said:
        return said
    for place, message in enumerate(said):
        if isinstance(message, Text | Card):
            marked = replace(message, text=line + message.text if message.text else line.strip())
            return (*said[:place], marked, *said[place + 1 :])
    return (Text(line.strip()), *said)
