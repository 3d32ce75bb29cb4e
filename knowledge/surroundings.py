"""What the commands are given by whoever calls them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from bot.db import Database
from knowledge.encoders.protocol import Encoder
from knowledge.search import Knowledge


class Surroundings(Protocol):
    """What the caller's `click.Context.obj` gives these commands. `encoder()` is asked only on need."""

    @property
    def database(self) -> Database: ...

    @property
    def index_folder(self) -> Path: ...

    @property
    def vectors(self) -> str: ...

    @property
    def home(self) -> tuple[str, ...]: ...

    def encoder(self) -> Encoder: ...


def open_knowledge(surroundings: Surroundings, **options: Any) -> Knowledge:
    """The knowledge as the counter opens it; `options` are further ones of `Knowledge`."""
    return Knowledge(
        surroundings.database,
        surroundings.encoder(),
        surroundings.index_folder,
        vectors=surroundings.vectors,
        home=surroundings.home,
        **options,
    )
