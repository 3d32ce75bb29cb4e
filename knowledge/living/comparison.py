"""A passage as it was and its page as it is: what became of it, and which facts of the answer were lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.living.alignment import align, holds
from knowledge.living.anchors import Anchor
from knowledge.living.facts import Fact
from knowledge.living.statements import Statement, read_statements
from knowledge.sources.chunks import HEADING_SIGN

KEPT = 0.3  # of a passage's statements; with fewer of them left it is gone


class Outcome(StrEnum):
    UNCHANGED = "unchanged"
    WORDING_CHANGED = "wording_changed"
    FACTS_CHANGED = "facts_changed"
    MOVED = "moved"
    PASSAGE_GONE = "passage_gone"
    PAGE_GONE = "page_gone"


@dataclass(frozen=True)
class Section:
    """One passage of a page as it is stored."""

    page_id: str
    url: str
    position: int
    heading: str  # with the page's title
    text: str
    content_hash: str

    @property
    def statements(self) -> tuple[Statement, ...]:
        return read_statements(self.text, self.heading)


@dataclass(frozen=True)
class Snapshot:
    """A passage as it was. `neighbours` are the forms of the other statements that stood under its heading."""

    section: Section
    neighbours: frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """`lost` are facts of the answer that the page no longer says; `after` is what stands there now, at `url`."""

    outcome: Outcome
    lost: tuple[Fact, ...] = ()
    after: str = ""
    url: str = ""


UNCHANGED = Comparison(Outcome.UNCHANGED)


def compare(snapshot: Snapshot, anchors: Sequence[Anchor], page: Sequence[Section]) -> Comparison:
    """`anchors` are those of the answer's facts in this passage; `page` is empty when it is gone."""
    old = snapshot.section.statements
    all_facts = tuple(dict.fromkeys(anchor.fact for anchor in anchors))
    if not page:
        return Comparison(Outcome.PAGE_GONE, all_facts)
    scope, heading_is_there = _scope(snapshot, page)
    new = [statement for section in scope for statement in section.statements]
    aligned = align(old, new)
    added = _list_added(snapshot, new, aligned) if heading_is_there else set()
    after, url = _join(new[place] for place in sorted({*aligned.values(), *added})), page[0].url
    if len(aligned) < KEPT * len(old):
        return Comparison(Outcome.PASSAGE_GONE, all_facts, after, url)
    lost = _list_lost(old, new, aligned, anchors, strict=not heading_is_there)
    if not lost and not added and _is_same(old, new, aligned):
        return UNCHANGED
    facts_changed = lost or any(_values(old[one]) != _values(new[other]) for one, other in aligned.items())
    return Comparison(Outcome.FACTS_CHANGED if facts_changed else Outcome.WORDING_CHANGED, lost, after, url)


def is_untouched(snapshot: Snapshot, page: Sequence[Section]) -> bool:
    """A quick look: the passage is there as it was, and nothing new stands under its heading."""
    if all(section.content_hash != snapshot.section.content_hash for section in page):
        return False
    known = snapshot.neighbours | {statement.form for statement in snapshot.section.statements}
    scope = _scope(snapshot, page)[0]
    return all(statement.form in known for section in scope for statement in section.statements)


def take_snapshot(section: Section, page: Sequence[Section]) -> Snapshot:
    """A passage with what stands beside it on its page now."""
    others = (other for other in page if _path(other) == _path(section) and other.position != section.position)
    return Snapshot(section, frozenset(statement.form for other in others for statement in other.statements))


def show_before(section: Section) -> str:
    """A passage in the spelling of `Comparison.after`, so that a difference shows no other spelling of the same."""
    return _join(section.statements)


def _join(statements: Iterable[Statement]) -> str:
    return "\n".join(statement.text for statement in statements)


def _list_added(snapshot: Snapshot, new: Sequence[Statement], aligned: Mapping[int, int]) -> set[int]:
    """What stands under the heading and did not: a note of what will change soon, for one."""
    known = snapshot.neighbours | {statement.form for statement in snapshot.section.statements}
    aligned_now = set(aligned.values())
    return {place for place, one in enumerate(new) if place not in aligned_now and one.form not in known}


def _scope(snapshot: Snapshot, page: Sequence[Section]) -> tuple[list[Section], bool]:
    """What stands under the same heading, as one sentence may stand under several; all, when the heading is gone."""
    same = [section for section in page if _path(section) == _path(snapshot.section)]
    return (same, True) if same else (list(page), False)


def _path(section: Section) -> str:
    return section.heading.partition(HEADING_SIGN)[2]


def _list_lost(
    old: Sequence[Statement],
    new: Sequence[Statement],
    aligned: Mapping[int, int],
    anchors: Sequence[Anchor],
    *,
    strict: bool,
) -> tuple[Fact, ...]:
    """With `strict`, each statement of the same form has to agree: which of them was meant can't be known."""
    lost: dict[Fact, None] = {}
    for anchor in anchors:
        statement = old[anchor.statement]
        place = aligned.get(anchor.statement)
        candidates = [] if place is None else [new[place]]
        if strict:
            candidates += [other for other in new if other.skeleton == statement.skeleton]
        if not candidates or not all(holds(statement, anchor.number, anchor.fact, other) for other in candidates):
            lost[anchor.fact] = None
    return tuple(lost)


def _is_same(old: Sequence[Statement], new: Sequence[Statement], aligned: Mapping[int, int]) -> bool:
    """All still there with the same facts, in whatever writing."""
    return len(aligned) == len(old) and all(old[one].key == new[other].key for one, other in aligned.items())


def _values(statement: Statement) -> list[str]:
    return [f"{fact.kind}:{fact.value}" for fact in statement.facts]
