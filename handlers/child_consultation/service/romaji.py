"""Hiragana in Latin letters, for who has no other keyboard."""

from __future__ import annotations

_VOWELS = "aiueo"
_ROWS = {"": 0x3042, "k": 0x304B, "s": 0x3055, "t": 0x305F, "n": 0x306A, "h": 0x306F, "m": 0x307E, "r": 0x3089}
_ODD = {"si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu"}
_SMALL = {"\u3083": "ya", "\u3085": "yu", "\u3087": "yo", "\u3041": "a", "\u3043": "i", "\u3047": "e", "\u3049": "o"}
_TSU, _LONG = "\u3063", "\u30fc"


def write_romaji(word: str) -> str:
    """In Hepburn's way, long vowels as they are written; what is no hiragana stays."""
    written = ""
    for at, sign in enumerate(word):
        if sign in _SMALL and written.endswith("i"):
            small = _SMALL[sign]
            written = written[:-1] + (small[1:] if written[-3:-1] in ("sh", "ch") or written[-2:-1] == "j" else small)
        elif sign in _SMALL:
            written = written[:-1] + _SMALL[sign]
        elif sign == _TSU:
            written += _LETTERS.get(word[at + 1 : at + 2], "t")[0]
        elif sign == _LONG:
            written += written[-1:]
        else:
            written += _LETTERS.get(sign, sign)
    return written


def _make_letters() -> dict[str, str]:
    letters = {"\u3084": "ya", "\u3086": "yu", "\u3088": "yo", "\u308f": "wa", "\u3092": "o", "\u3093": "n"}
    for consonant, first in _ROWS.items():
        at = first
        for vowel in _VOWELS:
            plain, voiced = consonant + vowel, {"k": "g", "s": "z", "t": "d", "h": "b"}.get(consonant)
            if plain == "tu":  # the small one stands before it
                at = 0x3064
            letters[chr(at)] = _ODD.get(plain, plain)
            if voiced:
                letters[chr(at + 1)] = _ODD.get(voiced + vowel, voiced + vowel)
            if consonant == "h":
                letters[chr(at + 2)] = f"p{vowel}"
            at += 3 if consonant == "h" else 2 if voiced or not consonant else 1
    return letters


_LETTERS = _make_letters()
