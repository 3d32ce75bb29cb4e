"""What certificates the city has, as `services: certificates:` in `city.yml` says."""

from __future__ import annotations

from pydantic import Field, model_validator

from bot.city import City
from bot.errors import SetupError
from bot.service_facts import Facts, Words, find_facts
from handlers.certificates.models import Delivery, IdentityLevel, Relationship


class Kind(Facts):
    """One certificate. Its name and fee are those of the fee `id` in `city.yml`."""

    id: str
    department: str
    deliveries: tuple[Delivery, ...] = (Delivery.POST, Delivery.COUNTER)  # empty: at the counter in person, or a store
    identity: IdentityLevel = IdentityLevel.PHOTO
    who: tuple[Relationship, ...] = Field((Relationship.SELF,), min_length=1)  # as whom one may ask for it
    most: int = Field(10, ge=1, le=50)  # copies at once
    days: int = Field(5, ge=1, le=60)  # working days until it is issued
    needs: Words = {}  # what is needed, in words
    advice: Words = {}  # said before it is ordered, such as why a card is needed
    label: Words = {}  # on a button, where its name is longer than twenty letters
    says: tuple[str, ...] = ()  # words by which it is known beside its name, in any language


class Counter(Facts):
    """Where certificates are collected."""

    id: str
    name: Words
    hours: Words


class Purpose(Facts):
    """What a citizen wants it for, and which certificates are usual for that, the best first."""

    id: str
    name: Words
    kinds: tuple[str, ...] = Field(min_length=1)
    says: tuple[str, ...] = ()  # words by which it is known, in any language
    advice: Words = {}


class Catalogue(Facts):
    kinds: tuple[Kind, ...] = Field(min_length=1)
    counters: tuple[Counter, ...] = Field(min_length=1)
    purposes: tuple[Purpose, ...] = ()
    postage_yen: int = Field(140, ge=0)
    saved_minutes: int = Field(5, ge=0)  # of the staff's time on each request, for the figures
    store_hours: Words = {}  # of the terminals at convenience stores
    most_copies_by_post: int = Field(10, ge=1)

    @model_validator(mode="after")
    def _fits(self) -> Catalogue:
        ids = [kind.id for kind in self.kinds]
        if len(set(ids)) < len(ids):
            raise ValueError("two certificates have the same id")
        for name, all_ids in (("counters", self.counters), ("purposes", self.purposes)):
            if len({one.id for one in all_ids}) < len(all_ids):
                raise ValueError(f"two {name} have the same id")
        if unknown := {id for purpose in self.purposes for id in purpose.kinds} - set(ids):
            raise ValueError(f"there is no certificate {', '.join(sorted(unknown))}")
        return self

    def find_kind(self, id: str) -> Kind | None:
        return next((kind for kind in self.kinds if kind.id == id), None)

    def find_counter(self, id: str) -> Counter | None:
        return next((counter for counter in self.counters if counter.id == id), None)

    def find_purpose(self, id: str) -> Purpose | None:
        return next((purpose for purpose in self.purposes if purpose.id == id), None)


def check_catalogue(city: City) -> None:
    """Raises SetupError that names what is wrong in `city.yml`, departments that the city does not have among it."""
    catalogue = find_catalogue(city)
    kinds = catalogue.kinds if catalogue else ()
    if strange := [kind for kind in kinds if city.find_department(kind.department) is None]:
        raise SetupError(
            f"city.yml: services.certificates: {strange[0].id}: there is no department {strange[0].department}"
        )


def find_verified_kind(city: City) -> str:
    """The first certificate that is given only to whom an identity provider has verified; empty for none."""
    catalogue = find_catalogue(city)
    kinds = catalogue.kinds if catalogue else ()
    return next((kind.id for kind in kinds if kind.identity is IdentityLevel.VERIFIED), "")


def find_catalogue(city: City) -> Catalogue | None:
    """None where the city offers no certificates. Raises SetupError that names what is wrong in `city.yml`."""
    catalogue = find_facts(city, "certificates", Catalogue)
    fees = {fee.id for fee in city.fees}
    if missing := [kind.id for kind in catalogue.kinds if kind.id not in fees] if catalogue else []:
        raise SetupError(f"city.yml: services.certificates: no fee {', '.join(missing)}")
    return catalogue
