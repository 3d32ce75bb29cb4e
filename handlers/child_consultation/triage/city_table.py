"""The table of one city: ours, with what its own `triage.yml` says laid over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.city import City
from handlers.child_consultation.triage.judging import judge
from handlers.child_consultation.triage.overlay import lay_over
from handlers.child_consultation.triage.reading import Fault, read_rules
from handlers.child_consultation.triage.rule import Rule
from handlers.child_consultation.triage.table import Table, faults_of, load_table, read_file, read_words

FILE = "triage.yml"  # beside the city's city.yml


@cache
def load_city_table(folder: Path) -> Table:
    """The rules of a city whose facts are in this folder. Raises SetupError that names the file and the fault."""
    ours, file = load_table(), folder / FILE
    if not file.is_file():
        return ours
    with faults_of(file):
        written = read_file(file)
        sources = {**ours.sources, **written.get("sources", {})}
        concepts = {**ours.concepts, **{concept.name: concept for concept in read_words(written)}}
        added = read_rules(written, concepts, sources)
        rules = lay_over(ours.rules, added, set(written.get("lowers", ())))
        version = f"{ours.version}+{written.get('version') or ''}"
        table = replace(ours, version=version, rules=rules, sources=sources, concepts=concepts)
        _check_cases(added, table)
        return table


def find_city_table(city: City) -> Table:
    """The table by which this city judges: in conversation, on its page and at its staff's desk."""
    return load_city_table(city.folder) if city.folder else load_table()


def _check_cases(rules: Iterable[Rule], table: Table) -> None:
    for rule in rules:
        for said in rule.must:
            if rule.id not in judge(said, table=table).rules:
                raise Fault(f"{rule.id} does not hold for {said}")
        for said in rule.must_not:
            if rule.id in judge(said, table=table).rules:
                raise Fault(f"{rule.id} holds for {said}")
