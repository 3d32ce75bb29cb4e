"""The word by which somebody comes back: four words that a child can write and three digits, some 42 bits.

It is kept as Argon2id, and found by an HMAC under the secret key; nobody at the city can read it.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache

from bot.models.vault import Vault
from bot.services.staff.passwords import hash_password, is_right
from handlers.child_consultation.service.romaji import load_words, write_romaji

WORDS, DIGITS = 4, 3
LONGEST = 120
COLUMN = "child_case.code_index"
_KATAKANA, _HIRAGANA = 0x30A1, 0x3041
_PARTS = re.compile(r"[a-z]+|[0-9]+|[\u3041-\u309f\u30fc]+")


def make_code() -> str:
    """A new one, as it is shown."""
    words = [secrets.choice(load_words()["code"]) for _ in range(WORDS)]
    return " ".join((*words, f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"))


def make_handle() -> str:
    """What somebody is called who says nothing else."""
    return f"{secrets.choice(load_words()['handles'])}{secrets.randbelow(90) + 10}"


def read_code(typed: str) -> str:
    """The same for every way to write it: katakana, letters, with or without spaces; what is none is only folded."""
    text = unicodedata.normalize("NFKC", typed[:LONGEST]).casefold()
    text = "".join(_fold(sign) for sign in text)
    return "".join(_romaji().get(part, part) for part in _PARTS.findall(text))


def list_indexes(vault: Vault, code: str) -> list[str]:
    """Under each secret key, the present one first."""
    return vault.list_indexes(COLUMN, read_code(code))


def hash_code(code: str) -> str:
    """Slow on purpose: outside of any transaction."""
    return hash_password(read_code(code))


def is_code(code_hash: str, typed: str) -> bool:
    """As slow for one that nobody has."""
    return is_right(code_hash, read_code(typed))


def spell_code(code: str) -> str:
    """As somebody reads it who can't read kana."""
    return " ".join(write_romaji(word) for word in code.split())


def _fold(sign: str) -> str:
    is_katakana = _KATAKANA <= ord(sign) <= 0x30F6
    return chr(ord(sign) - _KATAKANA + _HIRAGANA) if is_katakana else sign


@cache
def _romaji() -> dict[str, str]:
    return {write_romaji(word): word for word in load_words()["code"]}
