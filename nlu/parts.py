"""A message taken apart where several things may be said (words: `parts.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from nlu.interpretation import Entity

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_suffix(".yml").read_text("utf-8"))
_WISHES: dict[str, Any] = _WRITTEN["wishes"]
_IN_A_ROW = "certificate"
ENDS = " \n\t。.、,，!"  # what may be left at either end of a part


def any_of(patterns: Iterable[str]) -> str:
    """A pattern for any of the patterns."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _compile(connectives: Sequence[str], boundaries: Sequence[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a part begins with, and where a text is cut."""
    joins = any_of(connectives)
    return re.compile(rf"^(?:{joins})[、,，\s]*"), re.compile(rf"{any_of(boundaries)}|(?<=[、,，\s])(?={joins})")


CONNECTIVE, BOUNDARY = _compile(_WRITTEN["connectives"], _WRITTEN["boundaries"])
GREETING = re.compile(_WRITTEN["greeting"])
_JOINT, _CUT = _compile(
    [*_WRITTEN["connectives"], *_WISHES["connectives"]],
    [*_WRITTEN["boundaries"], *_WISHES["boundaries"], _WISHES["joined"]],
)
_WISH, _QUESTION = (re.compile(any_of(_WISHES[name])) for name in ("wish", "question"))
_LETTER = re.compile(r"[^\W\d_]")
_ALSO, _JOINED, _ROW, _ROW_END = (re.compile(_WISHES[name]) for name in ("also", "joined", "row", "row_end"))


def split_parts(text: str, entities: Sequence[Entity] = ()) -> tuple[str, ...]:
    """The parts of a normalised message in their order, without the words that join them and without greetings.

    None where there is nothing to take apart, nor where sentences are not joined by a word and one of them asks for
    nothing: it is told for the sake of the others. Whether a part means anything is not looked at.
    """
    if len(text) > _WISHES["longest"]:
        return ()
    row = list(_split_row(text, entities))
    pieces = [piece for words in row for piece in _CUT.split(words) if _LETTER.search(piece)]
    if len(pieces) < 2 or len(pieces) > _WISHES["most_parts"]:
        return ()
    parts = tuple(part for piece in pieces if (part := _trim(piece)))
    is_joined = len(row) > 1 or _JOINED.search(text) or any(_JOINT.match(piece.strip(ENDS)) for piece in pieces)
    return parts if is_joined or all(is_wish(part) or is_question(part) for part in parts) else ()


def is_question(text: str) -> bool:
    """Whether it has the form of a question."""
    return _QUESTION.search(text) is not None


def is_wish(text: str) -> bool:
    """Whether it has the form of what somebody asks for; a question has not."""
    return _WISH.search(text) is not None and not is_question(text)


def _trim(piece: str) -> str:
    words, before = piece.strip(ENDS), ""
    while words != before:
        before, words = words, _JOINT.sub("", words, count=1).strip(ENDS)
    words = _ALSO.sub("", words)
    return "" if GREETING.fullmatch(words) else words


def _split_row(text: str, entities: Sequence[Entity]) -> Iterator[str]:
    """「AとBをください」 as 「Aをください」 and 「Bをください」, for certificates; else the text."""
    found = [entity for entity in entities if entity.entity == _IN_A_ROW]
    row = [pair for pair in pairwise(found) if _ROW.fullmatch(text, pair[0].end, pair[1].start)]
    if not row or len(row) < len(found) - 1:
        yield text
        return
    last = _ROW_END.match(text, found[-1].end)
    asked = text[last.end() if last else found[-1].end :]
    start = 0
    for entity, after in row:
        count = _ROW_END.match(text, entity.end)
        yield text[start : count.end() if count else entity.end] + asked
        start = after.start
    yield text[start:]
