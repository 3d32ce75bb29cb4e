"""Whether the values of a sentence stand in the evidence, said of the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from knowledge.generation.claims import Claim
from knowledge.generation.evidence import Clause, Place, Sentence, list_places, similarity
from knowledge.generation.passages import Passage, find_host
from knowledge.generation.refusals import Refusal

_CLEAR = 0.5  # of similarity: as much as a word in the rest of the sentence
_NUMBER = re.compile(r"\d+(?:,\d{3})*")
_ADDRESSES = frozenset({"address", "url"})


def check_values(sentence: Sentence, evidence: Sequence[Sentence], cited: Sequence[Passage]) -> Refusal | None:
    """Each value has to stand in the evidence, and there where the evidence speaks of the same."""
    for clause in sentence.clauses:
        for claim in clause.claims:
            rivals = [
                (place, any(claim.rests_on(other) for other in place[1].claims))
                for place in list_places(evidence)
                if any(other.kind == claim.kind for other in place[1].claims)
            ]
            if not any(has_it for _, has_it in rivals):
                return Refusal.VALUE
            if claim.kind in _ADDRESSES and not all(_is_of_the_city(value, cited) for value in claim.values):
                return Refusal.ADDRESS
            if not _is_nearest(claim, clause, sentence, rivals):
                return Refusal.VALUE_MOVED
    return Refusal.VALUE_MOVED if _is_said_with_others(sentence, evidence) else None


def _is_said_with_others(sentence: Sentence, evidence: Sequence[Sentence]) -> bool:
    """Whether the evidence says it word for word, but nowhere with these numbers in this order.

    Of a number that it has elsewhere, too, the clauses alone can't tell that it was moved: 「1回4,000円（2回接種）」.
    """
    said, numbers = _part(sentence.text)
    same = [found for words, found in (_part(other.text) for other in evidence) if words == said]
    return bool(same) and numbers not in same


def _part(text: str) -> tuple[list[str], list[str]]:
    """What stands between the numbers, and the numbers."""
    return _NUMBER.split(text), [number.replace(",", "") for number in _NUMBER.findall(text)]


def _is_of_the_city(address: str, cited: Sequence[Passage]) -> bool:
    """Whether an address leads to the host of a cited page, where nobody else can receive a citizen."""
    host = find_host(address)
    homes = [passage.host.removeprefix("www.") for passage in cited if passage.host]
    return any(host == home or host.endswith(f".{home}") for home in homes)


def _is_nearest(claim: Claim, clause: Clause, sentence: Sentence, rivals: Sequence[tuple[Place, bool]]) -> bool:
    """Whether the clauses most like this one have the value: every such sentence, in one of its clauses.

    Equally near sentences with other values leave it open which is meant. Within one sentence that is a list, where the
    same word has to lead to the value.
    """
    scored = [(similarity(clause, sentence, place[1], place[0], claim), place, has_it) for place, has_it in rivals]
    best = max(score for score, _, _ in scored)
    nearest = [place for score, place, _ in scored if score == best]
    having = [place for score, place, has_it in scored if score == best and has_it]
    if {id(place[0]) for place in nearest} != {id(place[0]) for place in having}:
        return False
    runner_up = max((score for score, _, has_it in scored if not has_it), default=best - _CLEAR)
    clauses = (
        clause for whole, clause in nearest for clause in ([clause] if best - runner_up >= _CLEAR else whole.clauses)
    )
    beside = [other for clause in clauses for other in clause.claims if other.kind == claim.kind]
    others = [other for other in beside if other.bounds == claim.bounds and not claim.rests_on(other)]
    return not others or any(claim.rests_on(other) and _leads_there(claim, other, others) for other in beside)


def _leads_there(claim: Claim, source: Claim, others: Sequence[Claim]) -> bool:
    """Whether the words before the claim are those before the source, more than those before any other value."""
    if not claim.lead:
        return not source.lead
    return _shared(claim, source) > max(_shared(claim, other) for other in others)


def _shared(one: Claim, other: Claim) -> int:
    """How many words right before both are the same."""
    pairs = zip(reversed(one.lead), reversed(other.lead), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
