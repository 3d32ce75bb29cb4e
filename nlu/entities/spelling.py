"""One spelling for the words of dates and times, whatever the language.

The rules of dates and times know 来週の木曜日 only; らいしゅうのもくようび is rewritten before they look.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from nlu.entities.languages import translate
from nlu.entities.respelled import Respelled
from nlu.entities.vocabulary import any_of
from nlu.numerals import numerals_to_digits

_FILE: dict[str, Any] = parse_yaml(Path(__file__).with_suffix(".yml").read_text("utf-8"))
_NUMBERS: dict[str, str] = {kana: str(number) for kana, number in _FILE["numbers"].items()}
_NUMBER = f"(?:{any_of(_NUMBERS)})"
# くじ is a lottery and にじ a rainbow: hours in hiragana need 午前, 午後 or the like before them, or はん behind.
_NUMERALS = re.compile(
    rf"(?:(?<![ぁ-んァ-ヺ])|(?<=[日曜週年]の)|(?<=年)){_NUMBER}(?=がつ)|"
    rf"(?:(?<=午[前後])|(?<=午[前後][の ])|(?<=[夕朝夜中日曜]の)){_NUMBER}(?=じ(?!かん|ゅ))|"
    rf"(?<![ぁ-ん]){_NUMBER}(?=じ(?:はん|ごろ|から|まで))"
)
_DAYS = re.compile(
    rf"(?<=月)の?(?:{any_of(_FILE['month_days'])})|"
    rf"(?<![ぁ-んァ-ヺ])(?:{any_of(_FILE['clear_days'])})(?=[にのはでか、。]|$)"
)
_SPACED = re.compile(r"(?<![一-龥])[一二三四五六七八九十](?= [年月日時分])")
_WORDS = re.compile(any_of(_FILE["words"]))
_PATTERNS = [(re.compile(pattern), word) for pattern, word in _FILE["patterns"]]


def respell(text: str) -> Respelled:
    """The text with every word of time in the spelling that the rules know."""
    found = translate(Respelled.of(text))
    found = found.replace(_WORDS, lambda match: str(_FILE["words"][match[0]]))
    found = found.replace(_SPACED, lambda match: numerals_to_digits(f"{match[0]}日")[:-1])
    found = found.replace(_NUMERALS, lambda match: _NUMBERS[match[0]])
    for pattern, word in _PATTERNS:
        found = found.replace(pattern, partial(_word, word))
    return found.replace(_DAYS, lambda match: f"{_FILE['month_days'][match[0].removeprefix('の')]}日")


def _word(word: str, _match: re.Match[str]) -> str:
    return word
