"""While disaster mode is on: what is about disasters before what fits the question as well."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from knowledge.search import SURE, Band, SearchResult

# Of the best hit's score. With the bundled encoder a question of the knowledge leaves the hits behind it at 0.84 or
# less where it is meant alone; below this a hit is about something else.
NEAR = 0.8


def prefer(found: SearchResult, categories: Collection[str]) -> SearchResult:
    """The hits that are near the best one, those of `categories` first, each group in its order.

    An answer that is sure stays. One that is not, and is no longer first, becomes one candidate of several: how likely
    another hit is to be right was never said.
    """
    if found.band is Band.DECLINE or (found.band is Band.ANSWER and found.probability >= SURE):
        return found
    least = NEAR * found.hits[0].score
    preferred = [hit for hit in found.hits if hit.category in categories and hit.score >= least]
    hits = (*preferred, *(hit for hit in found.hits if hit not in preferred))
    if hits[0] == found.hits[0]:
        return replace(found, hits=hits)
    return replace(found, hits=hits, band=Band.CANDIDATES)
