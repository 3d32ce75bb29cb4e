"""What a post of another network is about: rules as data, and what was learned of labelled ones (`labelled/`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.yaml_files import parse_yaml
from handlers.reports.service.kinds import IN_DISASTERS, RULES, count_kinds
from handlers.reports.service.urgency import MOST_GRAVE, judge
from nlu.labelled import Labeller
from nlu.normalize import normalize

NONE = "none"
NAMED = 0.7  # what words of a kind add to what was learned
GRAVE = 0.3  # what words of danger to life give back
WITHOUT_MODEL = 0.5  # of a kind that words name, where nothing was learned
CLEAR = 2  # words of one kind
SURE = 0.97  # nobody is surer of a post than this


@dataclass(frozen=True)
class Judged:
    """`kind` is `none` for what is no disaster here and now. `confidence` is in that."""

    kind: str
    severity: int
    confidence: float


@cache
def _read() -> tuple[tuple[float, re.Pattern[str]], ...]:
    given = parse_yaml((RULES / "posts.yml").read_text("utf-8"))["not_now"]
    return tuple((rule["weight"], re.compile(rule["words"])) for rule in given)


def classify(text: str, labeller: Labeller | None) -> Judged:
    """Of one post. Without what was learned the rules alone decide."""
    said = normalize(text).casefold()
    named = {kind: count for kind, count in count_kinds(text).items() if kind in IN_DISASTERS}
    against = max((weight for weight, words in _read() if words.search(said)), default=0.0)
    learned = labeller(text) if labeller and not _is_clear(named, against) else {}
    scores = {kind: learned.get(kind, 0.0) + _weigh(named, kind, bool(learned)) for kind in IN_DISASTERS}
    best = max(scores, key=lambda kind: scores[kind])
    severity = judge(best, text).level
    nothing = learned.get(NONE, 0.0 if learned else WITHOUT_MODEL - 0.1) + against
    if severity == MOST_GRAVE:
        nothing -= GRAVE
    if scores[best] <= nothing:
        return Judged(NONE, 0, _be_sure(nothing, scores[best]))
    return Judged(best, severity, _be_sure(scores[best], max(nothing, 0.0)))


def _is_clear(named: dict[str, int], against: float) -> bool:
    """Several words of one kind and none against it, or only words against: what was learned would add its cost alone,
    and in a disaster thousands wait."""
    return (max(named.values()) >= CLEAR and not against) if named else against >= WITHOUT_MODEL


def _weigh(named: dict[str, int], kind: str, has_learned: bool) -> float:
    """The kind that is named most often has it whole, others half, and a road where more than a road is named: things
    happen on roads."""
    if kind not in named:
        return 0.0
    is_most = named[kind] == max(named.values()) and not (kind == "road" and len(named) > 1)
    share = 1.0 if is_most else 0.5
    return share * (NAMED if has_learned else WITHOUT_MODEL)


def _be_sure(one: float, other: float) -> float:
    return round(min(SURE, one / (one + other)) if one + other > 0 else 0.5, 3)
