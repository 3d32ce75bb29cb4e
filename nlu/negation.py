"""What a citizen does not want: 「住民票はいらない」「英語じゃなくて中国語で」 (words: `negation.yml`).

「できない」「届かない」 and 「いらないものを捨てたい」 deny no wish, and a question denies nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from nlu.tokenizer import list_words, noun_runs

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_suffix(".yml").read_text("utf-8"))
_MARKS = " \n\t。.、,!"


@dataclass(frozen=True)
class Denial:
    """`denied` is what is not wanted, as one would ask for it; it is said from `start` to `end`."""

    denied: str
    start: int
    end: int
    is_replaced: bool = False  # by what follows: 「英語じゃなくて中国語で」


def find_denials(text: str) -> tuple[Denial, ...]:
    """What is denied in a normalised text, in order, without overlaps."""
    if len(text) > _WRITTEN["longest"]:
        return ()
    kept: list[Denial] = []
    for denial in sorted((*_in_japanese(text), *_in_others(text)), key=lambda one: (one.start, -one.end)):
        if denial.denied and not _OURSELVES.search(denial.denied) and (not kept or denial.start >= kept[-1].end):
            kept.append(denial)
    return tuple(kept)


def leave_out(text: str, denials: Iterable[Denial]) -> str:
    """What is meant instead: the text without what is denied; empty when nothing else is said."""
    pieces, done = list[str](), 0
    for denial in denials:
        pieces.append(text[done : denial.start])
        done = denial.end
    words = _LEAD.sub("", "".join([*pieces, text[done:]]).strip(_MARKS)).strip(_MARKS)
    return "" if _SAYS_NOTHING.fullmatch(words) else words


def _in_japanese(text: str) -> Iterator[Denial]:
    for match in _INSTEAD.finditer(text):
        yield replace(_deny(text, match, _noun_start(text, match.start())), is_replaced=True)
    for match in _IS_NOT.finditer(text):
        start = _noun_start(text, match.start())
        if start == 0 and match["joint"] is None:  # 「市民じゃないけど」 tells what is so
            yield _deny(text, match, start)
    for match in _NOT_WANTED.finditer(text):
        if not _is_story(text, match):
            yield _deny(text, match, _clause_start(text, match.start()))
    for match in _NOT_WANTED_BUT.finditer(text):
        if _names_matter(text, match.end()):
            yield _deny(text, match, _clause_start(text, match.start()))
    for match in _VERB.finditer(text):
        if _is_refused(text, match):
            yield _deny(text, match, _clause_start(text, match.start()), _PLAIN[match["stem"]])


def _in_others(text: str) -> Iterator[Denial]:
    if _ASKS.search(text):
        return
    for pattern in _SENTENCES:
        for match in pattern.finditer(text):
            yield Denial(match["denied"].strip(_MARKS), match.start(), match.end())


def _deny(text: str, match: re.Match[str], start: int, verb: str = "") -> Denial:
    """The words from `start` to the negation, with the verb as one asks with it."""
    said = text[start : match.start()]
    denied = _LEAD.sub("", said.strip(_MARKS))
    if _NEGATED.search(said) or _ALL_BUT.search(said):
        denied = ""
    elif verb:
        denied += verb
    return Denial(_TAIL.sub("", denied), start + len(said) - len(said.lstrip(_MARKS)), match.end())


def _noun_start(text: str, end: int) -> int:
    """Where the noun that ends here begins, with all that describes it: behind the particle before it."""
    start = end
    for word in reversed(list_words(text[_clause_start(text, end) : end])):
        if word.part[0] in ("補助記号", "空白") or (word.part[0] == "助詞" and word.surface not in ("の", "と")):
            break
        start -= len(word.surface)
    return start


def _is_story(text: str, match: re.Match[str]) -> bool:
    """Whether it only says why something is wanted of the same thing: 「カードがいらないので返したい」."""
    if match["joint"] is None:
        return False
    says_why = match["joint"] in _WRITTEN["reasons"] and match[0].startswith("が")
    return says_why or not _names_matter(text, match.end())


def _is_refused(text: str, match: re.Match[str]) -> bool:
    """Whether the citizen won't do it, or asks that it is not done."""
    if match["joint"] is not None and (match["joint"] in _WRITTEN["reasons"] or not _names_matter(text, match.end())):
        return False
    if not (match["states"] or match["wishes"]):
        return True
    clause = text[_clause_start(text, match.start()) : match.start()]
    is_deed = bool(_PLAIN[match["stem"]]) or _DEEDS.search(clause) is not None
    return is_deed and _SOMEBODY.search(clause + match["stem"]) is None


def _clause_start(text: str, end: int) -> int:
    return max((match.end() for match in _CLAUSE_END.finditer(text, 0, end)), default=0)


def _names_matter(text: str, start: int) -> bool:
    """Whether the sentence goes on with something of its own."""
    return bool(noun_runs(_SENTENCE_END.split(text[start:].strip(_MARKS), maxsplit=1)[0]))


def _any_of(patterns: Sequence[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


_CLAUSE_END, _SENTENCE_END = re.compile(_WRITTEN["clause_ends"]), re.compile("[。!?\n]")
_LEAD, _TAIL, _ALL_BUT = (re.compile(_WRITTEN[name]) for name in ("lead", "tail", "all_but"))
_NEGATED, _SOMEBODY, _DEEDS = (re.compile(_WRITTEN[name]) for name in ("negated", "somebody", "deeds"))
_OURSELVES = re.compile(_WRITTEN["ourselves"])
_SAYS_NOTHING, _ASKS = re.compile(_WRITTEN["says_nothing"]), re.compile(_WRITTEN["asks"])
_INSTEAD = re.compile(_any_of(_WRITTEN["instead"]))
_IS_NOT, _NOT_WANTED = (
    re.compile(f"(?:{_any_of(_WRITTEN[name])}){_WRITTEN['end']}") for name in ("is_not", "not_wanted")
)
_NOT_WANTED_BUT = re.compile(_any_of(_WRITTEN["not_wanted_but"]))
_PLAIN: dict[str, str] = {stem: plain for plain, stems in _WRITTEN["verbs"].items() for stem in stems}
_STEM = f"(?P<stem>{'|'.join(sorted(_PLAIN, key=len, reverse=True))})"
_ENDING = "|".join(f"(?P<{name}>{_WRITTEN[name]})" for name in ("states", "wishes", "requests", "spares"))
_VERB = re.compile(f"(?:(?![ぁ-ん])|{_WRITTEN['kana_begins']}){_STEM}(?:{_ENDING}){_WRITTEN['end']}")
_SENTENCES = [re.compile(pattern) for pattern in _WRITTEN["sentences"]]
