"""What an identity provider does for the counter, whatever it is and whichever way it is asked.

The citizen's browser is sent to the provider and comes back with an answer; what that proves is a person. OpenID
Connect is one way (`oidc.py`); another is a class with these two methods, chosen in `bot/app.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.errors import MadoguchiError


class VerificationRefused(MadoguchiError):
    """Nobody is verified; the message says why, and names nobody."""


class VerificationCancelled(VerificationRefused):
    """The citizen went back at the provider's."""


@dataclass(frozen=True)
class VerifiedPerson:
    """Who it is. What the provider does not say is empty; `subject` is theirs for this person, always the same."""

    subject: str
    name: str
    birth_date: date
    kana: str = ""
    postcode: str = ""
    address: str = ""
    assurance: str = ""  # how well it was made sure, in the provider's words


@dataclass(frozen=True)
class Departure:
    """Where the browser goes, and what the counter keeps for this browser alone until it is back."""

    url: str
    kept: Mapping[str, str]


class IdentityProvider(Protocol):
    """`id` is kept with what it says; `name` is what citizens and staff call it, empty for no name of its own."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    def send_away(self, back_url: str) -> Departure:
        """Begin. `back_url` is always the same. Raises TemporaryFault when the provider does not answer."""

    def receive(self, back_url: str, answer: Mapping[str, str], kept: Mapping[str, str]) -> VerifiedPerson:
        """Whoever comes back: `answer` is what the browser brings along, `kept` is what `send_away` gave it.

        Raises VerificationRefused for an answer to another question, VerificationCancelled, and TemporaryFault.
        """
