"""Numbers and addresses that everybody may know are not masked."""

from __future__ import annotations

import pytest

from bot.city import City, load_city
from bot.db import Database
from bot.services.published import MOST, Published
from bot.settings import DEMO_CITY
from knowledge.entries import NewEntry
from knowledge.models import EntryKind
from knowledge.store import store_faq
from nlu.masking import mask


@pytest.fixture
def city() -> City:
    return load_city(DEMO_CITY)


@pytest.fixture
def published(city: City, database: Database) -> Published:
    answers = [
        "体育館の電話は026-000-2350です。水道局は ０２６－０００－３３０１。年金は0570-05-1165へ。",
        "合唱団の申し込みは chorus@example.org か 026（000）4411 へ。",
    ]
    entries = [
        NewEntry(f"faq-{number}", EntryKind.FAQ, "電話番号は？", answer, passages=())
        for number, answer in enumerate(answers)
    ]
    store_faq(database, entries, "faq.csv")
    return Published(city, database)


@pytest.mark.parametrize(
    "said",
    [
        "026-000-1000に電話した",  # city.yml
        "代表の０２６０００１０００",
        "+81-26-000-1000",
        "電話は000-1101です",
        "0120-279-338",
        "026-000-2350は体育館ですか",  # the knowledge
        "0260002350",
        "電話000-2350",
        "026-000-3301と0570-05-1165",
        "026-000-4411",
        "Chorus@Example.org に送る",
        "info@city.midorino.example",
        "shimin@mail.city.midorino.example",
        "soumu@city.nagano.lg.jp",
    ],
)
def test_what_everybody_may_know_stays(published: Published, said: str) -> None:
    assert mask(said, published.pick).kinds == ()


@pytest.mark.parametrize(
    "said",
    [
        "026-000-2351",
        "026-111-1000",
        "chorus@example.net",
        "solo@example.org",
        "someone@notcity.midorino.example",
        "電話000-2351",
        "4111111111111111",
    ],
)
def test_all_else_is_masked(published: Published, said: str) -> None:
    assert len(mask(said, published.pick).kinds) == 1


def test_what_was_taken_back_is_published_no_more(published: Published, database: Database) -> None:
    store_faq(database, [], "faq.csv", replace=True)
    assert mask("026-000-2350", published.pick).kinds


def test_who_writes_many_numbers_is_not_asking_about_an_office(published: Published) -> None:
    others = [f"090-1111-22{number:02}" for number in range(MOST)]
    said = mask(f"{' / '.join(others)} / 026-000-2350 / 026-000-1000", published.pick).text
    assert said.endswith("●●●-●●●●-●●●● / 026-000-1000")
