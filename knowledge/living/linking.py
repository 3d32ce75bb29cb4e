"""Answers to the passages they rest on: the page they name first, else the passage nearest in meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.living.anchors import Answer, find_anchors
from knowledge.living.comparison import Section, take_snapshot
from knowledge.living.facts import DECISIVE
from knowledge.living.library import Library, plain_address
from knowledge.living.models import KnowledgeEvidence
from knowledge.living.statements import pairs, share, words_of
from knowledge.living.thresholds import Thresholds, get_thresholds
from knowledge.models import EntryKind, KnowledgeEntry, PassageRole

MOST_PASSAGES = 6  # of one answer
SOMETHING_IN_COMMON = 0.1  # share of an answer's words; with less, a passage of its page is not what it rests on
# Of an answer, in a passage of a page it does not name. With these and the thresholds 158 of the 182 answers of a city
# find their page without its address, 5 another one; and 1 of 250 answers of another city finds any.
SAME_WORDS = 0.3
SAME_FACTS = 0.3
NEAREST = 3  # passages that are looked at for an answer whose page is not known


@dataclass(frozen=True)
class Link:
    """A passage an answer rests on; `neighbours` as in a `Snapshot`."""

    section: Section
    neighbours: frozenset[str]
    similarity: float


@dataclass(frozen=True)
class Rejected:
    """Passages staff have said an answer does not rest on."""

    passages: frozenset[tuple[str, str]] = frozenset()  # page, hash of the passage
    places: frozenset[tuple[str, int]] = frozenset()  # page, position in it

    @classmethod
    def of(cls, rows: Iterable[KnowledgeEvidence]) -> Rejected:
        rejected = list(rows)
        return cls(
            frozenset((row.page_id, row.content_hash) for row in rejected),
            frozenset((row.page_id, row.position) for row in rejected),
        )

    def allows(self, section: Section) -> bool:
        passage, place = (section.page_id, section.content_hash), (section.page_id, section.position)
        return passage not in self.passages and place not in self.places


class Linker:
    """Links many answers: what is the same for all of them is read once."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def link(self, entries: Sequence[KnowledgeEntry], rejected: Mapping[int, Rejected]) -> dict[int, tuple[Link, ...]]:
        """Links by entry; none for an answer that rests on nothing we know."""
        addresses = self._library.list_pages()
        named = {_id(entry): addresses.get(plain_address(entry.url)) for entry in entries if entry.url}
        named |= self._find_nearest([entry for entry in entries if not named.get(_id(entry))])
        pages = self._library.get_pages(page for page in named.values() if page)
        links: dict[int, tuple[Link, ...]] = {}
        for entry in entries:
            page = pages.get(named.get(_id(entry)) or "", [])
            allowed = [section for section in page if rejected.get(_id(entry), Rejected()).allows(section)]
            links[_id(entry)] = choose_passages(Answer(entry.title, entry.text), allowed, page)
        return links

    def _find_nearest(self, entries: Sequence[KnowledgeEntry]) -> dict[int, str | None]:
        """The page of the passage nearest to each answer, where it is near enough."""
        encoder = self._library.find_encoder()
        names, vectors = self._library.load_vectors(encoder, EntryKind.FAQ, PassageRole.ANSWER)
        places, sections = self._library.load_vectors(encoder, EntryKind.PAGE, PassageRole.SECTION)
        wanted = {entry.external_id: entry for entry in entries}
        rows = [row for row, (name, _) in enumerate(names) if name in wanted]
        if not rows or not places:
            return {}
        cosines = vectors[rows] @ sections.T
        thresholds = get_thresholds(encoder)
        best = np.argsort(-cosines, axis=1)[:, :NEAREST]
        near = {places[place][0] for row in range(len(rows)) for place in best[row]}
        texts = {(one.page_id, one.position): one for one in self._library.list_sections(sorted(near))}
        found: dict[int, str | None] = {}
        for row, name in enumerate(names[row][0] for row in rows):
            near_ones = [(texts[places[place]], float(cosines[row, place])) for place in best[row]]
            entry = wanted[name]
            found[_id(entry)] = _nearest_page(Answer(entry.title, entry.text), near_ones, thresholds)
        return found


def choose_passages(answer: Answer, allowed: Sequence[Section], page: Sequence[Section]) -> tuple[Link, ...]:
    """Of a page: the passage most like the answer, and those its fees, dates … stand in.

    By words and facts, not by vectors: a page is checked as soon as it is read, before its passages are embedded.
    """
    shares = [share(words_of(answer.statements), words_of(section.statements)) for section in allowed]
    statements = [(owner, one) for owner, section in enumerate(allowed) for one in section.statements]
    anchors = find_anchors(answer, [one for _, one in statements])
    owners = [*_likest(answer, allowed, shares), *(statements[anchor.statement][0] for anchor in anchors)]
    return tuple(
        Link(allowed[owner], take_snapshot(allowed[owner], page).neighbours, round(shares[owner], 4))
        for owner in list(dict.fromkeys(owners))[:MOST_PASSAGES]
    )


def _likest(answer: Answer, allowed: Sequence[Section], shares: Sequence[float]) -> list[int]:
    """The number of the passage most like the answer, if there is one; of equals, by its heading."""
    asked = pairs(answer.question)
    alike = [(shared, share(asked, pairs(allowed[owner].heading)), -owner) for owner, shared in enumerate(shares)]
    best = max(alike, default=(0.0, 0.0, 0))
    return [-best[2]] if best[0] >= SOMETHING_IN_COMMON else []


def _nearest_page(answer: Answer, near: Sequence[tuple[Section, float]], thresholds: Thresholds) -> str | None:
    for section, cosine in near:
        if share(words_of(answer.statements), words_of(section.statements)) < SAME_WORDS:
            continue
        if cosine >= (thresholds.link_with_fact if _shares_facts(answer, section) else thresholds.link):
            return section.page_id
    return None


def _shares_facts(answer: Answer, section: Section) -> bool:
    said = {fact.value for fact in answer.facts if fact.kind in DECISIVE}
    shared = {anchor.fact.value for anchor in find_anchors(answer, section.statements)}
    return bool(shared) and len(shared) >= SAME_FACTS * len(said)


def _id(entry: KnowledgeEntry) -> int:
    return entry.id or 0  # never 0: it was read from the database
