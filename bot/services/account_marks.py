"""By what an account with the city is known again without keeping it."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import Column, Integer, MetaData, String, Table, select
from sqlmodel import Session

# The room `account` keeps who has linked what, and rooms do not import each other: its table, by its name.
LINKS = Table("account_link", MetaData(), Column("conversation_id", Integer), Column("account_fingerprint", String))


def make_mark(secret_key: str, what: str, value: str) -> str:
    """64 hex digits, bound to the secret key and to what the value is."""
    return hmac.new(secret_key.encode(), f"account:{what}:{value}".encode(), hashlib.sha256).hexdigest()


def find_linked(session: Session, secret_key: str, account: str) -> int | None:
    """The conversation of who has linked this account with their LINE."""
    mark = make_mark(secret_key, "account", account)
    own = select(LINKS.c.conversation_id).where(LINKS.c.account_fingerprint == mark)
    return session.execute(own).scalar()
