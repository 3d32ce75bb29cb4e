"""AES-256-GCM for single fields: the key's id stands before each value, and a value opens in its own column alone.

A value is version (1 byte), key id (4), nonce (12), ciphertext and tag (16). The key comes from a data key by HKDF, so
that it and Fernet's halves are never the same bytes.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
ID_BYTES, NONCE_BYTES = 4, 12
HEAD = len(VERSION) + ID_BYTES


class UnreadableSeal(Exception):
    """No data key opens a value: it was changed, it belongs to another column, or its key isn't there any more."""


class FieldKeys:
    """Seals with the first of the data keys and opens with whichever the value names. Safe for several threads."""

    def __init__(self, data_keys: Sequence[str]) -> None:
        self._ciphers = {}
        for data_key in data_keys:
            secret = base64.urlsafe_b64decode(data_key)
            self._ciphers[_derive(secret, "madoguchi field key id", ID_BYTES)] = AESGCM(
                _derive(secret, "madoguchi field aes-256-gcm", 32)
            )
        self._newest = next(iter(self._ciphers))

    def seal(self, column: str, content: bytes) -> bytes:
        """`column` is where it will lie, as `table.column`."""
        nonce = os.urandom(NONCE_BYTES)
        head = VERSION + self._newest
        return head + nonce + self._ciphers[self._newest].encrypt(nonce, content, head + column.encode("utf-8"))

    def open(self, column: str, sealed: bytes) -> bytes:
        """Raises UnreadableSeal."""
        head, nonce = sealed[:HEAD], sealed[HEAD : HEAD + NONCE_BYTES]
        cipher = self._ciphers.get(head[len(VERSION) :])
        if cipher is None or head[: len(VERSION)] != VERSION:
            raise UnreadableSeal(f"{column}: no data key for a value")
        try:
            return cipher.decrypt(nonce, sealed[HEAD + NONCE_BYTES :], head + column.encode("utf-8"))
        except (InvalidTag, ValueError) as error:
            raise UnreadableSeal(f"{column}: a value was changed or moved") from error

    def renew(self, column: str, sealed: bytes) -> bytes | None:
        """The same under the newest key, None when it is. Raises UnreadableSeal."""
        content = self.open(column, sealed)
        return None if sealed[:HEAD] == VERSION + self._newest else self.seal(column, content)


def _derive(secret: bytes, purpose: str, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=None, info=purpose.encode("utf-8")).derive(secret)
