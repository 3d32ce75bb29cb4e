"""A plan as lines to show: text keys with their values, the most urgent first. What they say is in the
room's `texts.yml`; dates are said as the reader's language says them (`plan_words.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.health_records.schedule.history import Kind
from handlers.health_records.schedule.plan import Item, Plan, Status
from handlers.health_records.schedule.rules import Rule

Value = date | int | tuple[date, ...]
ORDER = tuple(Status)  # overdue first, closed last


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text key of the room `schedule`, and what it wants to be told."""

    key: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Line:
    """`name` is the rule's, by language. `since` is when the next dose should be had, from now on; `until` is the law's
    last day."""

    rule_id: str
    kind: Kind
    status: Status
    name: Mapping[str, str]
    sentences: tuple[Sentence, ...]
    since: date | None
    until: date | None
    is_missed: bool = False  # a child's check-up that is over, and that somebody should still ask about


def list_lines(plan: Plan, rules: Sequence[Rule]) -> list[Line]:
    """`rules` are those that the plan was computed by."""
    names = {rule.id: rule.name for rule in rules}
    lines = [_tell(item, plan.on, names[item.rule_id]) for item in plan.items]
    return sorted(lines, key=lambda line: (_find_rank(line), _find_turn(line)))


def _find_rank(line: Line) -> int:
    """What was missed stands before what is yet to come."""
    return ORDER.index(Status.ASK if line.is_missed else line.status)


def _find_turn(line: Line) -> date:
    """What ends first, and of what is to come what begins first."""
    return (line.since if line.status == Status.UPCOMING else line.until) or date.max


def _tell(item: Item, on: date, name: Mapping[str, str]) -> Line:
    coming = item.next
    is_open = item.status not in (Status.DONE, Status.CLOSED)
    is_missed = _is_missed(item)
    sentences = [_tell_missed(item) if is_missed else _tell_status(item, on)]
    if is_open and item.needs_request:
        sentences.append(Sentence("on_request", {}))
    if is_open and item.status != Status.UPCOMING and len(item.catch_up) > 1:
        sentences.append(Sentence("catch_up", {"dates": item.catch_up}))
    if is_open and item.catch_up and len(item.catch_up) < item.remaining:
        sentences.append(Sentence("not_all", {"count": item.remaining}))
    begins = coming.recommended if coming and item.status == Status.UPCOMING else on
    since, until = (begins, coming.ends) if coming and is_open else (None, None)
    return Line(item.rule_id, item.kind, item.status, name, tuple(sentences), since, until, is_missed)


def _is_missed(item: Item) -> bool:
    """Plans leave out what was over for years."""
    return item.kind == Kind.CHECKUP and item.status == Status.CLOSED and item.next is not None


def _tell_missed(item: Item) -> Sentence:
    assert item.next is not None
    return Sentence("missed", {"ends": item.next.ends})


def _tell_status(item: Item, on: date) -> Sentence:
    coming = item.next
    if item.status == Status.DONE and coming is not None:
        return Sentence("done_for_now", {"held_on": item.given[-1].held_on, "begins": coming.begins})
    if item.status == Status.DONE or coming is None:
        return Sentence("done", {})
    if item.status == Status.CLOSED:
        return Sentence("closed", {})
    is_one = item.kind != Kind.VACCINATION or (not item.given and item.remaining == 1)
    if item.status == Status.ASK:
        return Sentence("ask" if item.unclear else "ask_late", {"ends": coming.ends})
    values: dict[str, Value] = {} if is_one else {"dose": len(item.given) + 1}
    suffix = "" if is_one else "_dose"
    if item.status != Status.UPCOMING:
        return Sentence(f"{item.status}{suffix}", {**values, "ends": coming.ends})
    values["recommended"] = coming.recommended
    if coming.begins < coming.recommended:
        return Sentence(f"upcoming_earlier{suffix}", {**values, "begins": max(coming.begins, on)})
    return Sentence(f"upcoming{suffix}", values)
