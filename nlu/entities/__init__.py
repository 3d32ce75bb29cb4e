"""Values found by rule in an utterance, the same for every engine."""

from __future__ import annotations

from datetime import date

from bot.clock import tokyo_now
from nlu.entities import ages, amounts, contacts, dates, references, times
from nlu.entities.corrections import leave_out_corrected
from nlu.entities.lookups import CITY_ENTITIES, COMMON, NO_NAMES, Lookup
from nlu.entities.now import to_now
from nlu.entities.spans import longest
from nlu.entities.spelling import respell
from nlu.interpretation import Entity

__all__ = ["ENTITY_NAMES", "NO_NAMES", "Lookup", "find_entities"]

ENTITY_NAMES = (
    *("date", "time", "birth_date", "age", "count", "money", "postcode", "phone", "reference", "certificate", "person"),
    *CITY_ENTITIES,
)


def find_entities(text: str, moment: date | None = None, names: Lookup = NO_NAMES) -> tuple[Entity, ...]:
    """The entities of a normalised text in the order they are said; where spans overlap, the longest stays.

    Relative dates count from `moment`, by default now in Tokyo; 1時間後 only from a datetime. `names` are the city's.
    What the citizen takes back (「2通じゃなくて3通」) is left out.
    """
    now, respelled = to_now(moment or tokyo_now()), respell(text)
    times_found = [*dates.find(respelled.text, now), *times.find(respelled.text, now)]
    found = [
        *(respelled.restore(entity, text) for entity in times_found),
        *amounts.find(text),
        *ages.find(text),
        *contacts.find(text),
        *references.find(text),
        *COMMON.find(text),
        *names.find(text),
    ]
    return tuple(leave_out_corrected(longest(found), text))
