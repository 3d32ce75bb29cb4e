"""An answer in やさしい日本語, sentence by sentence; one that would lose something stays as the city wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from nlu.easy.clauses import connect_plainly, end_fully, split_clauses
from nlu.easy.dates import write_out_dates
from nlu.easy.keeping import find_lost
from nlu.easy.notes import Plain, list_things, split_sentences, take_out_notes
from nlu.easy.rendering import Glossary, render
from nlu.easy.requests import split_requests
from nlu.easy.rewriting import rewrite

NOTE = "※"
_ITEM = "・"
_THINGS = "次のもの"
_SENTENCE = regex.compile(r"[。！？]$|(?:です|ます|ません|ください|でした|ました)$")


@dataclass(frozen=True)
class Eased:
    """`text` has one sentence a line. `words` are those explained apart, with what they mean; `kept` counts sentences
    that stayed as they were, but for readings and spaces."""

    text: str
    words: tuple[tuple[str, str], ...] = ()
    sentences: int = 0
    kept: int = 0


@lru_cache(maxsize=500)
def ease(text: str, names: tuple[str, ...] = ()) -> Eased:
    """The text in easier words and shorter sentences, with readings. `names` are words that never change."""
    glossary = Glossary()
    lines: list[str] = []
    sentences = kept = 0
    for line in text.splitlines():
        for sentence in split_sentences(line) if line.strip() else ("",):
            easy = ease_sentence(sentence.strip(), names)
            sentences += 1
            kept += easy is None
            lines += [render(one, glossary) for one in easy or [sentence.strip()]]
    return Eased("\n".join(lines), tuple(glossary.words.items()), sentences, kept)


def ease_sentence(sentence: str, names: Sequence[str] = ()) -> list[str] | None:
    """Easier sentences that say the same, without readings; None when something would be lost or changed."""
    dated = write_out_dates(sentence)
    if not _SENTENCE.search(sentence):
        lines = [rewrite(dated, names)]
    else:
        easy = end_fully(connect_plainly(rewrite(dated, names)))
        plain = list_things(Plain(easy), _THINGS, _ITEM)
        plain.sentence, notes = _take_out(plain.sentence)
        said = [one for clause in split_clauses(plain.sentence) for one in split_requests(clause)]
        lines = [*said, *plain.below, *notes]
    return None if find_lost(sentence, "\n".join(lines), names) else lines


def _take_out(sentence: str) -> tuple[str, list[str]]:
    plain = take_out_notes(sentence, NOTE)
    return plain.sentence, plain.below
