"""Columns whose every value is sealed for itself (`bot.models.field_keys`), and blind indexes to find them by.

A value of health or of a consultation is bound to its column: copied into another one, it does not open.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, String

from bot.models.field_keys import VERSION, UnreadableSeal
from bot.models.vault import SecretColumn, Vault

INDEX_LENGTH = 64
BLIND_OF = "blind_of"  # in a column's info: the sealed column that it finds


class _Sealed(SecretColumn):
    cache_ok = True

    def __init__(self, column: str) -> None:
        """`column` is where it stands, as `table.column`; a column that is renamed keeps what it was sealed as."""
        super().__init__()
        self.column = column

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        return None if value is None else dialect.vault.fields.seal(self.column, self._write(value).encode("utf-8"))

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        if value is None:
            return None
        return self._read(dialect.vault.fields.open(self.column, bytes(value)).decode("utf-8"))

    def renew(self, vault: Vault, sealed: bytes) -> bytes | None:
        return vault.fields.renew(self.column, sealed)

    def _write(self, value: Any) -> str:
        return str(value)

    def _read(self, text: str) -> Any:
        return text


class SealedText(_Sealed):
    """Text."""

    cache_ok = True


class ReadyText(SealedText):
    """Text of which hundreds of thousands are read within seconds: it opens in a tenth of Fernet's time.

    What Fernet sealed, before a column became this, opens too, and is sealed so when its key is changed.
    """

    cache_ok = True

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        if value is None:
            return None
        return open_ready(dialect.vault, self.column, bytes(value))

    def renew(self, vault: Vault, sealed: bytes) -> bytes | None:
        if sealed.startswith(VERSION):
            return super().renew(vault, sealed)
        try:
            return vault.fields.seal(self.column, vault.open_bytes(sealed))
        except InvalidToken as error:
            raise UnreadableSeal("no data key opens a value") from error


def open_ready(vault: Vault, column: str, sealed: bytes) -> str:
    """A value of a `ReadyText` as it lies in the database."""
    content = vault.fields.open(column, sealed) if sealed.startswith(VERSION) else vault.open_bytes(sealed)
    return content.decode("utf-8")


class SealedDate(_Sealed):
    """A date."""

    cache_ok = True

    def _write(self, value: date) -> str:
        return value.isoformat()

    def _read(self, text: str) -> date:
        return date.fromisoformat(text)


class SealedJson(_Sealed):
    """What JSON can say."""

    cache_ok = True

    def _write(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def _read(self, text: str) -> Any:
        return json.loads(text)


class SealedBytes(_Sealed):
    """A file."""

    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Any) -> bytes | None:
        return None if value is None else dialect.vault.fields.seal(self.column, value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> bytes | None:
        return None if value is None else dialect.vault.fields.open(self.column, bytes(value))


def blind_index(of: str, **settings: Any) -> Column[str]:
    """A column with `vault.index(<table.column of the sealed one>, plain)`, by which a value of the column `of` is
    found. `madoguchi keys rotate` makes it anew under the present secret key."""
    return Column(String(INDEX_LENGTH), info={BLIND_OF: of}, **settings)
