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
    # A third of a second to load, which few processes need; scikit-learn's, which is the same, takes a whole one.
    from scipy.cluster.hierarchy import average, fcluster
    from scipy.spatial.distance import pdist

    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int64)
    labels: NDArray[np.int64] = fcluster(average(pdist(vectors, "cosine")), 1 - near, "distance") - 1
    return labels
