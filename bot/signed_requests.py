"""Did a system that shares our secret send this, just now?"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta

HEADER = "X-Madoguchi-Signature"
FRESH = timedelta(minutes=5)  # what is older is no delivery but a repetition
FORM = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header's value: the time in seconds, and HMAC-SHA256 of `time.body` in hexadecimal."""
    moment = int(at.timestamp())
    mac = hmac.new(secret.encode("utf-8"), f"{moment}.".encode() + body, hashlib.sha256)
    return f"t={moment},v1={mac.hexdigest()}"


def is_genuine(secret: str, body: bytes, header: str, now: datetime) -> bool:
    """Also False for a time that is not about now; never raises."""
    found = FORM.fullmatch(header)
    if not secret or found is None:
        return False
    at = datetime.fromtimestamp(0, now.tzinfo) + timedelta(seconds=int(found[1]))
    expected = hmac.compare_digest(sign(secret, body, at).encode(), header.encode())
    return expected and abs(now - at) <= FRESH
