"""What fingers and keyboards do to a sentence: all in hiragana, a letter lost, doubled or swapped."""

from __future__ import annotations

import random

from nlu.tokenizer import reading

SHORTEST = 5  # letters; a shorter wording loses its sense
IN_HIRAGANA = 0.07
MISTYPED = 0.06


class Noise:
    """Disturbs one wording in eight; the same seed gives the same disturbances."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def disturb(self, text: str) -> str:
        chance = self._rng.random()
        if chance < IN_HIRAGANA:
            return reading(text)
        if chance < IN_HIRAGANA + MISTYPED and len(text) >= SHORTEST:
            return self._mistype(text)
        return text

    def _mistype(self, text: str) -> str:
        place = self._rng.randrange(len(text) - 1)
        before, first, second, after = text[:place], text[place], text[place + 1], text[place + 2 :]
        return before + self._rng.choice((second, second + first, first + first + second)) + after
