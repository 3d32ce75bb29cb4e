"""Questions of one meaning together."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep

import numpy as np

from bot.services.faq.gaps import Gap
from knowledge.clusters import cluster
from knowledge.encoders.normalize import normalize
from knowledge.encoders.protocol import Encoder, Vectors
from knowledge.index.embedding import encoder_key
from knowledge.living.thresholds import get_thresholds

WEEKS = 4
BUDGET_SECONDS = 0.2  # of a page, for questions that were never embedded: the rest goes on behind it
BATCH = 8
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

    def __init__(self, encoder: Encoder, budget_seconds: float = BUDGET_SECONDS) -> None:
        self._encoder = encoder
        self._budget_seconds = budget_seconds
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()
        self._behind = threading.Lock()  # held while it goes on behind a page

    def group(self, gaps: Sequence[Gap]) -> tuple[list[GapGroup], int]:
        """The largest group first, of equal ones the latest; and how many questions are in none yet, since they have to
        be embedded first, which goes on in a thread."""
        texts = [normalize(gap.words) for gap in gaps]
        self._embed(texts, monotonic() + self._budget_seconds)
        with self._lock:
            known = [(gap, self._vectors[text]) for gap, text in zip(gaps, texts, strict=True) if text in self._vectors]
        if rest := len(gaps) - len(known):
            threading.Thread(target=self._embed_behind, args=(texts,), name="gaps", daemon=True).start()
        return self._group(known) if known else [], rest

    def _group(self, known: Sequence[tuple[Gap, Vectors]]) -> list[GapGroup]:
        vectors = np.stack([vector for _, vector in known]).astype(np.float32)
        thresholds = get_thresholds(encoder_key(self._encoder))
        labels = cluster(vectors, min(thresholds.link, thresholds.same_question))
        groups = []
        for label in dict.fromkeys(labels.tolist()):
            places = np.flatnonzero(labels == label)
            middle = vectors[places].mean(0)
            typical = places[np.argsort(-(vectors[places] @ middle), kind="stable")]
            groups.append(GapGroup(tuple(known[place][0] for place in typical)))
        return sorted(groups, key=lambda one: (-len(one.gaps), -one.last_at.timestamp()))

    def _embed(self, texts: Sequence[str], until: float) -> None:
        """Those that are new, as far as time goes. Nobody waits for another's batches longer than one takes."""
        while monotonic() < until and self._embed_batch(texts):
            pass

    def _embed_behind(self, texts: Sequence[str]) -> None:
        """All that are new, for one page at a time. It rests as long as it works: citizens ask the same encoder."""
        if not self._behind.acquire(blocking=False):
            return
        try:
            begun = monotonic()
            while self._embed_batch(texts):
                sleep(monotonic() - begun)
                begun = monotonic()
        finally:
            self._behind.release()

    def _embed_batch(self, texts: Sequence[str]) -> bool:
        """Whether there was any."""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._vectors][:BATCH]
            for text, vector in zip(new, self._encoder.encode_query(new) if new else (), strict=True):
                self._vectors[text] = vector
            while len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        return bool(new)
