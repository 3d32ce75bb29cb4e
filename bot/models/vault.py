"""Encryption of what is personal, as column types. Keys come from `MADOGUCHI_DATA_KEYS`, newest first."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

from bot.models.field_keys import FieldKeys, UnreadableSeal


class Vault:
    """Encrypts with the first key and decrypts with any (Fernet: AES-128-CBC and HMAC-SHA256; `fields`: AES-256-GCM).

    `former_secret_keys`, newest first, are those in whose place `secret_key` came.
    """

    def __init__(self, data_keys: Sequence[str], secret_key: str, former_secret_keys: Sequence[str] = ()) -> None:
        self._newest = Fernet(data_keys[0])
        self._fernet = MultiFernet([Fernet(key) for key in data_keys])
        self._pepper = secret_key.encode()
        self._secrets = tuple(key.encode() for key in (secret_key, *former_secret_keys))
        self._index_keys = self.derive_keys("madoguchi blind index")
        self.fields = FieldKeys(data_keys)

    def seal(self, text: str) -> bytes:
        return self.seal_bytes(text.encode("utf-8"))

    def open(self, sealed: bytes) -> str:
        return self.open_bytes(sealed).decode("utf-8")

    def seal_bytes(self, content: bytes) -> bytes:
        return self._fernet.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        return self._fernet.decrypt(sealed)

    def renew(self, sealed: bytes) -> bytes | None:
        """The same under the newest key, None when it is. Raises UnreadableSeal."""
        try:
            self._newest.decrypt(sealed)
            return None
        except InvalidToken:
            pass
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken as error:
            raise UnreadableSeal("no data key opens a value") from error

    def fingerprint(self, text: str) -> str:
        """64 hex digits that find an encrypted value again without showing it; bound to the secret key."""
        return hmac.new(self._pepper, text.encode("utf-8"), hashlib.sha256).hexdigest()

    def index(self, column: str, text: str) -> str:
        """64 hex digits that find this value of a sealed column (`table.column`); write it in one way only before."""
        return self.list_indexes(column, text)[0]

    def list_indexes(self, column: str, text: str) -> list[str]:
        """The index under each secret key, the present one first: what was stored before a change is found, too."""
        said = f"{column}\0{text}".encode()
        return [hmac.new(key, said, hashlib.sha256).hexdigest() for key in self._index_keys]

    def derive_keys(self, purpose: str) -> list[bytes]:
        """32 bytes for this purpose from each secret key, the present one first (HKDF-SHA256)."""
        info = purpose.encode("utf-8")
        return [HKDF(SHA256(), length=32, salt=None, info=info).derive(secret) for secret in self._secrets]


class SecretColumn(TypeDecorator[Any]):
    """A column that is ciphertext in the database."""

    impl = LargeBinary
    cache_ok = True

    def renew(self, vault: Vault, sealed: bytes) -> bytes | None:
        """A value as it lies in the database under the newest key, None when it is. Raises UnreadableSeal."""
        return vault.renew(sealed)


class EncryptedText(SecretColumn):
    """Text that is ciphertext in the database."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else dialect.vault.seal(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else dialect.vault.open(bytes(value))


class EncryptedBytes(SecretColumn):
    """A file that is ciphertext in the database."""

    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Any) -> bytes | None:
        return None if value is None else dialect.vault.seal_bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> bytes | None:
        return None if value is None else dialect.vault.open_bytes(bytes(value))


class EncryptedJson(SecretColumn):
    """A JSON value that is ciphertext in the database."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        return None if value is None else dialect.vault.seal(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        return None if value is None else json.loads(dialect.vault.open(bytes(value)))
