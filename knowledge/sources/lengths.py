"""An alarm for pages that suddenly lose most of their text: the site was rebuilt, and its selectors miss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST_BEFORE = 300  # characters; shorter pages change that much every day
MOST_LOST = 0.6


@dataclass(frozen=True)
class LengthDrop:
    """Characters of extracted text on a page, at the last crawl and at this one."""

    url: str
    before: int
    now: int


def find_length_drops(old: Mapping[str, int], new: Mapping[str, int]) -> list[LengthDrop]:
    """Pages of both crawls that lost more than 60 % of a text of more than 300 characters, the greatest loss first.

    A page that is gone is not here: it was taken back, which the crawl reports by itself.
    """
    both = [LengthDrop(url, before, new[url]) for url, before in old.items() if url in new]
    drops = [drop for drop in both if drop.before > LEAST_BEFORE and drop.now < (1 - MOST_LOST) * drop.before]
    return sorted(drops, key=lambda drop: (drop.now - drop.before, drop.url))
