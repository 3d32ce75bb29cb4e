"""How alike two utterances are: by their sentence vectors, and by the character pieces they share.

The first is bent, so that near ones count far more than others (a Gaussian kernel, as for unit vectors
exp(SHARPNESS × (cosine - 1)) is one). Intents are not told apart by planes in the vectors' space: a wish said in a
question and the same in a sigh lie far from each other, with other intents between them.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from nlu.features import Floats

SHARPNESS = 1.5
_BLOCK = 1_000  # rows at once
SHARED = 0.25  # the weight of shared pieces; text and reading have length 1 each, so that they bring half at most


def near(vectors: Floats, others: Floats) -> Floats:
    """Of centred vectors of length 1, shape (vectors, others); without an encoder all are the same."""
    products: Floats = vectors @ others.T
    products -= np.float32(1)
    products *= np.float32(SHARPNESS)
    return np.exp(products, out=products)


def alike(vectors: Floats, words: sparse.csr_matrix) -> Floats:
    """All of them with each other, shape (n, n), float32: in memory there is hardly more than that."""
    kernel = np.empty((len(vectors), len(vectors)), dtype=np.float32)
    for start in range(0, len(vectors), _BLOCK):
        block = slice(start, start + _BLOCK)
        kernel[block] = near(vectors[block], vectors)
        kernel[block] += np.float32(SHARED) * (words[block] @ words.T).toarray()
    return kernel
