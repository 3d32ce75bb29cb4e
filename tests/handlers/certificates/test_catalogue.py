"""What certificates a city says it has, and the mistakes in it that are named at the start."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from bot.city import City
from bot.dialogue.registry import check_city, check_identity, load_registry
from bot.dialogue.words import RoomWords
from bot.errors import SetupError
from bot.service_facts import words_in
from bot.texts import LANGUAGES, load_texts
from handlers.certificates.models import Delivery
from handlers.certificates.service.catalogue import check_catalogue, find_catalogue
from handlers.certificates.words import label_kind

BUTTONS = (
    *("by_purpose", "other_kinds", "delivery_counter", "delivery_post", "delivery_store"),
    *("paying_online", "paying_at_counter", "title"),
)


def with_services(city: City, services: dict[str, Any]) -> City:
    return city.model_copy(update={"services": services})


def test_the_demo_city_has_every_certificate_that_has_a_fee(demo_city: City) -> None:
    check_catalogue(demo_city)
    catalogue = find_catalogue(demo_city)
    assert catalogue is not None
    assert [kind.id for kind in catalogue.kinds] == [fee.id for fee in demo_city.fees]
    assert (len(catalogue.kinds), len(catalogue.counters)) == (11, 3)
    assert len(catalogue.purposes) >= 10


def test_everything_a_citizen_reads_is_in_six_languages(demo_city: City) -> None:
    catalogue = find_catalogue(demo_city)
    assert catalogue is not None
    words = [
        *(wording for kind in catalogue.kinds for wording in (kind.needs, kind.advice)),
        *(wording for one in catalogue.counters for wording in (one.name, one.hours)),
        *(wording for one in catalogue.purposes for wording in (one.name, one.advice)),
        catalogue.store_hours,
    ]
    assert [wording for wording in words if wording and set(wording) != set(LANGUAGES)] == []


def test_what_is_on_a_button_fits_on_it(demo_city: City) -> None:
    catalogue = find_catalogue(demo_city)
    assert catalogue is not None
    texts = load_texts()
    labels = [
        *(
            label_kind(RoomWords(texts, one, demo_city, "certificates"), demo_city, catalogue, kind.id)
            for kind in catalogue.kinds
            for one in LANGUAGES
        ),
        *(words_in(one.name, language) for one in catalogue.purposes for language in LANGUAGES),
        *(texts.get(language, f"certificates.{key}") for key in BUTTONS for language in LANGUAGES),
    ]
    assert [label for label in labels if len(label) > 20] == []


def test_no_word_leads_to_two_purposes(demo_city: City) -> None:
    catalogue = find_catalogue(demo_city)
    assert catalogue is not None
    said = [word for one in catalogue.purposes for word in set(one.says)]
    assert len(said) == len(set(said))


def test_a_seal_certificate_is_neither_posted_nor_ordered(demo_city: City) -> None:
    catalogue = find_catalogue(demo_city)
    seal = catalogue.find_kind("seal") if catalogue else None
    assert seal is not None
    assert seal.deliveries == ()
    assert "登録証" in seal.advice["ja"]


def test_a_city_may_offer_none(demo_city: City) -> None:
    city = with_services(demo_city, {})
    check_catalogue(city)
    assert find_catalogue(city) is None


MISTAKES = {
    "there is no department taxes": lambda given: given["kinds"][0].update(department="taxes"),
    "no fee fishing": lambda given: given["kinds"].append({**given["kinds"][0], "id": "fishing"}),
    "there is no certificate fishing": lambda given: given["purposes"][0].update(kinds=["fishing"]),
    "no wording in Japanese": lambda given: given["counters"][0].update(name={"en": "Hall"}),
    "two counters have the same id": lambda given: given["counters"][0].update(id="north"),
    "services.certificates.kinds.0.delivery": lambda given: given["kinds"][0].update(delivery=Delivery.POST),
    "services.certificates.kinds.0.who": lambda given: given["kinds"][0].update(who=[]),
}


@pytest.mark.parametrize("fault", MISTAKES)
def test_a_mistake_is_named_at_the_start(demo_city: City, fault: str) -> None:
    given = deepcopy(demo_city.services)
    MISTAKES[fault](given["certificates"])
    with pytest.raises(SetupError, match=fault):
        check_city(load_registry(load_texts()), with_services(demo_city, given))


def test_without_an_identity_provider_nothing_can_want_one(demo_city: City) -> None:
    registry, given = load_registry(load_texts()), deepcopy(demo_city.services)
    with pytest.raises(SetupError, match="certificates: property_value: nobody can verify an identity"):
        check_identity(registry, demo_city)
    for kind in given["certificates"]["kinds"]:
        kind["identity"] = "photo"
    check_identity(registry, with_services(demo_city, given))
    check_identity(registry, with_services(demo_city, {}))


def test_a_service_that_is_not_there_is_a_mistake(demo_city: City) -> None:
    with pytest.raises(SetupError, match=r"services\.certificate: there is no such service"):
        check_city(load_registry(load_texts()), with_services(demo_city, {"certificate": {}}))
