"""Where the chain ended, kept outside of the database: a line for each moment, `at sequence mac`.

Somebody who has the database can cut the newest entries off and put an older copy of the end back. The chain is whole
then, but for these lines.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot.errors import InputFileError
from bot.models.audit import AuditHead
from bot.services.audit.chain import open_ring
from bot.services.audit.walk import Anchor

log = logging.getLogger(__name__)

LINE = re.compile(r"\S+ (\d+) ([0-9a-f]{64})")


def read_checkpoints(path: Path) -> Iterator[Anchor]:
    """Every line of the file, none where there is no file. Raises InputFileError that names a line that is none."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            found = LINE.fullmatch(line.strip())
            if not found:
                raise InputFileError(f"{path}, line {number}: not a checkpoint of the audit log")
            yield Anchor(int(found[1]), found[2], f"{path.name}, line {number},")


class Checkpoints:
    """Adds a line to the file at `path` and to the log whenever the chain has grown."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: Anchor | None = None
        self._is_read = False

    def write(self, session: Session, now: datetime) -> None:
        """Raises InputFileError when the file holds something else; OSError when it can't be written."""
        if not self._is_read:
            self._last = max(read_checkpoints(self._path), key=lambda one: one.sequence, default=None)
            self._is_read = True
        head = session.get(AuditHead, 1)
        known = self._last.sequence if self._last else 0
        if (head.sequence if head else 0) < known:
            log.error("the audit log knew entry %d and ends before it: run `madoguchi audit verify`", known)
        elif head and not open_ring(session).is_sealed(head):
            log.error("the end of the audit log is not as it was written: run `madoguchi audit verify`")
        elif head and head.sequence > known:
            self._add(head, now)

    def _add(self, head: AuditHead, now: datetime) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{now.isoformat(timespec='seconds')} {head.sequence} {head.mac.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
        log.info("audit log: entry %d has the MAC %s", head.sequence, head.mac.hex())
        self._last = Anchor(head.sequence, head.mac.hex(), self._path.name)
