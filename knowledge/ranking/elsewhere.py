"""Whether an utterance is about another city's or prefecture's affairs, of which this city's knowledge says nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from knowledge.index.snapshot import Unit
from knowledge.ranking.fusion import Ranking
from nlu.places import Place, PlaceKind, list_places

# How often a city's own texts name a place that is its own affair, as a share of FAQ and sections. Measured on a real
# city's FAQ: the city itself stands in 62 %, its prefecture in 5 %, a large neighbour in 4 %.
OWN_SHARE = {PlaceKind.MUNICIPALITY: 0.1, PlaceKind.PREFECTURE: 0.01, PlaceKind.SHORT: 0.01}
COUNTED = 20_000  # units; enough for a share, and half a second at most
BEST = 3  # hits that may themselves speak of the place


def find_elsewhere(query: str, units: Sequence[Unit], ranking: Ranking, home: Collection[str] = ()) -> str | None:
    """The place of which the question is and the knowledge is not, as it was written. `home` are the city's own names.

    A question that also names the city's own place, or for which a hit names the other one, is answered as usual.
    """
    places = list_places(query)
    if not places or any(_is_own(place, units, home) for place in places):
        return None
    best = [units[place.found] for place in ranking.places[:BEST]]
    strange = [place.name for place in places if not any(_names(unit, place.name) for unit in best)]
    return strange[0] if len(strange) == len(places) else None


def _is_own(place: Place, units: Sequence[Unit], home: Collection[str]) -> bool:
    if any(place.name == name or name.startswith(place.name) for name in home):
        return True
    counted = units[:COUNTED]
    return sum(_names(unit, place.name) for unit in counted) >= OWN_SHARE[place.kind] * len(counted)


def _names(unit: Unit, name: str) -> bool:
    return name in unit.text or name in unit.title or name in unit.heading
