"""Is a webhook from LINE? Every request must prove it; nothing turns this off."""

from __future__ import annotations

import base64
import hashlib
import hmac

from bot.errors import SetupError


class SignatureCheck:
    """Compares `X-Line-Signature` with HMAC-SHA256 of the raw body under the channel secret, in constant time.

    Raises SetupError for an empty secret, because anybody could sign with that.
    """

    def __init__(self, channel_secret: str) -> None:
        if not channel_secret.strip():
            raise SetupError("MADOGUCHI_LINE_CHANNEL_SECRET is empty: copy it from the LINE Developers console")
        self._key = channel_secret.encode("utf-8")

    def sign(self, body: bytes) -> str:
        """The header's value for these raw bytes, base64."""
        return base64.b64encode(hmac.new(self._key, body, hashlib.sha256).digest()).decode("ascii")

    def is_genuine(self, body: bytes, signature: str | None) -> bool:
        """False for a missing, malformed or wrong signature; never raises."""
        given = (signature or "").encode("utf-8", "replace")
        return hmac.compare_digest(self.sign(body).encode("ascii"), given)
