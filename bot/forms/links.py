"""Signed, short-lived links from a conversation to a form."""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

SALT = "form"
LIFE_SECONDS = 30 * 60
FILLED = "&filled=1"  # in the address: nothing is missing, as far as we know


@dataclass(frozen=True)
class FormLink:
    """Which form of which conversation, the language spoken there, and what the form's service has it for."""

    conversation_id: int
    form: str
    language: str
    about: str = ""


def sign_link(secret_key: str, link: FormLink) -> str:
    """A token that opens one form of one conversation for half an hour."""
    return str(_serializer(secret_key).dumps([link.conversation_id, link.form, link.language, link.about]))


def read_link(secret_key: str, token: str) -> FormLink | None:
    """What a token opens; None when it is forged, damaged or too old."""
    try:
        found = _serializer(secret_key).loads(token, max_age=LIFE_SECONDS)
    except BadSignature:  # SignatureExpired is one
        return None
    return FormLink(*found)


def _serializer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt=SALT)
