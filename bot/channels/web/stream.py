"""The live side of the page: server-sent events, one per transcript entry."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from time import monotonic

from bot.channels.web.counter import WebCounter, conversation_topic, visitor_topic
from bot.messages import Channel, message_to_json
from bot.services.transcript import Entry, find_conversation, list_entries

RETRY_MILLISECONDS = 1000


def stream_entries(counter: WebCounter, visitor: str, after: int, render: Callable[[Entry], str]) -> Iterator[str]:
    """Every entry after the id `after`, in order, then each new one as it comes; a comment when all is quiet.

    Ends after `counter.stream_seconds`, or when the process stops; the browser then connects again with
    `Last-Event-ID`.
    `render` gives the HTML of an entry.
    """
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    end, spoken_at = monotonic() + counter.stream_seconds, monotonic()
    while monotonic() < end and not counter.bell.is_closed:
        entries = wait_for_entries(counter, visitor, after, min(counter.look_again_seconds, counter.heartbeat_seconds))
        for entry in entries:
            yield format_event(entry, render(entry))
            after, spoken_at = entry.id, monotonic()
        if monotonic() - spoken_at >= counter.heartbeat_seconds:
            yield ": quiet\n\n"
            spoken_at = monotonic()


def list_waiting(counter: WebCounter, visitor: str, after: int, render: Callable[[Entry], str]) -> Iterator[str]:
    """Every entry after the id `after`, in order, and no more: for who only looks whether there is news."""
    conversation_id = find_conversation(counter.database, Channel.WEB, visitor)
    entries = list_entries(counter.database, conversation_id, after=after) if conversation_id is not None else []
    yield from (format_event(entry, render(entry)) for entry in entries)


def wait_for_entries(counter: WebCounter, visitor: str, after: int, timeout: float) -> list[Entry]:
    """The visitor's entries after an id; when there are none, up to `timeout` seconds pass and the list is empty.

    The conversation is looked up each time: it appears with the first message, and goes when its data are deleted.
    Marks are taken before looking, so no ring between looking and waiting is missed. No database connection is
    held while waiting.
    """
    topic = visitor_topic(visitor)
    mark = counter.bell.mark(topic)
    conversation_id = find_conversation(counter.database, Channel.WEB, visitor)
    if conversation_id is not None:
        topic = conversation_topic(conversation_id)
        mark = counter.bell.mark(topic)
        entries = list_entries(counter.database, conversation_id, after=after)
        if entries:
            return entries
    counter.bell.wait(topic, timeout, mark)
    return []


def format_event(entry: Entry, html: str) -> str:
    """One `message` event: the entry as data for scripts, and as HTML for the page."""
    data = {
        "id": entry.id,
        "who": entry.who,
        "at": entry.at.isoformat(),
        "messages": [message_to_json(message) for message in entry.messages],
        "html": html,
    }
    return f"id: {entry.id}\nevent: message\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
