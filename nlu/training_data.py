"""Training examples in Rasa's 3.1 format, from every room and from `nlu/data/`.

Read: `intent` items (plain examples, `[text](entity)`, `[text]{"entity": …}`), `synonym`, `lookup`, `regex`. A
mistake stops the training and names the file and the line; nothing is half-trained.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SetupError
from bot.yaml_files import LOADER
from nlu.entities import ENTITY_NAMES
from nlu.normalize import normalize

VERSION = "3.1"
LEARNED = "learned.yml"  # a city's own examples, which give way to everybody's
_ANNOTATION = re.compile(r"\[(?P<text>[^\]]+)\](?:\((?P<name>[^)]*)\)|(?P<json>\{[^}]*\}))")
_KINDS = ("intent", "synonym", "lookup", "regex")


@dataclass(frozen=True)
class Example:
    """One sentence (annotations taken out) and where it stands."""

    text: str
    intent: str
    file: Path
    line: int


@dataclass(frozen=True)
class TrainingData:
    """`digest` changes when any example, intent, synonym, lookup or pattern changes, and with nothing else."""

    examples: tuple[Example, ...]
    digest: str
    synonyms: dict[str, str]  # said → meant
    lookups: dict[str, tuple[str, ...]]
    patterns: dict[str, tuple[str, ...]]

    @property
    def intents(self) -> tuple[str, ...]:
        """The names, sorted."""
        return tuple(sorted({example.intent for example in self.examples}))


def load_training_data(folders: Iterable[Path], entities: Iterable[str] = ENTITY_NAMES) -> TrainingData:
    """The data of `<folder>/*/nlu.yml` and of `<folder>/*.yml` with an `nlu:` list; SetupError names file and line.

    `entities` are the names that annotations, lookups and patterns may use. The examples of a file `learned.yml` are
    added as `add_examples` does.
    """
    files = sorted(path for folder in folders for path in training_files(folder))
    rooms = [path for path in files if path.name != LEARNED]
    if not rooms:
        raise SetupError("no training data found: no nlu.yml in the handlers' folders")
    learned = read_training_files([path for path in files if path.name == LEARNED], entities)
    return add_examples(read_training_files(rooms, entities), learned.examples)


def add_examples(data: TrainingData, examples: Iterable[Example]) -> TrainingData:
    """`data` with a city's own examples, whatever their order.

    Left out is one of an intent that `data` doesn't have, and one that is an example there already, of whichever
    intent: what is learned from use must not stop the counter after an update.
    """
    intents = set(data.intents)
    given = [example for example in examples if example.intent in intents]
    if not given:
        return data
    known = {example_key(example.text) for example in data.examples}
    new: list[Example] = []
    for example in sorted(given, key=lambda one: (one.intent, one.text)):
        if example_key(example.text) not in known:
            known.add(example_key(example.text))
            new.append(example)
    whole = [*data.examples, *new]
    tables = {"lookup": data.lookups, "regex": data.patterns}
    return replace(data, examples=tuple(whole), digest=_digest(whole, data.synonyms, tables))


def find_example(data: TrainingData, text: str) -> Example | None:
    """The example with these words, of whichever intent."""
    return next((example for example in data.examples if example_key(example.text) == example_key(text)), None)


def training_files(folder: Path) -> list[Path]:
    """The Rasa files of a folder of rooms (`*/nlu.yml`) or of data (`*.yml` with a top-level `nlu:`)."""
    data = [path for path in folder.glob("*.yml") if re.search(r"^nlu:", path.read_text("utf-8"), re.M)]
    return sorted([*folder.glob("*/nlu.yml"), *data])


def read_training_files(files: Iterable[Path], entities: Iterable[str] = ENTITY_NAMES) -> TrainingData:
    """As `load_training_data`, for named files."""
    allowed = frozenset(entities)
    items = [item for path in files for item in _items(path)]
    examples = [example for item in items if item.kind == "intent" for example in _examples(item, allowed)]
    _check_unique(examples)
    synonyms = {text: item.name for item in items if item.kind == "synonym" for _, text in item.lines}
    tables = {kind: _tables(items, kind, allowed) for kind in ("lookup", "regex")}
    return TrainingData(
        examples=tuple(examples),
        digest=_digest(examples, synonyms, tables),
        synonyms=synonyms,
        lookups=tables["lookup"],
        patterns=tables["regex"],
    )


@dataclass(frozen=True)
class _Item:
    kind: str
    name: str
    file: Path
    line: int
    lines: tuple[tuple[int, str], ...]  # line number, text


def _items(path: Path) -> Iterator[_Item]:
    root = _compose(path)
    version = _child(root, "version")
    if version is None or version.value != VERSION:
        raise SetupError(f'{path}:1: must begin with version: "{VERSION}"')
    listed = _child(root, "nlu")
    if not isinstance(listed, yaml.SequenceNode):
        raise SetupError(f"{path}:1: needs a list under nlu:")
    for node in listed.value:
        yield _item(path, node)


def _compose(path: Path) -> yaml.MappingNode:
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise SetupError(f"{path}:{line}: not readable as YAML: {error.problem}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SetupError(f"{path}:1: not readable: {error}") from error
    if not isinstance(root, yaml.MappingNode):
        raise SetupError(f"{path}:1: must be a mapping with version: and nlu:")
    return root


def _item(path: Path, node: yaml.Node) -> _Item:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise SetupError(f"{path}:{line}: each item is a mapping with one of {', '.join(_KINDS)}")
    keys = {key.value: value for key, value in node.value}
    kinds = [kind for kind in _KINDS if kind in keys]
    unknown = sorted(set(keys) - {*_KINDS, "examples"})
    if len(kinds) != 1 or unknown:
        raise SetupError(f"{path}:{line}: an item has one of {', '.join(_KINDS)} and examples; found {sorted(keys)}")
    block = keys.get("examples")
    if not isinstance(block, yaml.ScalarNode) or block.style != "|":
        raise SetupError(f"{path}:{line}: {keys[kinds[0]].value} needs `examples: |` with one `- sentence` a line")
    return _Item(kinds[0], keys[kinds[0]].value, path, line, tuple(_lines(path, block)))


def _lines(path: Path, block: yaml.ScalarNode) -> Iterator[tuple[int, str]]:
    first = block.start_mark.line + 2  # the block begins on the line after `examples: |`
    for line, text in enumerate(block.value.split("\n"), start=first):
        if not text.strip():
            continue
        if not text.startswith("- ") or not text[2:].strip():
            raise SetupError(f"{path}:{line}: an example is `- ` and a sentence, indented alike: {text.strip()[:40]}")
        yield line, text[2:].strip()


def _child(node: yaml.MappingNode, key: str) -> Any:
    return next((value for name, value in node.value if name.value == key), None)


def _examples(item: _Item, allowed: frozenset[str]) -> Iterator[Example]:
    for line, text in item.lines:
        for match in _ANNOTATION.finditer(text):
            _check_entity(_entity_name(match, item.file, line), allowed, item.file, line)
        yield Example(_ANNOTATION.sub(lambda match: match["text"], text), item.name, item.file, line)


def _entity_name(match: re.Match[str], file: Path, line: int) -> str:
    if match["json"] is None:
        return match["name"].partition(":")[0]
    try:
        return str(json.loads(match["json"])["entity"])
    except (ValueError, KeyError, TypeError) as error:
        raise SetupError(f"{file}:{line}: the annotation {match[0]} needs JSON with an entity") from error


def _check_entity(name: str, allowed: frozenset[str], file: Path, line: int) -> None:
    if name not in allowed:
        raise SetupError(f"{file}:{line}: unknown entity {name}; known: {', '.join(sorted(allowed))}")


def _check_unique(examples: list[Example]) -> None:
    seen: dict[str, Example] = {}
    for example in examples:
        first = seen.setdefault(example_key(example.text), example)
        if first.intent != example.intent:
            raise SetupError(
                f"{example.file}:{example.line}: “{example.text}” is an example of {example.intent} and, "
                f"in {first.file}:{first.line}, of {first.intent}; keep one"
            )


def example_key(text: str) -> str:
    """Equal for texts that are the same example."""
    return normalize(text).lower()


def _tables(items: list[_Item], kind: str, allowed: frozenset[str]) -> dict[str, tuple[str, ...]]:
    tables: dict[str, tuple[str, ...]] = {}
    for item in (item for item in items if item.kind == kind):
        _check_entity(item.name, allowed, item.file, item.line)
        tables[item.name] = tables.get(item.name, ()) + tuple(text for _, text in item.lines)
    return tables


def _digest(examples: list[Example], synonyms: dict[str, str], tables: dict[str, Any]) -> str:
    content = [sorted({(example.intent, example.text) for example in examples}), synonyms, tables]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
