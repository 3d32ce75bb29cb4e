"""The city's own accounts, in which citizens sign in to link LINE.

A city puts its own in place by a class with `AccountProvider`'s method; the demo city's is a file of invented people.
Passwords are kept as Argon2id hashes, in the form that begins with `$argon2id$`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import yaml
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from bot.errors import SetupError
from bot.yaml_files import parse_yaml

FILE = "accounts.yml"  # in the city's folder
# OWASP's first choice where memory is dear: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
ITERATIONS, LANES, MEMORY_KIB = 2, 1, 19_456


class AccountProvider(Protocol):
    """Tells whether somebody is who they say."""

    @property
    def shown(self) -> Sequence[tuple[str, str]]:
        """Numbers and passwords that the sign-in page shows, for a demo; empty where people are real."""
        ...

    def sign_in(self, number: str, password: str) -> str | None:
        """The account's own id, which never changes, or None; slow on purpose, and as slow for unknown numbers.

        Raises TemporaryFault when it can't be told now.
        """
        ...


@dataclass(frozen=True)
class Linking:
    """What linking needs: the city's accounts, LINE's link token for a LINE user id, and LINE's own page.

    `issue_token` raises TemporaryFault or PermanentFault.
    """

    accounts: AccountProvider
    issue_token: Callable[[str], str]
    dialog_url: str


class DemoAccount(BaseModel):
    """One invented citizen."""

    number: str
    password_hash: str = Field(pattern=r"^\$argon2id\$")
    shown_password: str = ""  # for the sign-in page of a demo


class DemoAccounts:
    """Accounts from a file; changes in it count after a restart."""

    def __init__(self, accounts: Sequence[DemoAccount]) -> None:
        self._hashes = {account.number: account.password_hash for account in accounts}
        self.shown = tuple((one.number, one.shown_password) for one in accounts if one.shown_password)

    @cached_property
    def _nobodys(self) -> str:
        """What an unknown number's password is compared with, so that it takes as long."""
        return hash_password(secrets.token_urlsafe())

    def sign_in(self, number: str, password: str) -> str | None:
        nobodys = self._nobodys  # made with the first try, whosever it is
        is_right = is_password(password, self._hashes.get(number, nobodys))
        return number if is_right and number in self._hashes else None


def find_accounts(city: Path) -> DemoAccounts | None:
    """The accounts in the city's folder, None when it has none. Raises SetupError for a file that can't be used."""
    path = city / FILE
    if not path.is_file():
        return None
    try:
        accounts = TypeAdapter(list[DemoAccount]).validate_python(parse_yaml(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SetupError(f"{path}: a list of accounts with number and password_hash is needed") from error
    return DemoAccounts(accounts)


def hash_password(password: str) -> str:
    """What is stored instead of a password; another one each time."""
    made = Argon2id(salt=secrets.token_bytes(16), length=32, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)
    return made.derive_phc_encoded(password.encode("utf-8"))


def is_password(password: str, password_hash: str) -> bool:
    """Whether the hash is of this password."""
    try:
        Argon2id.verify_phc_encoded(password.encode("utf-8"), password_hash)
    except InvalidKey:
        return False
    return True
