"""The encoder's tokenizer: a text in the pieces of its vocabulary that are likeliest together (a unigram model).

The model is that of XLM-R. The library it was made with, sentencepiece, takes 40 MB for its 250,000 pieces; here they
are a trie of 1 MB, and the likeliest spelling is looked for in it. Both give the same tokens.
"""

from __future__ import annotations

import math
from pathlib import Path

import marisa_trie
import numpy as np

SPACE = "\u2581"
LONGEST = 16  # characters of a piece
UNLIKELY = 10.0  # how much less likely a character without a piece is than the least likely piece


class Pieces:
    """Reads `<path>.trie` and `<path>.npz`: of each key of the trie its token and its log probability."""

    def __init__(self, path: Path) -> None:
        self._trie = marisa_trie.Trie().mmap(str(path.with_suffix(".trie")))
        with np.load(path.with_suffix(".npz"), allow_pickle=False) as file:
            self._tokens, self._scores = file["tokens"], file["scores"]
            self.begin, self.end, self._unknown = (int(file[name]) for name in ("begin", "end", "unknown"))
        self._unlikely = float(self._scores.min()) - UNLIKELY

    def encode(self, text: str) -> list[int]:
        """Tokens of a text in NFKC, without those of begin and end. Unknown characters in a row are one token."""
        words = text.split()
        spelled = SPACE + SPACE.join(words) if words else ""
        came = self._spell(spelled)
        tokens: list[int] = []
        place = len(spelled)
        while place:
            place, token = came[place]
            if token != self._unknown or not tokens or tokens[-1] != self._unknown:
                tokens.append(token)
        return tokens[::-1]

    def _spell(self, text: str) -> list[tuple[int, int]]:
        """For each place where the last piece before it began, and its token, in the likeliest spelling up to there."""
        best = [0.0] + [-math.inf] * len(text)
        came = [(0, self._unknown)] * (len(text) + 1)
        for start in range(len(text)):
            known = False
            for piece in self._trie.prefixes(text[start : start + LONGEST]):
                key, end = self._trie[piece], start + len(piece)
                known = known or len(piece) == 1
                score = best[start] + float(self._scores[key])
                if score > best[end]:
                    best[end], came[end] = score, (start, int(self._tokens[key]))
            if not known and best[start] + self._unlikely > best[start + 1]:
                best[start + 1], came[start + 1] = best[start] + self._unlikely, (start, self._unknown)
        return came
