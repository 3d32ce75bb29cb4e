"""Chinese or Japanese, by the characters and words that only one of them writes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import regex

from bot.yaml_files import parse_yaml

FILE = Path(__file__).parent / "data" / "languages.yml"

_KANA = regex.compile(r"[ぁ-ゖァ-ヺ]")
_HIRAGANA = regex.compile(r"[ぁ-ゖ]")


def guess_by_characters(text: str) -> str | None:
    """`zh` or `ja`, None when it may be either. Chinese may have Japanese nouns in it, in kana or kanji."""
    known = _known()
    chinese = len(known.chinese.intersection(text)) + len(known.chinese_shape.findall(text))
    chinese += sum(word in text for word in known.chinese_words)
    japanese = len(known.japanese.intersection(text))
    if _KANA.search(text):
        return "zh" if chinese > max(japanese, len(_HIRAGANA.findall(text))) else "ja"
    if chinese or japanese:
        return "zh" if chinese >= japanese else "ja"
    return "ja" if any(word in text for word in known.japanese_words) else None


class _Known(NamedTuple):
    chinese: frozenset[str]
    chinese_shape: regex.Pattern[str]
    chinese_words: list[str]
    japanese: frozenset[str]
    japanese_words: list[str]


@cache
def _known() -> _Known:
    """Characters that the character sets of one country have and those of the other lack, and the lists of the file."""
    read: dict[str, Any] = parse_yaml(FILE.read_text("utf-8"))
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    sets = [frozenset(han.encode(code, "ignore").decode(code)) for code in ("cp932", "gb2312", "big5")]
    japan, mainland, taiwan = sets
    return _Known(
        chinese=((mainland | taiwan) - japan).union(*read["chinese_characters"].split()),
        chinese_shape=regex.compile(read["chinese_shape"], regex.VERBOSE),
        chinese_words=read["chinese_words"].split(),
        japanese=japan - mainland - taiwan,
        japanese_words=read["japanese_words"].split(),
    )
