"""The alarm for pages that lose most of their text."""

from __future__ import annotations

from knowledge.sources.lengths import LengthDrop, find_length_drops


def test_only_great_losses_of_long_pages_are_named_the_greatest_first() -> None:
    old = {"same": 900, "less": 1_000, "much": 1_000, "most": 5_000, "short": 300, "gone": 2_000, "edge": 1_000}
    new = {"same": 900, "less": 500, "much": 399, "most": 0, "short": 1, "edge": 400, "added": 10}
    assert find_length_drops(old, new) == [LengthDrop("most", 5_000, 0), LengthDrop("much", 1_000, 399)]


def test_nothing_before_nothing_lost() -> None:
    assert find_length_drops({}, {"a": 1}) == []
