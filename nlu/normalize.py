"""Text made safe to store (`clean`) and made uniform to understand (`normalize`)."""

from __future__ import annotations

import unicodedata

import regex

from nlu.numerals import numerals_to_digits

MAX_CHARACTERS = 5_000  # LINE's own limit for one text

_LINE_BREAK = regex.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control and format characters, lone surrogates, noncharacters, tags, Hangul fillers. Not \n, ZWJ or variation
# selectors: those are judged by their neighbours below.
_NEVER = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\U000e0000-\U000e007f"
    r"--[\n\t\u200d]]",
    flags=regex.V1,
)
_LOOSE_SELECTOR = regex.compile(r"(?<![\p{Emoji}\p{Han}\p{S}])[\ufe00-\ufe0f]|(?<!\p{Han})[\U000e0100-\U000e01ef]")
_LOOSE_JOINER = regex.compile(
    r"(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})"
)
_PILED_MARKS = regex.compile(r"(\p{M}{4})\p{M}+")

_SELECTOR = regex.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACE = regex.compile(r"[^\S\n]+")
_SPACED_BREAK = regex.compile(r" *\n[ \n]*")
_SLASHES = "/\u2044\u2215\u29f8\u2571"
_LEADING_SLASH = regex.compile(rf"^[\s{_SLASHES}]+")
_COMMAND = regex.compile(rf"^\s*[{_SLASHES}]\s*[A-Za-z_]+\s*(?:[{{@(]|$)")
_BUTTON = regex.compile(r"^\s*[a-z_]+\.[a-z_]+(?:\?\S*)?\s*$")
_WAVE = regex.compile(r"[\u301c\u223c\u223d\u3030~]+")
_DRAWN_OUT = regex.compile(r"(?<=[ぁ-ゖァ-ヺー])~+(?![\p{L}\p{N}])")
_DASH_FOR_VOWEL = regex.compile(r"(?<=[ァ-ヺー])[-\u2010-\u2015\u2212\u2500\u2501]+(?![A-Za-z0-9])")
_DASH = regex.compile(r"[\u2010-\u2015\u2212]")
_LONG_VOWEL = regex.compile(r"ー{2,}")
_SPACED_VOICE_MARKS = {0x309B: 0x3099, 0x309C: 0x309A}  # NFKC would put a space between か and ゛


def clean(text: str) -> str:
    """Text as the citizen meant it, safe to store and show: at most 5,000 characters, line breaks as `\\n`.

    Removed: control and format characters, lone surrogates, zero-width and tag characters, direction overrides, and
    piles of more than four combining marks. Kept: emoji sequences and the variants of kanji. Cleaning twice changes
    nothing more.
    """
    text = _NEVER.sub("", _LINE_BREAK.sub("\n", text))
    text = _LOOSE_JOINER.sub("", _LOOSE_SELECTOR.sub("", text))
    text = _PILED_MARKS.sub(r"\1", text)
    return text.strip()[:MAX_CHARACTERS].rstrip("\u200d").strip()


def normalize(text: str) -> str:
    """One spelling for what means the same: what the engines read and what entities' offsets index.

    NFKC (widths, ①, ㍻), kanji numbers before a counter as digits, wave dashes as `~`, long vowels as one `ー`,
    single spaces, no leading slash (`/affirm` is an intent injection for Rasa). Case is kept.
    """
    text = clean(text).translate(_SPACED_VOICE_MARKS)
    text = clean(_SELECTOR.sub("", unicodedata.normalize("NFKC", text)))
    text = _DRAWN_OUT.sub("ー", _WAVE.sub("~", text))
    text = _DASH.sub("-", _DASH_FOR_VOWEL.sub("ー", text))
    text = _SPACED_BREAK.sub("\n", _SPACE.sub(" ", _LONG_VOWEL.sub("ー", text)))
    return numerals_to_digits(_LEADING_SLASH.sub("", text)).strip()


def is_command(text: str) -> bool:
    """Whether the text has the form of an engine's command (`/affirm`, `／greet{"a": 1}`) or of what a button sends
    (`operator.start`) rather than of speech."""
    plain = unicodedata.normalize("NFKC", clean(text))
    return _COMMAND.match(plain) is not None or _BUTTON.match(plain) is not None
