"""Which statement of a page as it is now was which statement of the passage as it was."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from knowledge.living.facts import Fact, agree
from knowledge.living.statements import Statement, likeness

SAME_STATEMENT = 0.35  # likeness of two wordings of one statement that stand in the same place


def align(old: Sequence[Statement], new: Sequence[Statement]) -> dict[int, int]:
    """Places in `new` by places in `old`; a statement that is gone has none."""
    matcher = SequenceMatcher(None, [one.skeleton for one in old], [one.skeleton for one in new], autojunk=False)
    found: dict[int, int] = {}
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            found.update(zip(range(first, last), range(new_first, new_last), strict=True))
        elif tag == "replace":
            found.update(_align_reworded(old, new, range(first, last), range(new_first, new_last)))
    return found | _align_moved(old, new, found)


def _align_moved(old: Sequence[Statement], new: Sequence[Statement], found: dict[int, int]) -> dict[int, int]:
    """Rows that were put in another order; only what is there once, as a doubtful place is none."""
    free = [other for other in range(len(new)) if other not in found.values()]
    places = {one: [other for other in free if new[other].skeleton == old[one].skeleton] for one in range(len(old))}
    return {one: others[0] for one, others in places.items() if one not in found and len(others) == 1}


def _align_reworded(
    old: Sequence[Statement], new: Sequence[Statement], olds: Sequence[int], news: Sequence[int]
) -> dict[int, int]:
    """The likest pairs first, each statement once."""
    scored = [(likeness(old[one].words, new[other].words), one, other) for one in olds for other in news]
    found: dict[int, int] = {}
    for score, one, other in sorted(scored, reverse=True):
        if score >= SAME_STATEMENT and one not in found and other not in found.values():
            found[one] = other
    return found


def holds(old: Statement, number: int, fact: Fact, new: Statement) -> bool:
    """Whether the fact that stood at `number` of the old statement still stands in what became of it."""
    if old.skeleton == new.skeleton:
        return agree(fact, new.facts[number])
    same_kind = [place for place, other in enumerate(new.facts) if other.kind is fact.kind]
    if not same_kind:
        return False
    label = old.labels[number]
    likest = max(likeness(label, new.labels[place]) for place in same_kind)
    best = [place for place in same_kind if likeness(label, new.labels[place]) >= likest - 0.05]
    return all(agree(fact, new.facts[place]) for place in best)
