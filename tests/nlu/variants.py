"""Variants of test sentences: in hiragana alone, and with slips. They share nothing with `nlu.noise`, which is for
training: otherwise the tests would measure how well the engine knows our own noise.

`python -m tests.nlu.variants hiragana|slips FILE` prints the variants of a Rasa file as another one, for
`madoguchi nlu evaluate`.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

from sudachipy import Dictionary, SplitMode

from nlu.training_data import read_training_files

_KANA = "".join(map(chr, [*range(0x3042, 0x304B, 2), *range(0x304B, 0x3094)]))
_FEWEST, _MANY = 4, 12
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_HAS_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿々]")
_tokenizer = Dictionary().tokenizer(SplitMode.C)


def hiragana(text: str) -> str | None:
    """A Japanese sentence as it is read, in long words and without spaces; None for other languages."""
    if not _HAS_KANA.search(text):
        return None
    said = [
        one.reading_form() if _JAPANESE.search(one.surface()) else one.surface() for one in _tokenizer.tokenize(text)
    ]
    folded = (chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in "".join(said))
    return "".join("".join(folded).split())


def slip(text: str, seed: int = 0) -> str | None:
    """A letter, from twelve letters on perhaps two, dropped, doubled, swapped or replaced by any other.

    Always the same for the same seed. None for less than four letters, of which a slip leaves nothing to understand.
    """
    letters = sum(sign.isalpha() for sign in text)
    if letters < _FEWEST:
        return None
    dice = random.Random(f"{seed} {text}")
    signs = list(text)
    for _ in range(dice.choice([1, 2]) if letters >= _MANY else 1):
        places = [place for place, sign in enumerate(signs) if sign.isalpha()]
        if len(places) < 2:
            break
        place = dice.choice(places)
        other = min(place + 1, len(signs) - 1)
        match dice.choice(["drop", "double", "swap", "replace"]):
            case "drop":
                del signs[place]
            case "double":
                signs.insert(place, signs[place])
            case "swap":
                signs[place], signs[other] = signs[other], signs[place]
            case _:
                signs[place] = dice.choice(_letters(text))
    return "".join(signs)


def _letters(text: str) -> str:
    if _HAS_KANA.search(text):
        return _KANA
    return _LATIN if re.search("[a-z]", text, re.I) else "".join(sign for sign in text if sign.isalpha())


KINDS: dict[str, Callable[[str], str | None]] = {"hiragana": hiragana, "slips": slip}


def vary_file(kind: str, file: Path) -> str:
    """Rasa test data of the sentences that have a variant of this kind."""
    lines = ['version: "3.1"', "nlu:"]
    examples = read_training_files([file]).examples
    for intent in dict.fromkeys(example.intent for example in examples):
        lines += [f"- intent: {intent}", "  examples: |"]
        varied = [KINDS[kind](example.text) for example in examples if example.intent == intent]
        lines += [f"    - {text}" for text in varied if text and text.strip()]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(vary_file(sys.argv[1], Path(sys.argv[2])), end="")
