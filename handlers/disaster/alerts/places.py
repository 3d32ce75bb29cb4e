"""Which of a telegram's places are ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.city import City
from handlers.disaster.alerts.facts import INTENSITIES, AlertFacts
from handlers.disaster.telegrams import Item, Scope, Telegram

JIS_DIGITS = 5


@dataclass(frozen=True)
class OurPlaces:
    """The city's codes, and those of the larger areas it lies in."""

    city: City
    facts: AlertFacts

    def has(self, code: str) -> bool:
        """Whether a municipality's code is ours, or that of a part of ours."""
        own = self.city.area_code
        return code[:JIS_DIGITS] == own[:JIS_DIGITS] or code in self.facts.areas.municipalities

    def list_items(self, telegram: Telegram) -> list[Item]:
        return [self._without_whole(item) for item in telegram.items if self._is_ours(item)]

    def _without_whole(self, item: Item) -> Item:
        """Some name the whole city as a part of itself."""
        parts = tuple(one for one in item.districts if one != self.city.name["ja"])
        return item if parts == item.districts else replace(item, districts=parts)

    def _is_ours(self, item: Item) -> bool:
        match item.scope:
            case Scope.MUNICIPALITY:
                return self.has(item.code)
            case Scope.FORECAST:
                return item.code in self.facts.areas.forecast
            case Scope.SEISMIC:
                return item.code in self.facts.areas.seismic
            case Scope.COAST:
                return item.code in self.facts.areas.coasts
            case Scope.NAMED:
                return item.code == self.city.prefecture.get("ja")

    def find_intensity(self, telegram: Telegram) -> str:
        """How strongly an earthquake was felt here: in the municipality, or, while that is not known, in its region."""
        felt = [*self._list_felt(telegram)]
        return max(felt, key=INTENSITIES.index) if felt else ""

    def _list_felt(self, telegram: Telegram) -> Iterator[str]:
        own = [felt for code, felt in telegram.intensities.items() if self.has(code)]
        regions = [felt for code, felt in telegram.regions.items() if code in self.facts.areas.seismic]
        # A quick report has regions alone; once municipalities are there, another one's shaking is not ours.
        yield from (felt for felt in (own if telegram.intensities else regions) if felt in INTENSITIES)
