"""Words of offices and their easier ones, read from `words.yml` once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import regex

from bot.yaml_files import parse_yaml
from nlu.easy.conjugation import Verb
from nlu.tokenizer import list_tokens

T = TypeVar("T")

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Expression:
    """Words of which the last is a verb in any form; `before` are the others as written."""

    before: str
    base: str
    verb: Verb


@dataclass(frozen=True)
class Dictionary:
    """`verbs` by the noun before する or by the dictionary form; `phrases` and `expressions` by their first character,
    longest first. `passive` are verbs whose られる is no ability, `steps` those that are asked one at a time."""

    verbs: Mapping[str, Verb]
    verbs_with_object: Mapping[str, Verb]
    passive: frozenset[str]
    steps: frozenset[str]
    unless: Mapping[str, regex.Pattern[str]]
    nouns: Mapping[str, str]
    phrases: Mapping[str, Sequence[tuple[str, str]]]
    expressions: Mapping[str, Sequence[Expression]]

    def find_verb(self, word: str, sentence: str, *, has_object: bool) -> Verb | None:
        """The easier verb for a word in this sentence; None where it stays."""
        other = self.unless.get(word)
        if other is not None and other.search(sentence):
            return None
        found = self.verbs_with_object.get(word) if has_object else None
        return found or self.verbs.get(word)


@cache
def load_dictionary() -> Dictionary:
    read: dict[str, Any] = parse_yaml((_FOLDER / "words.yml").read_text("utf-8"))
    return Dictionary(
        verbs=_with_potentials(read["verbs"]),
        verbs_with_object=_with_potentials(read["verbs_with_object"]),
        unless={word: regex.compile(others) for word, others in read["unless"].items()},
        passive=frozenset(read["passive"]),
        steps=frozenset(read["steps"].split()),
        nouns=read["nouns"],
        phrases=_by_first_character({words: (words, easy) for words, easy in read["phrases"].items()}),
        expressions=_by_first_character(
            {words: _read_expression(words, easy) for words, easy in read["expressions"].items()}
        ),
    )


@cache
def load_explanations() -> Mapping[str, str]:
    """What a word is, by the word."""
    read: dict[str, str] = parse_yaml((_FOLDER / "explanations.yml").read_text("utf-8"))
    return read


def _by_first_character(entries: Mapping[str, T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for words in sorted(entries, key=len, reverse=True):
        found[words[0]].append(entries[words])
    return dict(found)


def _with_potentials(words: Mapping[str, str]) -> dict[str, Verb]:
    """Each verb, and what can be done (支払える, which is a word of its own to Sudachi) beside what is done."""
    verbs: dict[str, Verb] = {}
    for word, easy in words.items():
        verb = verbs[word] = Verb.read(easy)
        last: Any = list_tokens(word)[-1]
        if last.part[0] == "動詞" and last.kind.startswith("五段") and word == last.base:
            verbs.setdefault(Verb(word, last.kind).potential.text, verb.potential)
    return verbs


def _read_expression(words: str, verb: str) -> Expression:
    last = list_tokens(words)[-1]
    return Expression(words.removesuffix(last.surface), last.base, Verb.read(verb))
