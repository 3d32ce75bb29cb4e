"""Two versions of a rule side by side, and how many plans change between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest

from handlers.health_records.schedule.computing import Schedule
from handlers.health_records.schedule.history import History
from handlers.health_records.schedule.rules import Rule

AROUND = 2  # lines that stay, shown around a change


@dataclass(frozen=True)
class Compared:
    """A line of the one before and of the new one; `kind` is same, changed, added, removed or, for what is left out,
    skipped."""

    kind: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Changes:
    """Of so many people who were looked at."""

    people: int
    changed: int


def compare(before: str, after: str) -> list[Compared]:
    old, new = before.splitlines(), after.splitlines()
    lines: list[Compared] = []
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, from_, to, from_new, to_new) in enumerate(opcodes):
        if tag == "equal":
            is_first, is_last = number == 0, number == len(opcodes) - 1
            lines += _shorten(old[from_:to], is_first=is_first, is_last=is_last)
        else:
            lines += _pair(old[from_:to], new[from_new:to_new])
    return lines


def _pair(old: Sequence[str], new: Sequence[str]) -> list[Compared]:
    pairs = zip_longest(old, new)
    kinds = {(True, True): "changed", (True, False): "removed", (False, True): "added"}
    return [Compared(kinds[one is not None, other is not None], one or "", other or "") for one, other in pairs]


def _shorten(lines: Sequence[str], *, is_first: bool, is_last: bool) -> list[Compared]:
    head, tail = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(lines) <= head + tail:
        return [Compared("same", line, line) for line in lines]
    kept = [Compared("same", line, line) for line in lines[:head]]
    last = lines[len(lines) - tail :] if tail else []
    return [*kept, Compared("skipped"), *(Compared("same", line, line) for line in last)]


def count_changes(
    histories: Iterable[tuple[int, History]], before: Rule | None, after: Rule, beside: Sequence[Rule], on: date
) -> Changes:
    """`beside` are the other rules: live vaccines have to do with each other."""
    live = [rule for rule in beside if rule.live and after.live and rule.id != after.id]
    old = Schedule([*([before] if before else []), *live], on)
    new = Schedule([after, *live], on)
    people = changed = 0
    for _, history in histories:
        people += 1
        changed += old.compute(history).find(after.id) != new.compute(history).find(after.id)
    return Changes(people, changed)
