"""Questions of one meaning together."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from bot.services.faq.gaps import Gap
from knowledge.clusters import cluster
from knowledge.encoders.normalize import normalize
from knowledge.encoders.protocol import Encoder, Vectors
from knowledge.index.embedding import encoder_key
from knowledge.living.thresholds import get_thresholds

WEEKS = 4
_REMEMBERED = 4_000  # vectors, 6 MB


@dataclass(frozen=True)
class GapGroup:
    """`gaps` are one matter's, the most typical first."""

    gaps: tuple[Gap, ...]

    @property
    def words(self) -> str:
        return self.gaps[0].words

    @property
    def last_at(self) -> datetime:
        return max(gap.at for gap in self.gaps)

    def count_weeks(self, now: datetime) -> list[int]:
        """How many in each of the last four weeks, the oldest first."""
        ages = [(now - gap.at) // timedelta(weeks=1) for gap in self.gaps]
        return [ages.count(week) for week in reversed(range(WEEKS))]


class Grouper:
    """Remembers vectors of questions it has seen, so that a page is not embedded anew each time; safe in threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def group(self, gaps: Sequence[Gap]) -> list[GapGroup]:
        """The largest group first, of equal ones the latest."""
        if not gaps:
            return []
        vectors = self._embed([normalize(gap.words) for gap in gaps])
        known = get_thresholds(encoder_key(self._encoder))
        labels = cluster(vectors, min(known.link, known.same_question))
        groups = []
        for label in dict.fromkeys(labels.tolist()):
            places = np.flatnonzero(labels == label)
            middle = vectors[places].mean(0)
            typical = places[np.argsort(-(vectors[places] @ middle), kind="stable")]
            groups.append(GapGroup(tuple(gaps[place] for place in typical)))
        return sorted(groups, key=lambda one: (-len(one.gaps), -one.last_at.timestamp()))

    def _embed(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
            for text, vector in zip(new, self._encoder.encode_query(new) if new else (), strict=True):
                self._vectors[text] = vector
            found = np.stack([self._vectors[text] for text in texts])
            while len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        return found.astype(np.float32)
