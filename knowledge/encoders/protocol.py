"""What every encoder promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Texts to vectors of length 1, shape (n, dimension), float32.

    Inputs are normalised (NFKC) and cut by the encoder; prefixes are its own business. `name` goes into the index
    manifest: vectors of different names are never mixed.
    """

    name: str
    dimension: int

    def encode_query(self, texts: Sequence[str]) -> Vectors: ...

    def encode_document(self, texts: Sequence[str]) -> Vectors: ...
