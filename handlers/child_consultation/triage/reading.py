"""Rules read from their YAML; what is wrong with one is told in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from handlers.child_consultation.levels import Alert, Level
from handlers.child_consultation.triage.rule import FACTS, Rule, Topic, read_signs

FIELDS = {
    "id", "level", "topics", "signs", "say", "alert", "within_minutes", "source", "reviewer", "reviewed_on", "must",
    "must_not",
}  # fmt: skip
NEEDED = sorted(FIELDS - {"must_not"})
SAYS = ("life", "danger", "medical", "today", "fever", "soon")  # texts `say_…`, each in the words for a child too


class Fault(ValueError):
    """Something in the table is not as it must be."""


def read_rules(written: Mapping[str, Any], concepts: Mapping[str, Any], sources: Mapping[str, Any]) -> list[Rule]:
    """The rules of one file, its `defaults` filled in. Raises Fault."""
    found = []
    for entry in written.get("rules", ()):
        fields = {**written.get("defaults", {}), **entry}
        name = fields.get("id", "a rule without id")
        for fault in _list_faults(fields, concepts, sources):
            raise Fault(f"{name}: {fault}")
        found.append(_make(fields))
    return found


def _make(fields: Mapping[str, Any]) -> Rule:
    return Rule(
        id=fields["id"],
        level=Level(fields["level"]),
        topics=tuple(Topic(topic) for topic in fields["topics"]),
        signs=tuple(read_signs(line) for line in fields["signs"]),
        say=fields["say"],
        alert=tuple(Alert(whom) for whom in fields["alert"]),
        within_minutes=fields["within_minutes"],
        source=fields["source"],
        reviewer=fields["reviewer"],
        reviewed_on=fields["reviewed_on"],
        must=tuple(map(str, fields["must"])),
        must_not=tuple(map(str, fields.get("must_not", ()))),
    )


def _list_faults(fields: Mapping[str, Any], concepts: Mapping[str, Any], sources: Mapping[str, Any]) -> Iterator[str]:
    for name in NEEDED:
        if not fields.get(name):
            yield f"{name} is missing"
    if unknown := sorted(set(fields) - FIELDS):
        yield f"{unknown[0]} is no field of a rule"
    yield from _list_unknown("level", [fields["level"]], list(Level))
    yield from _list_unknown("topics", fields["topics"], list(Topic))
    yield from _list_unknown("alert", fields["alert"], list(Alert))
    yield from _list_unknown("say", [fields["say"]], SAYS)
    yield from _list_unknown("source", [fields["source"]], sources)
    for line in fields["signs"]:
        signs = read_signs(line)
        yield from _list_unknown("signs", signs.names, concepts)
        yield from _list_unknown("signs", signs.facts, FACTS)
    if not isinstance(fields["within_minutes"], int) or fields["within_minutes"] <= 0:
        yield "within_minutes must be a whole number of minutes"
    if not isinstance(fields["reviewed_on"], date):
        yield "reviewed_on must be a day"


def _list_unknown(field: str, said: Sequence[str], known: Any) -> Iterator[str]:
    for one in said:
        if one not in known:
            yield f"{field}: {one} is not known"
