"""What was typed in kana or in Latin letters, written as Japanese is: じゅうみんひょう → 住民票.

The sentence encoder has seen little Japanese without kanji, and a small dictionary helps it more than any number of
training copies would. The words and their neighbours are those of the examples and of the lessons; the likeliest
chain of words is taken, and what no word explains stays as it is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from nlu.normalize import normalize
from nlu.romaji import read_romaji
from nlu.tokenizer import read_words, to_hiragana

_BOUNDARY = 0  # the entry of beginnings, ends, marks and kana that no word explains
_UNEXPLAINED = 9.0  # what such a kana costs, against -log of a word's probability
_UNEXPLAINED_LATIN = 4.5  # the most that a kana of romaji may cost on the whole, or it is no Japanese
_SMOOTHING = 5.0  # neighbours seen this often count as much as the word's own frequency
_BEAM = 12
_FEWEST = 4  # kana a text must have: a shorter one has too many meanings
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_HIRAGANA = re.compile(r"[ぁ-ゖ]")
_HAN = regex.compile(r"\p{Han}")
_JAPANESE = regex.compile(r"[\p{Hiragana}\p{Katakana}ー]|\p{Han}")
_MOST_KANA = 200


class Lexicon(NamedTuple):
    """`words` (V, 2): as written and as read, the boundary first. `counts` (V,). `pairs` (m, 3): word, next, count."""

    words: NDArray[np.str_]
    counts: NDArray[np.int32]
    pairs: NDArray[np.int32]


Chain = list[tuple[str, str]]  # the words of a text, as written and as read


def read_chains(texts: Iterable[str]) -> list[Chain]:
    """Of normalised texts, those from which Japanese can be learned: in katakana alone it is not as it should be."""
    return [read_words(text) for text in texts if _HIRAGANA.search(text)]


def learn_lexicon(chains: Iterable[Chain]) -> Lexicon:
    """A text that should count more is given more than once."""
    index: dict[tuple[str, str], int] = {("", ""): _BOUNDARY}
    counts: Counter[int] = Counter()
    pairs: Counter[tuple[int, int]] = Counter()
    for chain in chains:
        places = [index.setdefault(word, len(index)) if _JAPANESE.search(word[0]) else _BOUNDARY for word in chain]
        counts.update(places)
        pairs.update(zip([_BOUNDARY, *places], [*places, _BOUNDARY], strict=True))
    return Lexicon(
        np.array(list(index)),
        np.array([counts[place] for place in range(len(index))], dtype=np.int32),
        np.array([(*pair, n) for pair, n in pairs.items()], dtype=np.int32).reshape(-1, 3),
    )


class _Step(NamedTuple):
    cost: float
    start: int
    before: int


class Conversion:
    """From kana to words with kanji. Safe for several threads, as nothing changes after loading."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._written = [str(written) for written, _ in lexicon.words]
        self._by_reading: dict[str, list[int]] = {}
        for entry, (_, read) in enumerate(lexicon.words):
            if entry != _BOUNDARY:
                self._by_reading.setdefault(str(read), []).append(entry)
        self._longest = max(map(len, self._by_reading), default=0)
        known = lexicon.counts[_BOUNDARY + 1 :].sum()
        self._frequencies = (lexicon.counts / max(known, 1)).tolist()
        self._pairs: dict[tuple[int, int], int] = {}
        self._followed: Counter[int] = Counter()
        for before, after, count in lexicon.pairs.tolist():
            self._pairs[before, after] = count
            self._followed[before] += count

    def convert(self, text: str) -> str:
        """A normalised text, normalised again; the same when it has kanji, or is not in Japanese."""
        if _HAN.search(text):
            return text
        kana = read_romaji(text)
        if len(_KANA.findall(kana or text)) < _FEWEST:
            return text
        written, cost = self._likeliest((kana or text)[:_MOST_KANA])
        if kana and cost > _UNEXPLAINED_LATIN * len(_KANA.findall(kana)):
            return text
        return normalize(written + (kana or text)[_MOST_KANA:])

    def _likeliest(self, text: str) -> tuple[str, float]:
        kana = text if _HIRAGANA.search(text) else to_hiragana(text)  # beside hiragana, katakana is meant
        steps: list[dict[int, _Step]] = [{_BOUNDARY: _Step(0.0, 0, _BOUNDARY)}, *({} for _ in kana)]
        for start in range(len(kana)):
            likely = sorted(steps[start].items(), key=lambda one: one[1].cost)[:_BEAM]
            for end, entry in self._entries(kana, start):
                for before, step in likely:
                    cost = step.cost + self._cost(before, entry, kana[start])
                    if entry not in steps[end] or cost < steps[end][entry].cost:
                        steps[end][entry] = _Step(cost, start, before)
        return self._walk_back(text, steps)

    def _entries(self, kana: str, start: int) -> Iterator[tuple[int, int]]:
        yield start + 1, _BOUNDARY
        for end in range(start + 1, min(start + self._longest, len(kana)) + 1):
            for entry in self._by_reading.get(kana[start:end], ()):
                yield end, entry

    def _cost(self, before: int, entry: int, character: str) -> float:
        if entry == _BOUNDARY:
            return _UNEXPLAINED if _JAPANESE.match(character) else 0.0
        seen = self._followed[before]
        weight = seen / (seen + _SMOOTHING)
        neighbours = self._pairs.get((before, entry), 0) / seen if seen else 0.0
        return -math.log(weight * neighbours + (1 - weight) * self._frequencies[entry])

    def _walk_back(self, text: str, steps: list[dict[int, _Step]]) -> tuple[str, float]:
        end, entry = len(text), min(steps[-1], key=lambda one: steps[-1][one].cost)
        total = steps[-1][entry].cost
        parts: list[str] = []
        while end:
            step = steps[end][entry]
            parts.append(text[step.start : end] if entry == _BOUNDARY else self._written[entry])
            end, entry = step.start, step.before
        return "".join(reversed(parts)), total
