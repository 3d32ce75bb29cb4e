"""Values found by rule in an utterance, the same for every engine.

Why not a library: `ja-timex` (last released in 2023) answers with TIMEX3 strings that name one reading each, and an
ambiguity that must be asked back is lost there; it covers none of counts, money, telephones or post codes. `jaconv`
does what NFKC does already. The rules here are tables of patterns; every value is JSON.

| entity | value |
|---|---|
| date | `{"date": "2026-12-01"}`, `{"from": …, "to": …}` (either may be missing), `{"candidates": [of those]}` |
| time | `{"time": "15:30"}`, with `"about": true` for 頃; `{"from", "to"}`; `{"candidates": […]}` |
| count | `{"number": 2, "unit": "通"}`, `{"from": 2, "to": 3, "unit": "通"}`; people have the unit 人 |
| money | `{"yen": 300}` |
| age | `{"years": 5}`, `{"months": 18}`, `{"from": 65}`, `{"to": 64}`, `{"from": 60, "to": 69}` |
| postcode | `"380-0813"` |
| phone | `"0262264911"`, digits only |
"""

from __future__ import annotations

from datetime import date

from bot.clock import tokyo_today
from nlu.entities import ages, amounts, contacts, dates, times
from nlu.entities.spans import longest
from nlu.interpretation import Entity

ENTITY_NAMES = ("date", "time", "count", "postcode", "phone", "money", "age")


def find_entities(text: str, today: date | None = None) -> tuple[Entity, ...]:
    """The entities of a normalised text in the order they are said; where spans overlap, the longest stays.

    Relative dates count from `today`, by default today in Tokyo.
    """
    day = today or tokyo_today()
    return tuple(
        longest(
            [
                *dates.find(text, day),
                *times.find(text),
                *amounts.find(text),
                *ages.find(text),
                *contacts.find(text),
            ]
        )
    )
