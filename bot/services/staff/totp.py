"""Codes of an authenticator app (RFC 6238: six digits, 30 seconds)."""

from __future__ import annotations

import hmac
import re
import unicodedata
from datetime import datetime

import pyotp
from sqlmodel import Session, select

from bot.models.staff import Staff

STEP_SECONDS = 30
_APART = (-1, 0, 1)  # steps that two clocks may be apart
_SECRET = re.compile(r"[A-Z2-7]{32}")


def make_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32(32)


def is_secret(text: str) -> bool:
    """Whether it is one that `make_secret` could have made."""
    return _SECRET.fullmatch(text) is not None


def make_uri(secret: str, login: str, issuer: str) -> str:
    """What the app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def find_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step that this code is of, if it is one of now, just before or just after."""
    code = read_digits(code)
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    fitting = [
        present + apart
        for apart in _APART
        if hmac.compare_digest(totp.at((present + apart) * STEP_SECONDS).encode(), code.encode())
    ]
    return max(fitting, default=None)


def use_code(session: Session, staff_id: int, code: str, now: datetime) -> bool:
    """Whether the code is right and newer than every one used before; it is used now."""
    locked = select(Staff).where(Staff.id == staff_id).with_for_update().execution_options(populate_existing=True)
    staff = session.exec(locked).one()
    step = find_step(staff.totp_secret, code, now) if staff.totp_secret else None
    if step is None or step <= staff.totp_step:
        return False
    staff.totp_step = step
    session.add(staff)
    session.flush()
    return True


def read_digits(typed: str) -> str:
    """The code however it was typed: full width, in two groups."""
    return "".join(unicodedata.normalize("NFKC", typed[:64]).split())
