"""One answer against the passages it rests on: its state, and what staff have to see."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.living.anchors import Anchor, Answer, find_anchors
from knowledge.living.comparison import (
    UNCHANGED,
    Comparison,
    Outcome,
    Section,
    Snapshot,
    compare,
    is_untouched,
    show_before,
)
from knowledge.living.library import plain_address, section_of
from knowledge.living.models import KnowledgeEvidence, TaskKind
from knowledge.living.moves import Lost
from knowledge.living.tasks import NewTask
from knowledge.models import EntryState, KnowledgeEntry


@dataclass
class Assessment:
    """`comparisons` are those of `evidence`, one for one; `anchors` as well."""

    entry: KnowledgeEntry
    evidence: Sequence[KnowledgeEvidence]
    comparisons: list[Comparison]
    anchors: list[list[Anchor]] = field(default_factory=list)

    @property
    def state(self) -> EntryState:
        """As far as pages say."""
        if any(comparison.lost for comparison in self.comparisons):
            return EntryState.WITHHELD
        if any(comparison.outcome is not Outcome.UNCHANGED for comparison in self.comparisons):
            return EntryState.STALE
        return EntryState.CURRENT if self.evidence else EntryState.UNCHECKED

    @property
    def is_about_other_words(self) -> bool:
        """Whether the answer was edited since it was linked."""
        return any(evidence.answer_hash != answer_hash(self.entry) for evidence in self.evidence)

    def list_gone(self) -> list[tuple[int, Lost]]:
        """What may have moved: (its number, what to look for)."""
        gone = (Outcome.PAGE_GONE, Outcome.PASSAGE_GONE)
        return [
            (number, Lost(evidence.page_id, section_of(evidence).statements, self._needed(number)))
            for number, evidence in enumerate(self.evidence)
            if self.comparisons[number].outcome in gone
        ]

    def _needed(self, number: int) -> frozenset[int]:
        return frozenset(anchor.statement for anchor in self.anchors[number])

    def move(self, number: int, section: Section) -> None:
        """A passage was found on another page, with all it said."""
        self.comparisons[number] = Comparison(Outcome.MOVED, (), show_before(section), section.url)

    def list_tasks(self) -> list[NewTask]:
        return [
            _task(self.entry, evidence, comparison)
            for evidence, comparison in zip(self.evidence, self.comparisons, strict=True)
            if comparison.outcome is not Outcome.UNCHANGED
        ]


def assess(
    entry: KnowledgeEntry, evidence: Sequence[KnowledgeEvidence], pages: Mapping[str, Sequence[Section]]
) -> Assessment:
    """`evidence` is what staff have not rejected; a page that is not in `pages` is gone."""
    snapshots = [Snapshot(section_of(one), frozenset(one.neighbours)) for one in evidence]
    if all(is_untouched(snapshot, pages.get(snapshot.section.page_id, ())) for snapshot in snapshots):
        return Assessment(entry, evidence, [UNCHANGED] * len(snapshots), [[] for _ in snapshots])
    anchors = _anchors(Answer(entry.title, entry.text), snapshots)
    comparisons = [
        compare(snapshot, own, pages.get(snapshot.section.page_id, ()))
        for snapshot, own in zip(snapshots, anchors, strict=True)
    ]
    return Assessment(entry, evidence, comparisons, anchors)


def answer_hash(entry: KnowledgeEntry) -> str:
    """Of all that decides which passages an answer rests on."""
    said = "\x1f".join((entry.title, entry.text, plain_address(entry.url)))
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _anchors(answer: Answer, snapshots: Sequence[Snapshot]) -> list[list[Anchor]]:
    """Looked for among all passages together, so that a fact rests on the likest of them only."""
    owners = [(number, place) for number, one in enumerate(snapshots) for place in range(len(one.section.statements))]
    pool = [statement for one in snapshots for statement in one.section.statements]
    found: list[list[Anchor]] = [[] for _ in snapshots]
    for anchor in find_anchors(answer, pool):
        number, place = owners[anchor.statement]
        found[number].append(replace(anchor, statement=place))
    return found


def _task(entry: KnowledgeEntry, evidence: KnowledgeEvidence, comparison: Comparison) -> NewTask:
    return NewTask(
        entry_id=entry.id or 0,  # never 0: it was read from the database
        subject=f"{evidence.page_id}#{evidence.position}",
        kind=TaskKind(comparison.outcome.value),
        department=entry.department,
        before=show_before(section_of(evidence)),
        after=comparison.after,
        url=comparison.url or evidence.url,
        facts=comparison.lost,
    )
