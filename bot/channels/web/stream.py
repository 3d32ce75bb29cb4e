"""The live side of the page: server-sent events, one per transcript entry."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

from bot.banner import Banner
from bot.channels.web.counter import WebCounter, conversation_topic, visitor_topic
from bot.messages import Channel, message_to_json
from bot.services.transcript import Entry, find_conversation, list_entries
from bot.streams import HasLeft

GLANCE_SECONDS = 2.0  # how late a banner may come or go


@dataclass(frozen=True)
class Renderers:
    """What gives the HTML of an entry, and of the city's banner (empty for none); they work after the request, too."""

    entry: Callable[[Entry], str]
    banner: Callable[[Banner | None], str]


def stream_entries(
    counter: WebCounter, visitor: str, after: int, render: Renderers, banner_version: int, has_left: HasLeft
) -> Iterator[str]:
    """Every entry after the id `after`, in order, then each new one as it comes; a comment when all is quiet.

    Between them the city's banner, where another one, or none, is to be shown than that of `banner_version`.

    Ends after `counter.stream_seconds`, when the listener has left, or when the process stops; the browser then
    connects again with `Last-Event-ID`.
    """
    end, spoken_at = monotonic() + counter.stream_seconds, monotonic()

    def has_banner_changed() -> bool:
        return _version_of(counter.find_banner()) != banner_version

    def is_over() -> bool:
        return has_banner_changed() or has_left()

    while monotonic() < end and not counter.bell.is_closed and not has_left():
        if has_banner_changed():
            banner = counter.find_banner()
            banner_version, spoken_at = _version_of(banner), monotonic()
            yield format_banner(banner_version, render.banner(banner))
        timeout = min(counter.look_again_seconds, counter.heartbeat_seconds)
        for entry in wait_for_entries(counter, visitor, after, timeout, is_over):
            yield format_event(entry, render.entry(entry))
            after, spoken_at = entry.id, monotonic()
        if monotonic() - spoken_at >= counter.heartbeat_seconds:
            yield ": quiet\n\n"
            spoken_at = monotonic()


def list_waiting(counter: WebCounter, visitor: str, after: int, render: Renderers) -> Iterator[str]:
    """Every entry after the id `after`, in order, and no more: for who only looks whether there is news, or
    finds no seat."""
    conversation_id = find_conversation(counter.database, Channel.WEB, visitor)
    entries = list_entries(counter.database, conversation_id, after=after) if conversation_id is not None else []
    yield from (format_event(entry, render.entry(entry)) for entry in entries)


def wait_for_entries(
    counter: WebCounter, visitor: str, after: int, timeout: float, is_over: Callable[[], bool] = lambda: False
) -> list[Entry]:
    """The visitor's entries after an id; when there are none, up to `timeout` seconds pass and the list is empty.

    The conversation is looked up each time: it appears with the first message, and goes when its data are deleted.
    Marks are taken before looking, so no ring between looking and waiting is missed. No database connection is
    held while waiting. It ends early when `is_over` says so, which is asked every `GLANCE_SECONDS`.
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
    end = monotonic() + timeout
    while (left := end - monotonic()) > 0 and not is_over():
        if counter.bell.wait(topic, min(left, GLANCE_SECONDS), mark):
            break
    return []


def format_banner(version: int, html: str) -> str:
    """One `banner` event: what stands at the top from now on."""
    data = json.dumps({"version": version, "html": html}, ensure_ascii=False)
    return f"event: banner\ndata: {data}\n\n"


def _version_of(banner: Banner | None) -> int:
    return banner.version if banner else 0


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
