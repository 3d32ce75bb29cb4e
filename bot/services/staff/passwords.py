"""Passwords: which are good enough, and how they are kept."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import UserError

SHORTEST, SHORTEST_PHRASE, LONGEST = 10, 16, 256
CLASSES: tuple[Callable[[str], bool], ...] = (str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum())
PLAIN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
TEMPORARY = timedelta(days=7)  # how long one that an administrator gave lets in
LEAST_SCORE = 3  # of zxcvbn's 0 to 4: more than 10^8 guesses
LOOKED_AT = 72  # zxcvbn takes longer with each letter, and refuses more
_AT_ONCE = threading.BoundedSemaphore(2)  # 64 MiB each
_hasher = PasswordHasher()


def check_password(password: str, about: Sequence[str]) -> None:
    """Raises UserError for one that is short, common, or made of what is known `about` the member (login, name)."""
    password = _normalize(password)
    if len(password) > LONGEST:
        raise UserError("admin.password_long", longest=LONGEST)
    if not _is_long_enough(password):
        raise UserError("admin.password_short", shortest=SHORTEST, phrase=SHORTEST_PHRASE)
    known = [_normalize(word).casefold() for word in about if len(word) > 2]
    if any(word in password.casefold() for word in known):
        raise UserError("admin.password_names_you")
    if _score(password, known) < LEAST_SCORE:
        raise UserError("admin.password_common")


def make_password() -> str:
    """A temporary one, some 79 random bits in letters that can be told apart on paper."""
    return "-".join("".join(secrets.choice(PLAIN_LETTERS) for _ in range(4)) for _ in range(4))


def hash_password(password: str) -> str:
    """Argon2id, slow on purpose: call it outside of any transaction."""
    with _AT_ONCE:
        return _hasher.hash(_normalize(password))


def is_right(password_hash: str, password: str) -> bool:
    """Whether it is the password; takes the same time for a member without one, or who does not exist."""
    with _AT_ONCE:
        nobodys = _hash_of_nobody()
        try:
            _hasher.verify(password_hash or nobodys, _normalize(password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
        return bool(password_hash)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("nobody's password")


def _is_long_enough(password: str) -> bool:
    has_all = all(any(map(is_of, password)) for is_of in CLASSES)
    return len(password) >= (SHORTEST if has_all else SHORTEST_PHRASE)


def _score(password: str, known: list[str]) -> int:
    from zxcvbn import zxcvbn  # its lists take a moment and some memory, which only this needs

    return int(zxcvbn(password[:LOOKED_AT], user_inputs=known)["score"])


def _normalize(text: str) -> str:
    """The same letters, whichever keyboard typed them in whichever width."""
    return unicodedata.normalize("NFKC", text)
