"""Whether a sentence affirms and denies what the evidence affirms and denies. In doubt it does not."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.generation.evidence import Clause, Sentence, find_most_similar, list_places
from knowledge.generation.polarity import SOMETHING


def agrees(sentence: Sentence, evidence: Sequence[Sentence]) -> bool:
    """Whether what is affirmed and denied is so in the most similar places that speak of it."""
    for clause in sentence.clauses:
        for said, holds in clause.statements:
            speaking = [place for place in list_places(evidence) if said in {other for other, _ in place[1].statements}]
            nearest = find_most_similar(clause, sentence, speaking) if said != SOMETHING else []
            agreeing = [place for place in nearest if (said, holds) in place[1].statements]
            if nearest and not agreeing:
                return False
            if agreeing and not holds and not any(clause.topics <= place[0].topics for place in agreeing):
                return False  # something is denied there, but not of this
            if not nearest and not holds and not _denied_nearby(clause, sentence, evidence):
                return False
    return _denies_as_much(sentence, evidence) and _qualifies_as_much(sentence, evidence)


def _qualifies_as_much(sentence: Sentence, evidence: Sequence[Sentence]) -> bool:
    """What holds only for some, or perhaps, in the most similar clauses does not hold without that."""
    kept = frozenset[str]().union(*(clause.qualifiers for clause in sentence.clauses))
    for clause in sentence.clauses:
        nearest = find_most_similar(clause, sentence, list(list_places(evidence))) if clause.words else []
        nearest = [place for place in nearest if clause.topics & place[1].topics]
        if nearest and not frozenset.intersection(*(other.qualifiers for _, other in nearest)) <= kept:
            return False
    return True


def _denies_as_much(sentence: Sentence, evidence: Sequence[Sentence]) -> bool:
    """A sentence without a "not" may not rest on a clause that has one."""
    if any(not holds for _, holds in sentence.statements):
        return True
    for clause in sentence.clauses:
        nearest = find_most_similar(clause, sentence, list(list_places(evidence)))
        if clause.words and nearest and all(_denies(other) for _, other in nearest):
            return False
    return True


def _denied_nearby(clause: Clause, sentence: Sentence, evidence: Sequence[Sentence]) -> bool:
    return all(_denies(other) for _, other in find_most_similar(clause, sentence, list(list_places(evidence))))


def _denies(clause: Clause) -> bool:
    return any(not holds for _, holds in clause.statements)
