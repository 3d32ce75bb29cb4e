"""Several questions in one message, taken apart where each can be asked alone (words: `questions.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from knowledge.search import Band, SearchResult
from nlu.parts import BOUNDARY, CONNECTIVE, ENDS, GREETING, any_of
from nlu.tokenizer import noun_runs

MOST = 3  # answers in one reply; nobody reads more at once

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("questions.yml").read_text("utf-8"))

_REQUEST, _POINTING, _PLAIN = (re.compile(any_of(_WRITTEN[name])) for name in ("request", "pointing", "plain_words"))
# Atomic, since words of this list are parts of others: a long run of them would be tried in every division.
_ASKED_OF = re.compile(f"(?!{_WRITTEN['matters']})(?>{any_of(_WRITTEN['asked_of'])})++")
_MANNER = re.compile(f"{_WRITTEN['manner']}|{_ASKED_OF.pattern}")
_FOR_BOTH, _JOINED, _OF = (re.compile(_WRITTEN[name]) for name in ("asking_for_both", "joined", "of"))
_KANA, _ALSO = (re.compile(_WRITTEN[name]) for name in ("kana", "also"))
_LETTER = re.compile(r"[^\W\d_]")
_LEAST_LETTERS = 2  # what is left of a name


def split_questions(text: str) -> tuple[str, ...]:
    """The questions of a message in their order, at most three; the message itself where it is one.

    It is taken apart only where each part asks for something and names its own matter. What does not, stays with its
    question: the story before it, and a question that leans on the one before ("and the fee?"). The story before the
    first question belongs to each that is not expressly a new matter. Only greetings are left out; what goes over
    three stays with the third. `text` is in normal spelling (`nlu.normalize`).
    """
    parts = _gather(text) if len(text) <= _WRITTEN["longest"] else []
    if len(parts) < 2:
        return (text,)
    last = "\n".join(part.strip(ENDS) for part in parts[MOST - 1 :])
    return tuple(part.strip(ENDS) for part in (*parts[: MOST - 1], last) if part)


def _gather(text: str) -> list[str]:
    parts: list[str] = []
    story = before = ""  # what was told before the first question, and since the last one
    for piece in _pieces(text):
        words = CONNECTIVE.sub("", piece.lstrip(ENDS), count=1)
        is_added = words != piece.lstrip(ENDS)
        if GREETING.fullmatch(piece.strip(ENDS)):
            continue
        if stands_alone(words) or (is_added and _adds_matter(words)):
            story = story if parts else before
            parts.append((story if parts and not is_added else "") + before + words)
            before = ""
        elif parts and _is_request(piece):
            parts[-1] += before + piece
            before = ""
        else:
            before += piece
    return [*parts[:-1], parts[-1] + before] if parts else []


def choose_results(whole: SearchResult, parts: Sequence[SearchResult]) -> tuple[SearchResult, ...]:
    """The results to answer a message with: those of its parts, or the one of all its words.

    The parts count where one found an answer and another something else. With one alone the other words were rather
    its story, so all of them count together, unless they find nothing.
    """
    found = {part.hits[0].id for part in parts if part.band is not Band.DECLINE}
    has_answer = any(part.band is Band.ANSWER for part in parts)
    return tuple(parts) if has_answer and (len(found) > 1 or whole.band is Band.DECLINE) else (whole,)


def stands_alone(text: str) -> bool:
    """Whether it asks for something, and of a matter that it names itself."""
    if not _is_request(text) or _POINTING.search(text):
        return False
    if _KANA.search(text):
        return _names_matter(text)
    return len(_LETTER.findall(drop_plain_words(text))) >= _LEAST_LETTERS


def drop_plain_words(text: str) -> str:
    """Without the words that every question has, in languages that are written without kana."""
    return text if _KANA.search(text) else _PLAIN.sub(" ", text)


def _is_request(text: str) -> bool:
    words = text.strip(ENDS)
    if _REQUEST.search(words):
        return True
    return _is_aspect(words) and _KANA.search(words) is not None


def _names_matter(text: str) -> bool:
    return any(not _ASKED_OF.fullmatch(noun) for noun in noun_runs(text))


def _adds_matter(text: str) -> bool:
    """`(and) X too`: what is asked of it was said before."""
    return _ALSO.search(text.strip(ENDS)) is not None and _names_matter(text) and not _POINTING.search(text)


def _is_aspect(words: str) -> bool:
    """`the fee of X`: something asked of a thing that it names."""
    return any(
        _MANNER.fullmatch(words, joint.end()) and _names_matter(words[: joint.start()]) for joint in _OF.finditer(words)
    )


def _pieces(text: str) -> Iterator[str]:
    for piece in BOUNDARY.split(text):
        yield from _part_joined(piece)


def _part_joined(piece: str) -> Iterator[str]:
    """`A's x and B's y, please` as two requests, where both name their thing and what is asked of it."""
    asking = _FOR_BOTH.search(piece)
    if asking is not None:
        for joint in _JOINED.finditer(piece, 0, asking.start()):
            first, second = piece[: joint.start()], piece[joint.end() : asking.start()]
            if _is_aspect(first) and _is_aspect(second):
                yield first + asking.group()
                yield from _part_joined(second + asking.group())
                return
    yield piece
