"""Trained Rasa models: one file each, named by when it was trained and by the digest of all that made it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

SUFFIX = ".tar.gz"


def name_model(digest: str, now: datetime) -> str:
    """A name that sorts by time; without the suffix, which Rasa adds."""
    return f"nlu-{now:%Y%m%d-%H%M%S}-{digest}"


def has_digest(name: str, digests: Collection[str]) -> bool:
    """Whether a model's file name says that it is of one of these projects."""
    return name.removesuffix(SUFFIX).rpartition("-")[2] in digests


def find_newest(folder: Path, digests: Collection[str] = ()) -> Path | None:
    """The newest model of a folder; where digests are given, the newest with one of them."""
    newest_first = sorted(folder.glob(f"nlu-*{SUFFIX}"), reverse=True)
    return next((path for path in newest_first if not digests or has_digest(path.name, digests)), None)
