"""A person in the claims of OpenID Connect, wherever a provider puts what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.clients.identity.protocol import VerificationRefused, VerifiedPerson
from bot.errors import SetupError

# Of OpenID Connect Core, 5.1 and 5.2; a dot leads into a claim, a plus puts two together.
USUAL = {
    "name": "name",
    "kana": "name#ja-Kana-JP",
    "birth_date": "birthdate",
    "postcode": "address.postal_code",
    "address": "address.formatted",
}


def parse_claims(written: str) -> dict[str, str]:
    """`name=family_name+given_name, address=address.formatted`, the others as usual. Raises SetupError."""
    places = dict(USUAL)
    for pair in filter(None, (one.strip() for one in written.split(","))):
        name, _, place = (part.strip() for part in pair.partition("="))
        if name not in USUAL or not place:
            raise SetupError(f"MADOGUCHI_IDENTITY_CLAIMS: {pair}: write one of {', '.join(USUAL)}, =, and the claim")
        places[name] = place
    return places


def read_person(claims: Mapping[str, Any], places: Mapping[str, str]) -> VerifiedPerson:
    """Raises VerificationRefused, naming the claim, when one without which nobody is known is not there."""
    said = {name: _find(claims, place) for name, place in places.items()}
    subject, assurance = claims.get("sub"), claims.get("acr")
    if not isinstance(subject, str) or not subject:
        raise VerificationRefused("no claim sub")
    if not said["name"]:
        raise VerificationRefused(f"no claim {places['name']}")
    try:
        born = date.fromisoformat(said["birth_date"])
    except ValueError:
        raise VerificationRefused(f"no day in the claim {places['birth_date']}") from None
    return VerifiedPerson(
        subject=subject,
        name=said["name"],
        birth_date=born,
        kana=said["kana"],
        postcode=said["postcode"],
        address=said["address"],
        assurance=assurance if isinstance(assurance, str) else "",
    )


def _find(claims: Mapping[str, Any], place: str) -> str:
    parts = (_find_one(claims, one) for one in place.split("+"))
    return " ".join(part for part in parts if part)


def _find_one(claims: Mapping[str, Any], place: str) -> str:
    found: Any = claims
    for name in place.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found.strip() if isinstance(found, str) else ""
