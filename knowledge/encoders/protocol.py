"""What every encoder promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Texts to vectors of length 1, shape (n, dimension), float32; threads may call it.

    Inputs are normalised (NFKC) and cut by the encoder; prefixes are its own business.
    """

    @property
    def name(self) -> str:
        """Goes into the index manifest: vectors of different names are never mixed."""

    @property
    def dimension(self) -> int:
        """How long a vector is; may load the model."""

    @property
    def knows_meaning(self) -> bool:
        """Whether two wordings of one need lie near each other: only then do lessons help (`knowledge.lessons`)."""

    def encode_query(self, texts: Sequence[str]) -> Vectors: ...

    def encode_document(self, texts: Sequence[str]) -> Vectors: ...
