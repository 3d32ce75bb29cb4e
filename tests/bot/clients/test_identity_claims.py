"""A person in the claims of a provider, wherever it puts what."""

from __future__ import annotations

from datetime import date

import pytest

from bot.clients.identity.claims import parse_claims, read_person
from bot.clients.identity.protocol import VerificationRefused
from bot.errors import SetupError

CLAIMS = {
    "sub": "7",
    "name": "見本 花子",
    "name#ja-Kana-JP": "ミホン ハナコ",
    "birthdate": "1985-04-01",
    "address": {"postal_code": "380-0801", "formatted": "長野県みどり野市中央1-2-3"},
    "acr": "high",
}


def test_the_usual_claims() -> None:
    person = read_person(CLAIMS, parse_claims(""))
    assert (person.subject, person.name, person.kana) == ("7", "見本 花子", "ミホン ハナコ")
    assert (person.birth_date, person.postcode, person.assurance) == (date(1985, 4, 1), "380-0801", "high")
    assert person.address == "長野県みどり野市中央1-2-3"


def test_another_provider_s_claims() -> None:
    places = parse_claims("name=family_name+given_name, birth_date = day.of_birth,address=street_address")
    claims = {"sub": "7", "family_name": "見本", "given_name": "花子", "day": {"of_birth": "1985-04-01"}}
    person = read_person({**claims, "street_address": "中央1-2-3", "acr": 3}, places)
    assert (person.name, person.address, person.kana, person.assurance) == ("見本 花子", "中央1-2-3", "", "")


@pytest.mark.parametrize("written", ["phone=phone_number", "name", "name=", "name family_name"])
def test_a_mistake_names_the_setting(written: str) -> None:
    with pytest.raises(SetupError, match="MADOGUCHI_IDENTITY_CLAIMS"):
        parse_claims(written)


@pytest.mark.parametrize(
    "changes", [{"sub": ""}, {"sub": 7}, {"name": ["見本"]}, {"birthdate": None}, {"birthdate": "0000-04-01"}]
)
def test_without_these_nobody_is_known(changes: dict[str, object]) -> None:
    with pytest.raises(VerificationRefused):
        read_person({**CLAIMS, **changes}, parse_claims(""))
