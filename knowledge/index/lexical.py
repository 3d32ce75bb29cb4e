"""BM25 over content words: what shares rare words with the utterance. A few arrays, half a millisecond a query."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75

Scores = NDArray[np.float32]


class WordIndex:
    """Weights of words in texts, kept by word: `starts[i]:starts[i+1]` are the places of the i-th word."""

    def __init__(self, words: Sequence[str], starts: Any, texts: Any, weights: Any, count: int) -> None:
        self._rows = {word: row for row, word in enumerate(words)}  # a pair of places each would be 13 MB
        self._starts = starts
        self._texts = texts
        self._weights = weights
        self._count = count

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]]) -> WordIndex:
        """`texts` are the content words of each text."""
        places: dict[str, list[tuple[int, int]]] = {}
        for number, words in enumerate(texts):
            for word, times in Counter(words).items():
                places.setdefault(word, []).append((number, times))
        average = sum(map(len, texts)) / max(len(texts), 1)
        lengths = [B * len(words) / max(average, 1.0) + 1 - B for words in texts]
        starts, numbers, weights = [0], [], []
        for found in places.values():
            rarity = _rarity(len(texts), len(found))
            for number, times in found:
                numbers.append(number)
                weights.append(rarity * times * (K1 + 1) / (times + K1 * lengths[number]))
            starts.append(len(numbers))
        arrays = (np.array(starts, np.int64), np.array(numbers, np.int32), np.array(weights, np.float32))
        return cls(list(places), *arrays, len(texts))

    def scores(self, words: Sequence[str]) -> Scores:
        """BM25 of every text; a word said twice counts once."""
        total = np.zeros(self._count, dtype=np.float32)
        for word in set(words):
            start, end = self._find(word)
            total[self._texts[start:end]] += self._weights[start:end]
        return total

    def many_scores(self, texts: Sequence[Sequence[str]]) -> Scores:
        """`scores` of each of many queries at once, (queries, texts)."""
        from scipy.sparse import csr_matrix  # 14 MB that a search does without

        rows = self._rows
        found = [sorted({rows[word] for word in words if word in rows}) for words in texts]
        starts = np.cumsum([0, *map(len, found)])
        columns = [row for words in found for row in words]
        asked = csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=(len(texts), len(rows)))
        kept = csr_matrix((self._weights, self._texts, self._starts), shape=(len(rows), self._count))
        scores: Scores = (asked @ kept).toarray()
        return scores

    def highest(self, words: Sequence[str]) -> float:
        """What a text could reach at most that has all these words often; words nobody wrote count as the rarest."""
        found = map(self._find, set(words))
        return sum(_rarity(self._count, end - start) * (K1 + 1) for start, end in found)

    def _find(self, word: str) -> tuple[int, int]:
        row = self._rows.get(word)
        return (0, 0) if row is None else (int(self._starts[row]), int(self._starts[row + 1]))

    def arrays(self) -> dict[str, Any]:
        """For `numpy.savez`; `from_arrays` is the inverse."""
        words = np.frombuffer("\n".join(self._rows).encode("utf-8"), dtype=np.uint8)
        return {"words": words, "starts": self._starts, "texts": self._texts, "weights": self._weights}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any], count: int) -> WordIndex:
        text = arrays["words"].tobytes().decode("utf-8")
        words = text.split("\n") if text else []
        return cls(words, arrays["starts"], arrays["texts"], arrays["weights"], count)


def letter_pairs(text: str) -> list[str]:
    """Every two letters side by side, widths and case folded, without spaces: what a typing error spares."""
    letters = "".join(unicodedata.normalize("NFKC", text).lower().split())
    return [letters[start : start + 2] for start in range(len(letters) - 1)]


def _rarity(texts: int, having: int) -> float:
    return float(np.log1p((texts - having + 0.5) / (having + 0.5)))
