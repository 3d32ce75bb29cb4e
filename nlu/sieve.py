"""Which of many patterns may be found in a text, at a fraction of the cost of searching for each.

Of each pattern are read the pieces of text one of which stands in whatever it finds; where none of them stands in a
text, there is nothing to search for. Nothing of a text is kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Set
from itertools import product
from re import _parser as parser  # type: ignore[attr-defined]  # what `re` itself makes of a pattern
from typing import Any, Generic, TypeVar

LONGEST = 3  # characters of a piece
MOST = 64  # pieces of one sequence
MOST_OF_A_CLASS = 12  # characters; what is wider says little
MOST_REPEATED = 2

Name = TypeVar("Name", bound=Hashable)
Pieces = frozenset[str] | None  # None: anything may stand there

_NOTHING = frozenset({""})
_PLACES = (parser.AT, parser.ASSERT, parser.ASSERT_NOT)  # no text of their own
_REPEATS = (parser.MAX_REPEAT, parser.MIN_REPEAT, parser.POSSESSIVE_REPEAT)


class Sieve(Generic[Name]):
    """Patterns by name. Safe for several threads."""

    def __init__(self, patterns: Mapping[Name, re.Pattern[str]]) -> None:
        index, always = defaultdict[str, set[Name]](set), set[Name]()
        for name, pattern in patterns.items():
            pieces = read_pieces(pattern)
            for piece in pieces or ():
                index[piece].add(name)
            if pieces is None:
                always.add(name)
        self._index = {piece: frozenset(names) for piece, names in index.items()}
        self._always = frozenset(always)

    def list_possible(self, text: str | Set[str]) -> frozenset[Name]:
        """The names of all patterns that are found in the text, and of a few that are not.

        A text that many sieves are asked about may be given as `take_apart` leaves it.
        """
        held = self._index.keys() & (take_apart(text) if isinstance(text, str) else text)
        return self._always.union(*(self._index[piece] for piece in held))


class Sifted:
    """Patterns in an order, of which only those need be looked at that may be found."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._sieve = Sieve(dict(enumerate(self._patterns)))

    def list_possible(self, text: str | Set[str]) -> list[re.Pattern[str]]:
        return [self._patterns[index] for index in sorted(self._sieve.list_possible(text))]

    def replace(self, text: str, by: str) -> str:
        """The text with `by`, which no pattern may look for, in the place of whatever they find one after the other."""
        for pattern in self.list_possible(text):
            text = pattern.sub(by, text)
        return text


def take_apart(text: str) -> Set[str]:
    """All its pieces of up to three characters."""
    return {text[start : start + length] for length in range(1, LONGEST + 1) for start in range(len(text))}


def read_pieces(pattern: re.Pattern[str]) -> Pieces:
    """Pieces of at most three characters, one of which stands in all that the pattern finds; None: there are none."""
    if pattern.flags & re.IGNORECASE:
        return None
    needed = _need(parser.parse(pattern.pattern, pattern.flags))
    return frozenset(piece[:LONGEST] for piece in needed) if needed else None


def _need(sequence: Iterable[tuple[Any, Any]]) -> Pieces:
    """The best of what must stand somewhere in what a sequence finds."""
    best: Pieces = None
    run: frozenset[str] = _NOTHING
    for item in sequence:
        exact = _spell_out(item)
        longer = _append(run, exact)
        if longer is not None:
            run = longer
            continue
        best = _choose(best, run, _need_within(item) if exact is None else None)
        run = exact or _NOTHING
    return _choose(best, run)


def _need_within(item: tuple[Any, Any]) -> Pieces:
    kind, value = item
    if kind is parser.SUBPATTERN:
        return _need(value[-1]) if not value[1] else None
    if kind is parser.BRANCH:
        needed = [_need(branch) for branch in value[1]]
        return frozenset().union(*(one for one in needed if one)) if all(needed) else None
    if kind in _REPEATS and value[0]:
        return _need(value[2])
    return None


def _choose(*several: Pieces) -> Pieces:
    """The longest, then the fewest; none that may be empty."""
    usable = [pieces for pieces in several if pieces and "" not in pieces]
    return max(usable, key=lambda one: (min(len(piece[:LONGEST]) for piece in one), -len(one)), default=None)


def _spell_out(item: tuple[Any, Any]) -> Pieces:
    """All that an item may find, when that is not much."""
    kind, value = item
    if kind is parser.LITERAL:
        return frozenset({chr(value)})
    if kind in _PLACES:
        return _NOTHING
    if kind is parser.IN:
        return _spell_class(value)
    if kind is parser.SUBPATTERN:
        return _spell_sequence(value[-1]) if not value[1] else None
    if kind is parser.BRANCH:
        spelled = [_spell_sequence(branch) for branch in value[1]]
        return None if None in spelled else _limit(frozenset().union(*(one or () for one in spelled)))
    if kind in _REPEATS and value[1] <= MOST_REPEATED:
        once = _spell_sequence(value[2])
        times = range(value[0], value[1] + 1)
        return once and _limit(frozenset("".join(parts) for count in times for parts in product(once, repeat=count)))
    return None


def _spell_sequence(sequence: Iterable[tuple[Any, Any]]) -> Pieces:
    run: Pieces = _NOTHING
    for item in sequence:
        run = _append(run, _spell_out(item))
    return run


def _spell_class(members: Iterable[tuple[Any, Any]]) -> Pieces:
    found = set[str]()
    for kind, value in members:
        if kind is parser.LITERAL:
            found.add(chr(value))
        elif kind is parser.RANGE and value[1] - value[0] < MOST_OF_A_CLASS:
            found |= {*map(chr, range(value[0], value[1] + 1))}
        else:
            return None
    return frozenset(found) if len(found) <= MOST_OF_A_CLASS else None


def _append(run: Pieces, more: Pieces) -> Pieces:
    if run is None or more is None or len(run) * len(more) > MOST:
        return None
    return frozenset(first + second for first in run for second in more)


def _limit(pieces: frozenset[str]) -> Pieces:
    return pieces if len(pieces) <= MOST else None
