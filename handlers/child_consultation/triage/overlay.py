"""A city's own rules laid over ours: it may add and raise; it lowers only what is not of the same day."""

from __future__ import annotations

from collections.abc import Sequence, Set

from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.reading import Fault
from handlers.child_consultation.triage.rule import Rule

LOWERABLE = (Level.SOON, Level.INFORMATION)


def lay_over(ours: Sequence[Rule], added: Sequence[Rule], lowered: Set[str]) -> tuple[Rule, ...]:
    """A rule with an id of ours stands beside it, so that the higher of both holds; with its id in `lowered` it stands
    in its place. Raises Fault for one that may not be lowered."""
    own = {rule.id: rule for rule in ours}
    for rule_id in sorted(lowered):
        _check_lowered(own.get(rule_id), rule_id, {rule.id for rule in added})
    kept = [rule for rule in ours if rule.id not in lowered]
    return tuple(sorted([*kept, *added], key=lambda rule: -rule.level.weight))


def _check_lowered(rule: Rule | None, rule_id: str, added: Set[str]) -> None:
    if rule is None:
        raise Fault(f"lowers: there is no rule {rule_id}")
    if rule.level not in LOWERABLE:
        raise Fault(f"lowers: {rule_id} is {rule.level} and may not be lowered")
    if rule_id not in added:
        raise Fault(f"lowers: {rule_id}: the rule in its place is missing")
