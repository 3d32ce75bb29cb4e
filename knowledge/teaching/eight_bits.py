"""Numbers as the engine reads them: a matrix in whole steps of one size a row."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.packed_weights import Tensor

# To either side of 0, of 127: older processors add two products in 16 bits, and 2 × 255 × 63 is the most they hold.
STEPS = 63


def round_rows(matrix: Tensor) -> tuple[NDArray[np.int8], Tensor]:
    """Steps of the shape (outputs, inputs), and the size of a step for each output."""
    sizes = np.maximum(np.abs(matrix).max(axis=1), np.finfo(np.float32).tiny) / STEPS
    steps: NDArray[Any] = np.clip(np.round(matrix / sizes[:, None]), -STEPS, STEPS)
    return steps.astype(np.int8), sizes.astype(np.float32)
