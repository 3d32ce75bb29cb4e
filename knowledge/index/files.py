"""Index files on disk: a crash at any point leaves a whole index, and a reader never sees half of a new one.

A part is written to a temporary file, synced, and renamed to a name that holds its digest; the manifest, which names
the parts, comes last. Parts that no manifest names are removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.errors import MadoguchiError

MANIFEST = "manifest.json"
LOCK = ".lock"
BUILDING = ".building"  # locked by who builds, so that two don't do the same work
FORMAT = 4  # of the parts; files of another format are built anew


class IndexDamaged(MadoguchiError):
    """The files are missing, cut short or of another format; they are made again from the database."""


@dataclass(frozen=True)
class Manifest:
    """What an index was made of. `encoder` names model and normaliser: vectors of two are never mixed."""

    encoder: str
    dimension: int
    entries: int
    passages: int
    fingerprint: str  # of the entries it was built from
    built_at: str  # ISO 8601, UTC
    lessons: str = ""  # the digest of those that the bridge was made of
    files: dict[str, str] = field(default_factory=dict)  # part → file name
    digests: dict[str, str] = field(default_factory=dict)  # part → sha256
    format: int = FORMAT


def publish(folder: Path, parts: Mapping[str, Callable[[Path], None]], manifest: Manifest) -> Manifest:
    """Write the parts by their writers, then the manifest; what was there before goes. Returns the whole manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / LOCK):
        files, digests = {}, {}
        for part, write in parts.items():
            temporary = folder / f"{part}.tmp"
            write(temporary)
            digests[part] = file_digest(temporary)
            files[part] = f"{part}-{digests[part][:16]}"
            _move(temporary, folder / files[part])
        whole = Manifest(**{**asdict(manifest), "files": files, "digests": digests})
        temporary = folder / f"{MANIFEST}.tmp"
        temporary.write_text(json.dumps(asdict(whole), indent=1), "utf-8")
        _move(temporary, folder / MANIFEST)
        for path in folder.iterdir():
            if path.name not in (MANIFEST, LOCK, BUILDING, *files.values()):
                path.unlink(missing_ok=True)
    return whole


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest, or None when nothing was built yet. Raises IndexDamaged when it can't be read."""
    try:
        data = json.loads((folder / MANIFEST).read_text("utf-8"))
        manifest = Manifest(**data)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamaged(f"{folder / MANIFEST} can't be read") from error
    if manifest.format != FORMAT:
        raise IndexDamaged(f"{folder / MANIFEST} has format {manifest.format}, expected {FORMAT}")
    return manifest


def check_parts(folder: Path, manifest: Manifest) -> None:
    """Raises IndexDamaged unless every part is there, byte for byte as it was written."""
    for part, name in manifest.files.items():
        try:
            digest = file_digest(folder / name)
        except OSError as error:
            raise IndexDamaged(f"{folder / name} is missing") from error
        if digest != manifest.digests[part]:
            raise IndexDamaged(f"{folder / name} is not what was written: cut short or changed")


def manifest_mark(folder: Path) -> tuple[int, int, int]:
    """Cheap to ask, other after every `publish`."""
    try:
        stat = (folder / MANIFEST).stat()
    except OSError:
        return (0, 0, 0)
    return (stat.st_mtime_ns, stat.st_ino, stat.st_size)


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def one_builder(folder: Path) -> Iterator[None]:
    """Wait until no other process or thread of this machine builds the index in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / BUILDING):
        yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _move(temporary: Path, place: Path) -> None:
    _sync(temporary)
    temporary.replace(place)
    _sync(place.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
