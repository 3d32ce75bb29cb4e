"""One thing asked at a time: 「通帳を持って、支所へ来てください。」 in two sentences."""

from __future__ import annotations

import regex

from nlu.easy.dictionary import load_dictionary
from nlu.easy.notes import SPLIT, count_leads, is_long
from nlu.easy.words import words_of
from nlu.tokenizer import Token

_BRINGING = "を持って"
_REQUEST = regex.compile(r"ください。$")
_COMING = regex.compile(r"来てください。$")
_OF_SOME = regex.compile(r"とき|場合|人は|方は|なら|れば|たら")


def split_requests(sentence: str) -> list[str]:
    """Sentences that ask for one thing each; only the sentence itself where it asks for one, or is short."""
    if not is_long(sentence) or not _REQUEST.search(sentence):
        return [sentence]
    return _split_bringing(sentence) or _split_steps(sentence) or [sentence]


def _split_bringing(sentence: str) -> list[str]:
    """Where to go first, then what with. Whom it is asked of, or when, has to be the same for both."""
    things, found, rest = sentence.partition(f"{_BRINGING}、")
    if not found or _BRINGING in rest:
        return []
    parts = SPLIT.split(things)
    leads = count_leads(parts)
    lead, things = "".join(f"{part}、" for part in parts[:leads]), "、".join(parts[leads:])
    if not things or _OF_SOME.search(lead) or _has_topic(things):
        return []
    asked = f"{things}を持ってきてください。" if _COMING.search(rest) else f"{things}が必要です。"
    return [lead + rest, asked]


def _has_topic(things: str) -> bool:
    return any(token.surface in ("は", "て") and token.part[0] == "助詞" for token in words_of(things))


def _split_steps(sentence: str) -> list[str]:
    tokens = words_of(sentence)
    start = 0
    for place, token in enumerate(tokens):
        start += len(token.surface)
        is_te = token.surface in ("て", "で") and token.part[1] == "接続助詞"
        if not is_te or place + 1 == len(tokens) or tokens[place + 1].surface != "、" or not _is_step(tokens, place):
            continue
        first, rest = sentence[:start], sentence[start + 1 :]
        if first.count("「") == first.count("」") and first.count("（") == first.count("）"):
            return [f"{first}ください。", *split_requests(f"そして、{rest}")]
    return []


def _is_step(tokens: tuple[Token, ...], place: int) -> bool:
    verb, before = tokens[place - 1], tokens[place - 2] if place > 1 else None
    name = before.surface + verb.base if verb.base == "する" and before is not None else verb.base
    return name in load_dictionary().steps
