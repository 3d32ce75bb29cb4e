"""The same said more or less politely, with a few words before it, or spoken to a phone."""

from __future__ import annotations

from random import Random

import regex

from nlu.language import guess_language
from nlu.noise.data import load_data

_MARKS = regex.compile(r"[\p{P}\p{S}\p{Emoji_Presentation}--['’]]+", flags=regex.V1)
_END = regex.compile(r"[\s\p{P}\p{S}]*$")
_NUMBER = regex.compile(r"(?<=\d)[.,:/-](?=\d)")
_LATIN = regex.compile(r"\p{Latin}")


def change_ending(text: str, random: Random) -> str:
    """Another ending of the same meaning, from respectful to dialect; the longest one that fits is replaced."""
    bare = _END.sub("", text)
    fitting = [(ending, group) for group in load_data("politeness")["endings"] for ending in group]
    fitting = [(ending, group) for ending, group in fitting if bare.endswith(ending) and len(bare) > len(ending) + 1]
    if not fitting:
        return text
    ending, group = max(fitting, key=lambda one: len(one[0]))
    other = random.choice([one for one in group if one != ending])
    return f"{bare.removesuffix(ending)}{other}"


def open_politely(text: str, random: Random) -> str:
    """A filler or a greeting in the text's own language before it."""
    language = guess_language(text) or ("pt" if _LATIN.search(text) else None)
    openers = load_data("politeness")["openers"].get(language)
    if not openers:
        return text
    joint = random.choice(["、", "", " "]) if language in ("ja",) else {"zh": "，"}.get(language or "", ", ")
    return f"{random.choice(openers)}{joint}{text}"


def add_trailer(text: str, random: Random) -> str:
    """An emoji or a mark behind it."""
    return f"{_END.sub('', text)}{random.choice(load_data('politeness')['trailers'])}"


def speak(text: str, _random: Random) -> str:
    """As voice input writes it: no marks, but those inside numbers."""
    kept = [_MARKS.sub(" ", part) for part in _NUMBER.split(text)]
    marks = _NUMBER.findall(text)
    return " ".join("".join(a + b for a, b in zip(kept, [*marks, ""], strict=True)).split())
