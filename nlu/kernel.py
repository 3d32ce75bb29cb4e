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
SHARED = 0.25  # the weight of shared pieces; text and reading have length 1 each, so that they bring half at most


def near(vectors: Floats, others: Floats) -> Floats:
    """Of centred vectors of length 1, shape (vectors, others); without an encoder all are the same."""
    return np.asarray(np.exp(np.float32(SHARPNESS) * (vectors @ others.T - np.float32(1))), dtype=np.float32)


def alike(vectors: Floats, words: sparse.csr_matrix) -> Floats:
    """All of them with each other, shape (n, n), float32."""
    shared: Floats = (words @ words.T).toarray().astype(np.float32)
    shared *= np.float32(SHARED)
    shared += near(vectors, vectors)
    return shared
