"""Passkeys (WebAuthn): registered by a member who is signed in, then a second factor, or both at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete
from sqlmodel import Session, col, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bot.db import insert_if_new
from bot.errors import UserError
from bot.models.staff import Staff, StaffPasskey, StaffSpentChallenge

VALID = timedelta(minutes=5)  # between the challenge and its answer
MOST = 10
LONGEST_NAME = 60


@dataclass(frozen=True)
class Challenge:
    """Random bytes in base64url, which a passkey signs once and in time."""

    value: str
    made_at: datetime


@dataclass(frozen=True)
class RelyingParty:
    """Us, as passkeys know us: the host's name and the address's origin."""

    host: str
    origin: str
    name: str

    def begin_registration(self, session: Session, staff: Staff) -> str:
        """Options for `navigator.credentials.create`, as JSON."""
        assert staff.id is not None
        known = list_passkeys(session, staff.id)
        if len(known) >= MOST:
            raise UserError("factors.passkeys_most", most=MOST)
        options = webauthn.generate_registration_options(
            rp_id=self.host,
            rp_name=self.name,
            user_id=f"staff:{staff.id}".encode(),
            user_name=staff.login,
            user_display_name=staff.name,
            exclude_credentials=_describe(known),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
        )
        return webauthn.options_to_json(options)

    def register(
        self, session: Session, staff_id: int, name: str, credential: Any, challenge: Challenge, now: datetime
    ) -> StaffPasskey:
        """Keep a new passkey. Raises UserError when it is not what was asked for."""
        try:
            found = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(challenge.value),
                expected_rp_id=self.host,
                expected_origin=self.origin,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError):
            raise UserError("factors.passkey_failed") from None
        _spend(session, challenge, now)
        values = {
            "staff_id": staff_id,
            "name": " ".join(name.split())[:LONGEST_NAME],
            "credential_id": bytes_to_base64url(found.credential_id),
            "public_key": bytes_to_base64url(found.credential_public_key),
            "sign_count": found.sign_count,
            "created_at": now,
        }
        id = insert_if_new(session, StaffPasskey, values)
        if id is None:
            raise UserError("factors.passkey_failed")
        return session.get_one(StaffPasskey, id)

    def begin_check(self, session: Session, staff_id: int | None) -> str:
        """Options for `navigator.credentials.get`: of one member's passkeys, or of whichever the browser has."""
        known = list_passkeys(session, staff_id) if staff_id is not None else []
        wanted = UserVerificationRequirement.PREFERRED if known else UserVerificationRequirement.REQUIRED
        options = webauthn.generate_authentication_options(
            rp_id=self.host, allow_credentials=_describe(known), user_verification=wanted
        )
        return webauthn.options_to_json(options)

    def check(
        self, session: Session, credential: Any, challenge: Challenge, now: datetime, *, is_alone: bool
    ) -> StaffPasskey:
        """The passkey that signed. `is_alone`: nothing else was shown, so it must have verified its user. Raises
        UserError."""
        id = credential.get("id") if isinstance(credential, dict) else None
        own = select(StaffPasskey).where(StaffPasskey.credential_id == str(id)).with_for_update()
        passkey = session.exec(own).first()
        if passkey is None:
            raise UserError("factors.passkey_unknown")
        try:
            found = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(challenge.value),
                expected_rp_id=self.host,
                expected_origin=self.origin,
                credential_public_key=base64url_to_bytes(passkey.public_key),
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=is_alone,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError):
            raise UserError("factors.passkey_failed") from None
        _spend(session, challenge, now)
        passkey.sign_count, passkey.used_at = found.new_sign_count, now
        session.add(passkey)
        session.flush()
        return passkey


def find_relying_party(public_url: str, name: str) -> RelyingParty | None:
    """None where browsers know no passkeys: at a bare IP address, and by http but on this machine."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        is_safe = parts.scheme == "https" or host == "localhost"
        return RelyingParty(host, f"{parts.scheme}://{parts.netloc}", name) if is_safe else None
    return None


def list_passkeys(session: Session, staff_id: int) -> Sequence[StaffPasskey]:
    """A member's passkeys, oldest first."""
    own = select(StaffPasskey).where(StaffPasskey.staff_id == staff_id)
    return session.exec(own.order_by(col(StaffPasskey.id))).all()


def remove_passkey(session: Session, staff_id: int, passkey_id: int) -> bool:
    """Whether this member had it."""
    own = delete(StaffPasskey).where(col(StaffPasskey.id) == passkey_id, col(StaffPasskey.staff_id) == staff_id)
    return session.execute(own.returning(col(StaffPasskey.id))).first() is not None


def _spend(session: Session, challenge: Challenge, now: datetime) -> None:
    """Raises UserError for a challenge that is late or was answered before."""
    old = select(StaffSpentChallenge.id).where(col(StaffSpentChallenge.expires_at) < now)
    session.execute(
        delete(StaffSpentChallenge).where(col(StaffSpentChallenge.id).in_(old.with_for_update(skip_locked=True)))
    )
    hashed = hashlib.sha256(challenge.value.encode()).hexdigest()
    values = {"challenge_hash": hashed, "expires_at": challenge.made_at + VALID}
    if now > challenge.made_at + VALID or insert_if_new(session, StaffSpentChallenge, values) is None:
        raise UserError("factors.passkey_late")


def _describe(passkeys: Sequence[StaffPasskey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id)) for passkey in passkeys]
