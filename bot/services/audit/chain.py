"""The chain: `mac_n = HMAC-SHA256(key, mac_{n-1} || canonical bytes of entry n)`, and the seals of its two ends.

The keys are derived from `MADOGUCHI_SECRET_KEY`; somebody who has the database alone can make neither.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from bot.models.audit import AuditEntry, AuditHead, AuditStart
from bot.models.vault import Vault
from bot.services.audit.canonical import write_canonical

GENESIS = bytes(32)  # stands before the first entry


@dataclass(frozen=True)
class ChainKey:
    """What is derived from one secret key. `id` names it in entries and shows nothing of it."""

    id: str
    entries: bytes
    seals: bytes

    def mac(self, previous: bytes, entry: AuditEntry | Row[Any]) -> bytes:
        return hmac.digest(self.entries, previous + write_canonical(entry), "sha256")

    def seal(self, end: AuditHead | AuditStart) -> bytes:
        """Of the chain's head or start; one is never taken for the other."""
        said = f"{end.__tablename__} {end.sequence} {end.mac.hex()} {self.id}"
        if isinstance(end, AuditStart):
            said += f" {end.removed_at.isoformat(timespec='microseconds')}"
        return hmac.digest(self.seals, said.encode(), "sha256")


class KeyRing:
    """The chain's keys, the present one first."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @cached_property
    def keys(self) -> tuple[ChainKey, ...]:
        parts = (self._vault.derive_keys(f"madoguchi audit {part}") for part in ("key id", "entries", "seals"))
        return tuple(ChainKey(id[:8].hex(), entries, seals) for id, entries, seals in zip(*parts, strict=True))

    @property
    def current(self) -> ChainKey:
        return self.keys[0]

    def find_age(self, key_id: str) -> int | None:
        """0 for the present key, 1 for the one before; None for one that we don't have."""
        return next((age for age, key in enumerate(self.keys) if key.id == key_id), None)

    def is_sealed(self, end: AuditHead | AuditStart) -> bool:
        """Whether one of our keys sealed it."""
        age = self.find_age(end.key_id)
        return age is not None and hmac.compare_digest(self.keys[age].seal(end), end.seal)


def open_ring(session: Session) -> KeyRing:
    """The keys of the database that the session is of."""
    return KeyRing(session.get_bind().dialect.vault)  # type: ignore[attr-defined]


def seal(end: AuditHead | AuditStart, key: ChainKey) -> None:
    """Say that we wrote it."""
    end.key_id = key.id
    end.seal = key.seal(end)
