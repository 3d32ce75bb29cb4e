"""The words of a sentence, which every step looks at, read once."""

from __future__ import annotations

from functools import lru_cache

import regex

from nlu.tokenizer import Token, list_tokens

_ADDRESS = regex.compile(r"(https?://[^\s）」、。]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
_NAME = ("名詞", "固有名詞", "一般", "*")


@lru_cache(maxsize=500)
def words_of(sentence: str) -> tuple[Token, ...]:
    """As `list_tokens`, with each address of a page or mailbox as one word, which has no reading."""
    words: list[Token] = []
    for place, piece in enumerate(_ADDRESS.split(sentence)):
        words += [Token(piece, piece, piece, _NAME, "*", "*")] if place % 2 else list_tokens(piece)
    return tuple(words)
