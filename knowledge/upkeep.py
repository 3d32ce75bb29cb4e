"""Keeping what is served true: after pages or FAQ changed, and once a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.db import Database
from knowledge.encoders.protocol import Encoder
from knowledge.index.build import build_index
from knowledge.index.embedding import Progress, encoder_key
from knowledge.index.files import IndexDamaged, read_manifest
from knowledge.living.check import check_living
from knowledge.living.report import LivingReport


def keep_true(
    database: Database,
    encoder: Encoder,
    folder: Path,
    vectors: str,
    today: date,
    *,
    changed_urls: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> LivingReport:
    """Compare answers with the pages they rest on; an index that is served takes over what came of it.

    Where this encoder has no index yet, none is made: the first one takes minutes, and is asked for.
    """
    report = check_living(database, today, changed_urls)
    if _is_served(folder, encoder):
        # Also when nothing changed now: a run that ended before this line left the index behind.
        build_index(database, encoder, folder, progress, vectors)
    return report


def follow(database: Database, encoder: Encoder, folder: Path, vectors: str) -> bool:
    """An index that is served takes over what the database has; whether it had to. None is made where there is none."""
    return _is_served(folder, encoder) and build_index(database, encoder, folder, vectors=vectors).written


def _is_served(folder: Path, encoder: Encoder) -> bool:
    try:
        manifest = read_manifest(folder)
    except IndexDamaged:
        return False
    return manifest is not None and manifest.encoder == encoder_key(encoder)
