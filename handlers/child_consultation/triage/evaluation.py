"""How rightly the table judges what somebody has labelled: lines of level, who writes, text, parted by tabs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.judging import Verdict, judge
from handlers.child_consultation.triage.raising import raise_by_alikeness
from handlers.child_consultation.triage.table import Table
from nlu.labelled import PIECES, Labeller, read_lines


@dataclass(frozen=True)
class Labelled:
    """What somebody wrote and how urgent a person found it."""

    level: Level
    who: str
    text: str

    def judge(self, table: Table | None = None, labeller: Labeller | None = None) -> Verdict:
        """The most urgent of what its pieces are judged to be as they come, each together with those before it."""
        pieces = [*map(str.strip, self.text.split(PIECES))]
        verdicts = [judge(piece, earlier=pieces[:index], table=table) for index, piece in enumerate(pieces)]
        verdicts.append(raise_by_alikeness(verdicts[-1], (self.text,), labeller))
        return max(verdicts, key=lambda verdict: verdict.level.weight)


@dataclass(frozen=True)
class Evaluation:
    """Texts by what became of them; the rest was judged as a person had."""

    count: int
    emergencies: int
    missed: tuple[str, ...]  # emergencies judged lower
    too_high: tuple[str, ...]
    too_low: tuple[str, ...]  # missed ones not among them


def read_labelled(files: Iterable[Path]) -> list[Labelled]:
    """What else a line has is left alone."""
    return [Labelled(Level(line.label), line.who, line.text) for line in read_lines(files)]


def evaluate(labelled: Sequence[Labelled], table: Table | None = None, labeller: Labeller | None = None) -> Evaluation:
    """Judges each by itself; without a model where no labeller is given."""
    judged = [(one, one.judge(table, labeller).level) for one in labelled]
    low = [(one, level) for one, level in judged if level.weight < one.level.weight]
    return Evaluation(
        len(labelled),
        sum(one.level is Level.EMERGENCY for one in labelled),
        tuple(one.text for one, _ in low if one.level is Level.EMERGENCY),
        tuple(one.text for one, level in judged if level.weight > one.level.weight),
        tuple(one.text for one, _ in low if one.level is not Level.EMERGENCY),
    )
