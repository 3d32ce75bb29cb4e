"""What the audit log's commands are given."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from bot.db import Database


class AuditContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...

    @property
    def checkpoints(self) -> Path: ...
