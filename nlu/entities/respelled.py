"""A text with words written otherwise, and the way back to where they stand in the original."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nlu.interpretation import Entity

Span = tuple[int, int]
Piece = tuple[str, Span]  # words, and the part of the text for which they stand


@dataclass(frozen=True)
class Respelled:
    """`text`, and for each of its characters the part of the original text that it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Respelled:
        """As it is."""
        return cls(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))

    def restore(self, entity: Entity, original: str) -> Entity:
        """The entity with the span and the words of the original text."""
        start, end = self.starts[entity.start], self.ends[entity.end - 1]
        return replace(entity, text=original[start:end], start=start, end=end)

    def replace(self, pattern: re.Pattern[str], spell: Callable[[re.Match[str]], str]) -> Respelled:
        """With each match written as `spell` says."""
        return self.replace_pieces(pattern, lambda match: [(spell(match), match.span())])

    def replace_pieces(self, pattern: re.Pattern[str], spell: Callable[[re.Match[str]], Sequence[Piece]]) -> Respelled:
        """With each match as pieces, each of which stands for its own part of the text."""
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            text.append(self.text[done : match.start()])
            starts += self.starts[done : match.start()]
            ends += self.ends[done : match.start()]
            for words, (start, end) in spell(match):
                text.append(words)
                starts += [self.starts[start]] * len(words)
                ends += [self.ends[end - 1]] * len(words)
            done = match.end()
        if not done:
            return self
        return Respelled("".join(text) + self.text[done:], (*starts, *self.starts[done:]), (*ends, *self.ends[done:]))
