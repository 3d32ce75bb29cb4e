"""The triage table as it is on disk: words, rules, sources; read and checked (see docs/triage.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SetupError
from bot.yaml_files import parse_yaml
from handlers.child_consultation.triage.reading import Fault, read_rules
from handlers.child_consultation.triage.rule import Concept, Families, Rule
from handlers.child_consultation.triage.speaker import Ages
from handlers.child_consultation.triage.wording import Sentence, Spelling, Wording, fold
from nlu.sieve import Sifted

HOME = Path(__file__).parent


@dataclass(frozen=True)
class Table:
    """Everything by which a text is judged. `version` is what a judgement is filed under."""

    version: str
    together_minutes: int
    concepts: Mapping[str, Concept]
    rules: tuple[Rule, ...]
    sources: Mapping[str, Mapping[str, str]]
    spellings: tuple[Spelling, ...]
    masks: Sifted
    other_masks: Sifted
    ages: Ages

    @cached_property
    def families(self) -> Families:
        return Families(self.concepts)

    def word(self, text: str, known: dict[str, Sentence] | None = None) -> Wording:
        """A text to be looked at; of a sentence that is in `known` it is not made out anew what it says."""
        return Wording.of(text, self.spellings, self.masks, self.other_masks, {} if known is None else known)

    def find(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)


@cache
def load_table() -> Table:
    """The table as it is delivered. Raises SetupError that names what is wrong with it."""
    top, masks, sources = (read_file(HOME / name) for name in ("table.yml", "words/masks.yml", "sources.yml"))
    concepts = {concept.name: concept for concept in _read_concepts()}
    rules: list[Rule] = []
    for file in sorted((HOME / "rules").glob("*.yml")):
        with faults_of(file):
            rules += read_rules(read_file(file), concepts, sources["sources"])
    _check_ids(rules)
    return Table(
        str(top["version"]),
        int(top["together_minutes"]),
        concepts,
        tuple(sorted(rules, key=lambda rule: -rule.level.weight)),
        sources["sources"],
        tuple((re.compile(pattern), plain) for pattern, plain in masks["spellings"]),
        _compile_all(fold(masks["masks"])),
        _compile_all(masks["other_masks"]),
        Ages(read_file(HOME / "ages.yml")),
    )


def _read_concepts() -> Iterator[Concept]:
    for file in sorted((HOME / "words").glob("*.yml")):
        if file.name == "masks.yml":
            continue
        with faults_of(file):
            yield from read_words(read_file(file))


def read_words(written: Mapping[str, Any]) -> Iterator[Concept]:
    """The families of words of one file."""
    for name, said in written.get("words", {}).items():
        yield Concept(name, _join(fold(said.get("ja", ""))), _join(said.get("other", "")))


def _check_ids(rules: list[Rule]) -> None:
    ids = [rule.id for rule in rules]
    if doubled := sorted({one for one in ids if ids.count(one) > 1}):
        raise SetupError(f"triage: two rules are called {doubled[0]}")


def read_file(file: Path) -> dict[str, Any]:
    """What stands in a file. Raises Fault when that is nothing."""
    try:
        found = parse_yaml(file.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise Fault(f"is no YAML: {error}") from error
    if not isinstance(found, dict):
        raise Fault("has nothing in it")
    return found


class faults_of:
    """What is wrong inside is told with the file's name."""

    def __init__(self, file: Path) -> None:
        self._name = file.name

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, (Fault, re.error)):
            raise SetupError(f"triage, {self._name}: {error}") from error


def _join(block: str) -> re.Pattern[str] | None:
    lines = _lines(block)
    return re.compile("|".join(lines)) if lines else None


def _compile_all(block: str) -> Sifted:
    return Sifted(re.compile(line) for line in _lines(block))


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip()]
