"""Following the chain, entry by entry, to the first one that is bad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bot.models.audit import AuditEntry, AuditHead, AuditStart
from bot.services.audit.chain import KeyRing


@dataclass(frozen=True)
class Anchor:
    """What the MAC of an entry was, kept outside of the database: 16 to 64 hex digits, and where that is from."""

    sequence: int
    mac: str
    source: str

    def fits(self, mac: bytes) -> bool:
        return mac.hex().startswith(self.mac)


class Broken(Exception):
    """The entry `sequence` is not what it should be."""

    def __init__(self, sequence: int, fault: str) -> None:
        super().__init__(fault)
        self.sequence, self.fault = sequence, fault


@dataclass
class Walk:
    """How far the chain was followed: `sequence` and `mac` are the last good entry's. Each step raises Broken."""

    ring: KeyRing
    anchors: Mapping[int, Sequence[Anchor]]  # by sequence
    sequence: int
    mac: bytes
    compared: int = 0  # anchors that fit
    age: int | None = None  # of the last entry's key

    def check_start(self, start: AuditStart | None) -> None:
        if start and not self.ring.is_sealed(start):
            raise Broken(start.sequence + 1, "the record of what was removed before it is not as it was written")
        self._compare()

    def follow(self, row: Row[Any] | AuditEntry) -> None:
        """Step to the next entry."""
        expected = self.sequence + 1
        if row.sequence < expected:
            raise Broken(row.sequence, "it stands before the beginning of the log")
        if row.sequence > expected:
            raise Broken(expected, "it is missing")
        age = self.ring.find_age(row.key_id)
        if age is None:
            raise Broken(expected, f"its key {row.key_id!r} is neither MADOGUCHI_SECRET_KEY's nor a former one's")
        if self.age is not None and age > self.age:
            raise Broken(expected, "it was written with a former key when there was a newer one")
        try:
            mac = self.ring.keys[age].mac(self.mac, row)
        except (TypeError, ValueError):  # SQLite takes any value in any column
            raise Broken(expected, "it can't be read") from None
        if mac != row.mac:
            raise Broken(expected, "it is not as it was written")
        self.sequence, self.mac, self.age = expected, mac, age
        self._compare()

    def check_end(self, head: AuditHead | None) -> None:
        """All entries were followed: whether they are all that there were."""
        ends = [(anchor.sequence, anchor.source) for group in self.anchors.values() for anchor in group]
        if head:
            ends.append((head.sequence, "the end of the log"))
        elif self.sequence:
            raise Broken(self.sequence, "the record that it is the last one is missing")
        furthest, source = max(ends, default=(0, ""))
        if furthest > self.sequence:
            raise Broken(self.sequence + 1, f"it is missing: {source} knows entry {furthest}")
        if head and head.sequence < self.sequence:
            raise Broken(head.sequence + 1, "it stands behind the end of the log")
        if head and (head.mac != self.mac or not self.ring.is_sealed(head)):
            raise Broken(self.sequence, "the record that it is the last one is not as it was written")

    def _compare(self) -> None:
        for anchor in self.anchors.get(self.sequence, ()):
            if not anchor.fits(self.mac):
                raise Broken(self.sequence, f"it is not the one that {anchor.source} knows")
            self.compared += 1
