"""Vectors of one meaning together.

Agglomerative clustering with average linkage: there is no number of groups to guess, only how near is near, which is
known for the encoder; and unlike chains of nearest neighbours (single linkage, DBSCAN) it does not run from one matter
into the next. Up to 500 vectors it costs some ten milliseconds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.protocol import Vectors


def cluster(vectors: Vectors, near: float) -> NDArray[np.int64]:
    """The cluster of each of the vectors (n, dimension); the mean cosine between two clusters is below `near`."""
    from sklearn.cluster import AgglomerativeClustering  # a second to load, which few processes need

    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int64)
    clustering = AgglomerativeClustering(None, metric="cosine", linkage="average", distance_threshold=1 - near)
    labels: NDArray[np.int64] = clustering.fit_predict(vectors)
    return labels
