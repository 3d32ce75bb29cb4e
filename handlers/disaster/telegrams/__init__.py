"""Telegrams: the weather agency's XML, L-Alert's, and our own JSON, read into one form."""

from __future__ import annotations

from handlers.disaster.telegrams.jma import read_jma
from handlers.disaster.telegrams.lalert import find_distribution, read_lalert
from handlers.disaster.telegrams.own import read_own
from handlers.disaster.telegrams.values import InfoType, Item, Scope, Status, Telegram, UnreadableTelegram
from handlers.disaster.telegrams.xml import MOST_BYTES, local_name, read_root

__all__ = ["MOST_BYTES", "InfoType", "Item", "Scope", "Status", "Telegram", "UnreadableTelegram", "parse"]


def parse(content: bytes, file_name: str = "") -> Telegram:
    """The telegram, whichever form it is in; a file's name may tell its code. Raises UnreadableTelegram."""
    if len(content) > MOST_BYTES:
        raise UnreadableTelegram(f"larger than {MOST_BYTES} bytes")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return read_own(content)
    root = read_root(content)
    message = find_distribution(root)
    if message is not None:
        return read_lalert(message)
    if local_name(root) != "Report":
        raise UnreadableTelegram("neither a report of the weather agency nor an L-Alert message")
    return read_jma(root, file_name)
