"""Whose document it is: the city and, where it has one, the department that answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.city import City
from bot.documents.wording import JAPANESE, Wording


@dataclass(frozen=True)
class Office:
    """Empty what there is none of."""

    city: Wording
    department: Wording
    address: Wording
    postcode: str
    telephone: str

    def to_json(self) -> dict[str, Any]:
        said = {name: getattr(self, name).to_json() for name in ("city", "department", "address")}
        return {**said, "postcode": self.postcode, "telephone": self.telephone}


def find_office(city: City, language: str, department: str = "") -> Office:
    """The department's name and telephone number; the switchboard's without one. The address is the city hall's."""
    found = city.find_department(department)
    return Office(
        city=Wording(city.name_in(language), city.name_in(JAPANESE)),
        department=Wording(found.name_in(language), found.name) if found else Wording(""),
        address=Wording(city.address_in(language), city.address_in(JAPANESE)),
        postcode=city.postcode,
        telephone=(found.telephone if found else "") or city.telephone,
    )
