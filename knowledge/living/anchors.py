"""Where in a page an answer's facts stand: the same value under the likest words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.living.facts import DECISIVE, Fact, agree
from knowledge.living.statements import Statement, likeness, pairs, read_statements, share

TIED = 0.7  # of the best: places this near can't be told apart, and the answer rests on all of them


@dataclass(frozen=True)
class Answer:
    """A question with what it is answered."""

    question: str
    text: str

    @property
    def statements(self) -> tuple[Statement, ...]:
        return read_statements(self.text)

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for statement in self.statements for fact in statement.facts)


@dataclass(frozen=True)
class Anchor:
    """A fact of the answer, and its place: the number of a statement and of a fact in it."""

    fact: Fact
    statement: int
    number: int


def find_anchors(answer: Answer, statements: Sequence[Statement]) -> tuple[Anchor, ...]:
    """Every place an answer's fact rests on; none for a fact that is not in the statements."""
    places = [(place, number) for place, statement in enumerate(statements) for number in range(len(statement.facts))]
    found: dict[tuple[str, int, int], Anchor] = {}
    for said in answer.statements:
        around = pairs(answer.question) | said.words
        for own, fact in enumerate(said.facts):
            if fact.kind not in DECISIVE:
                continue
            agreeing = [(place, number) for place, number in places if agree(fact, statements[place].facts[number])]
            scores = [_score(statements[place], number, around, said.labels[own]) for place, number in agreeing]
            for (place, number), score in zip(agreeing, scores, strict=True):
                if score >= max(scores) * TIED:
                    found.setdefault((fact.value, place, number), Anchor(fact, place, number))
    return tuple(found.values())


def _score(statement: Statement, number: int, around: frozenset[str], label: frozenset[str]) -> float:
    """What the whole statement, the words beside the fact and the heading have in common with the answer.

    The words beside the answer's fact count wherever they stand in the statement: in a table row they are its label.
    """
    return (
        likeness(around, statement.words)
        + (likeness(label, statement.labels[number]) + share(label, statement.words)) / 2
        + 0.5 * likeness(around, statement.heading_words)
    )
