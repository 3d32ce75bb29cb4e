"""The weather agency's Atom feeds: which telegrams there are, and which of them can be about our city."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from handlers.disaster.telegrams.jma import CODE
from handlers.disaster.telegrams.values import UnreadableTelegram
from handlers.disaster.telegrams.xml import find_all, local_name, read_root, text_of

# What is fetched at all, and of it what is named by its prefecture (…_VPWW55_200000.xml).
WANTED = (
    "VPWW",
    "VXWW",
    "VXKO",
    "VXSU",
    "VPHW",
    "VPOA",
    "VPBS",
    "VPFT",
    "VXSE43",
    "VXSE51",
    "VXSE53",
    "VTSE41",
    "VFVO",
)
BY_PREFECTURE = ("VPWW", "VXWW", "VPHW", "VPOA", "VPBS")
PREFECTURE = re.compile(r"_(\d{2})\d{4}\.xml$")


@dataclass(frozen=True)
class Entry:
    url: str
    updated: str  # as it is written: all in one form, so that they sort


def read_feed(content: bytes, feed_url: str, area_code: str) -> list[Entry]:
    """The oldest first; only what can be about our city, and only from the feed's own host.

    Raises UnreadableTelegram.
    """
    root = read_root(content)
    if local_name(root) != "feed":
        raise UnreadableTelegram("no Atom feed")
    home = urlsplit(feed_url)
    found = {}
    for entry in find_all(root, "entry"):
        links = [link.get("href") or "" for link in find_all(entry, "link")]
        url = next(iter(links), "") or text_of(entry, "id")
        if _origin(url) == (home.scheme, home.netloc) and _is_wanted(url, area_code):
            found[url] = Entry(url, text_of(entry, "updated"))
    return sorted(found.values(), key=lambda one: (one.updated, one.url))


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _is_wanted(url: str, area_code: str, wanted: Sequence[str] = WANTED) -> bool:
    """By the telegram's code, which is in its name; where that has a prefecture, only ours."""
    name = urlsplit(url).path.rpartition("/")[2]
    code = CODE.search(name)
    if code is None or not code[1].startswith(tuple(wanted)):
        return False
    prefecture = PREFECTURE.search(name)
    return not code[1].startswith(BY_PREFECTURE) or prefecture is None or prefecture[1] == area_code[:2]
