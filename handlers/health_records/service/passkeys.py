"""Citizens' passkeys (WebAuthn): a device that shows, at each visit, that its owner is there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import webauthn
from sqlalchemy import delete
from sqlmodel import Session, col, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from bot.db import insert_if_new
from bot.errors import Refused
from bot.services.staff.passkeys import RelyingParty
from handlers.health_records.models import HealthPasskey, HealthVisit

VALID = timedelta(minutes=5)  # between the challenge and its answer
MOST = 5
LONGEST_NAME = 60
_BROKEN = (WebAuthnException, ValueError, TypeError, KeyError)


def list_passkeys(session: Session, account_id: int) -> Sequence[HealthPasskey]:
    own = select(HealthPasskey).where(HealthPasskey.account_id == account_id)
    return session.exec(own.order_by(col(HealthPasskey.id))).all()


def begin_registration(session: Session, us: RelyingParty, visit_id: int, name: str, now: datetime) -> str:
    """Options for `navigator.credentials.create`, as JSON. Raises Refused when there are enough."""
    visit = session.get_one(HealthVisit, visit_id)
    known = list_passkeys(session, visit.account_id)
    if len(known) >= MOST:
        raise Refused("there are enough passkeys")
    options = webauthn.generate_registration_options(
        rp_id=us.host,
        rp_name=us.name,
        user_id=f"health:{visit.account_id}".encode(),
        user_name=name,
        challenge=_challenge(session, visit, now),
        exclude_credentials=_describe(known),
        authenticator_selection=AuthenticatorSelectionCriteria(user_verification=UserVerificationRequirement.REQUIRED),
    )
    return webauthn.options_to_json(options)


def register(session: Session, us: RelyingParty, visit_id: int, name: str, credential: Any, now: datetime) -> None:
    """Keep a new passkey. Raises Refused when it is not what was asked for, or late."""
    visit = session.get_one(HealthVisit, visit_id)
    try:
        found = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=_take_challenge(visit, now),
            expected_rp_id=us.host,
            expected_origin=us.origin,
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise Refused("not what was asked for") from error
    values = {
        "account_id": visit.account_id,
        "name": " ".join(name.split())[:LONGEST_NAME],
        "credential_id": bytes_to_base64url(found.credential_id),
        "public_key": bytes_to_base64url(found.credential_public_key),
        "sign_count": found.sign_count,
        "made_at": now,
    }
    if insert_if_new(session, HealthPasskey, values) is None:
        raise Refused("it is somebody's already")


def begin_check(session: Session, us: RelyingParty, visit_id: int, now: datetime) -> str:
    """Options for `navigator.credentials.get`, as JSON."""
    visit = session.get_one(HealthVisit, visit_id)
    options = webauthn.generate_authentication_options(
        rp_id=us.host,
        challenge=_challenge(session, visit, now),
        allow_credentials=_describe(list_passkeys(session, visit.account_id)),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def check(session: Session, us: RelyingParty, visit_id: int, credential: Any, now: datetime) -> None:
    """Whether one of the account's own passkeys signed. Raises Refused."""
    visit = session.get_one(HealthVisit, visit_id)
    id = credential.get("id") if isinstance(credential, dict) else None
    own = select(HealthPasskey).where(
        HealthPasskey.credential_id == str(id), HealthPasskey.account_id == visit.account_id
    )
    passkey = session.exec(own.with_for_update()).first()
    if passkey is None:
        raise Refused("not a passkey of this account")
    try:
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=_take_challenge(visit, now),
            expected_rp_id=us.host,
            expected_origin=us.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise Refused("it did not sign what was asked for") from error
    passkey.sign_count, passkey.used_at = found.new_sign_count, now
    session.add(passkey)


def remove_passkey(session: Session, account_id: int, passkey_id: int) -> None:
    """Nothing for one of somebody else's."""
    own = col(HealthPasskey.id) == passkey_id, col(HealthPasskey.account_id) == account_id
    session.execute(delete(HealthPasskey).where(*own))


def _challenge(session: Session, visit: HealthVisit, now: datetime) -> bytes:
    """Kept with the visit, so that it is answered once, and in this browser."""
    made = secrets.token_bytes(32)
    visit.challenge, visit.challenge_at = bytes_to_base64url(made), now
    session.add(visit)
    return made


def _take_challenge(visit: HealthVisit, now: datetime) -> bytes:
    kept, made_at = visit.challenge, visit.challenge_at
    visit.challenge = ""
    if not kept or made_at is None or now > made_at + VALID:
        raise Refused("there is no challenge, or it is old")
    return base64url_to_bytes(kept)


def _describe(passkeys: Sequence[HealthPasskey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in passkeys]
