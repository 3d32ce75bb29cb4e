"""What the card centre does and where, as `services: card_center:` in `city.yml` says."""

from __future__ import annotations

from pydantic import Field, model_validator

from bot.city import City
from bot.errors import SetupError
from bot.service_facts import Facts, Words, find_facts
from bot.services.reservations.rules import Place, Rule

SERVICE = "card_center"
ID = r"^[a-z][a-z0-9_]{0,19}$"  # it is part of a button's postback


class Office(Facts):
    """One of the places, and when it is open for this."""

    id: str = Field(pattern=ID)
    name: Words
    address: Words = {}
    says: tuple[str, ...] = ()  # words by which it is known beside its name, in any language
    rule: Rule


class Purpose(Facts):
    """What somebody comes for."""

    id: str = Field(pattern=ID)
    name: Words
    says: tuple[str, ...] = ()
    outranks: tuple[str, ...] = ()  # what is not meant where both are named (電子証明書の更新 renews no card)
    units: int = Field(1, ge=1, le=10)  # that one person takes
    needs: Words  # what to bring


class Situation(Facts):
    """What is different for some: a child, somebody who comes instead, a letter that was lost."""

    id: str = Field(pattern=ID)
    name: Words
    says: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()  # it matters for these; empty: for all
    needs: Words


class Catalogue(Facts):
    department: str
    code: str = Field("M", pattern=r"^[A-Z]{1,2}$")  # what reservations' numbers begin with
    most_persons: int = Field(6, ge=1, le=20)  # who come together
    places: tuple[Office, ...] = Field(min_length=1)
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    situations: tuple[Situation, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Catalogue:
        for name in ("places", "purposes", "situations"):
            ids = [one.id for one in getattr(self, name)]
            if len(set(ids)) < len(ids):
                raise ValueError(f"two {name} have the same id")
        named = {id for one in self.purposes for id in one.outranks}
        named |= {id for one in self.situations for id in one.purposes}
        if unknown := named - {one.id for one in self.purposes}:
            raise ValueError(f"there is no purpose {', '.join(sorted(unknown))}")
        return self

    @property
    def most_open(self) -> int:
        """How many reservations of one citizen there may be: as many as the most generous place says."""
        return max(place.rule.most_open for place in self.places)

    def find_place(self, id: str) -> Office | None:
        return next((one for one in self.places if one.id == id), None)

    def find_purpose(self, id: str) -> Purpose | None:
        return next((one for one in self.purposes if one.id == id), None)

    def list_situations(self, purpose: str) -> list[Situation]:
        """Those that matter for a purpose."""
        return [one for one in self.situations if not one.purposes or purpose in one.purposes]

    def list_places(self) -> list[Place]:
        """As the rules of scarce places know them."""
        return [Place(SERVICE, one.id, one.id, one.rule) for one in self.places]


def check_catalogue(city: City) -> None:
    """Raises SetupError that names what is wrong in `city.yml`."""
    catalogue = find_catalogue(city)
    if catalogue is not None and city.find_department(catalogue.department) is None:
        raise SetupError(f"city.yml: services.{SERVICE}: there is no department {catalogue.department}")


def find_catalogue(city: City) -> Catalogue | None:
    """None where the city has no card centre here. Raises SetupError that names what is wrong in `city.yml`."""
    return find_facts(city, SERVICE, Catalogue)
