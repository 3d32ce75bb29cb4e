"""Words and names: as the citizen writes them, in whatever letters."""

from __future__ import annotations

import unicodedata

import regex

from bot.forms.definition import FormField
from bot.forms.faults import Fault
from nlu.normalize import MAX_CHARACTERS, clean

_LETTER = regex.compile(r"\p{L}")
_OWN = regex.compile(r"\p{Co}")  # letters that only the machine has on which they were made
_SPACES = regex.compile(r"\s+")
_HIRAGANA = regex.compile(r"[\u3041-\u3096]")
_KATAKANA = regex.compile(r"[\u30a1-\u30fa\u30fc\u30fb ]+")


def check_text(field: FormField, typed: str) -> str:
    """One line. Direction marks and other letters that nobody sees are left out; every kanji stays as it is."""
    return str(_SPACES.sub(" ", check_long_text(field, typed)))


def check_long_text(field: FormField, typed: str) -> str:
    """Several lines."""
    if len(typed) > MAX_CHARACTERS:
        raise Fault("forms.too_long", longest=field.longest)
    said = clean(typed)
    if len(regex.findall(r"\X", said)) > field.longest:
        raise Fault("forms.too_long", longest=field.longest)
    if _OWN.search(said):
        raise Fault("forms.own_letter")
    return said


def check_name(field: FormField, typed: str) -> str:
    """A person's name with its own kanji: neither variants nor compatibility forms are replaced."""
    name = check_text(field, typed)
    if name and not _LETTER.search(name):
        raise Fault("forms.no_name")
    return name


def check_kana(field: FormField, typed: str) -> str:
    """The reading, in full-width katakana."""
    said = unicodedata.normalize("NFKC", check_text(field, typed))
    katakana = str(_HIRAGANA.sub(lambda match: chr(ord(match[0]) + 0x60), said))
    if katakana and not _KATAKANA.fullmatch(katakana):
        raise Fault("forms.no_kana")
    return katakana


def check_choice(field: FormField, typed: str) -> str:
    """One of the options; anything else was never offered."""
    if typed and typed not in field.options:
        raise Fault("forms.no_option")
    return typed
