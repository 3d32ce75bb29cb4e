"""Who asks after somebody is told where they are or how they are, if they agreed on a word beforehand.

Whoever is not known, has no word, or another one, looks the same and takes as long. Guesses are slowed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from bot.db import Database
from bot.models.relatives import SafeWord
from bot.models.vault import Vault
from bot.services.staff.passwords import hash_password, is_right
from bot.services.staff.slow_down import Guessing

COLUMN = "safe_word.match_key"
KEPT = timedelta(days=30)  # after it was agreed on, and after the last answer
MOST = 5  # of one name and date of birth

Find = Callable[[Session, Vault, str], Sequence[tuple[str, Any]]]  # each with the hash of its word, by the key


def fold(said: str) -> str:
    """One way for every way to write it: no spaces, no differences of width or case."""
    return "".join(unicodedata.normalize("NFKC", said).split()).casefold()


def write_key(name: str, birth: date) -> str:
    return f"{fold(name)}|{birth.isoformat()}"


def hash_word(word: str) -> str:
    """Slow on purpose: to be called outside of any transaction."""
    return hash_password(fold(word))


def look_for(
    database: Database, name: str, birth: date, word: str, address: str, now: datetime, finds: Sequence[Find]
) -> list[Any]:
    """Everything that has this word. Raises UserError with the minutes to wait after too many guesses."""
    key = write_key(name, birth)
    guessing = Guessing(database.vault.fingerprint, f"shelter relative:{key}", address)
    with database.write() as session:
        guessing.count(session, now)
    with database.read() as session:
        found = [one for find in finds for one in find(session, database.vault, key)]
        session.expunge_all()
    right = [what for word_hash, what in found if is_right(word_hash, fold(word))]
    if not found:
        is_right("", fold(word))
    if right:
        with database.write() as session:
            guessing.forgive(session, now)
    return right


def list_words(session: Session, vault: Vault, key: str) -> list[tuple[str, SafeWord]]:
    """A `Find`: what citizens said of themselves."""
    own = select(SafeWord).where(col(SafeWord.match_key_index).in_(vault.list_indexes(COLUMN, key)))
    return [(one.word_hash, one) for one in session.exec(own.order_by(col(SafeWord.id)).limit(MOST))]


def find_word(session: Session, conversation_id: int) -> SafeWord | None:
    return session.exec(select(SafeWord).where(SafeWord.conversation_id == conversation_id)).first()


def keep_word(
    session: Session, vault: Vault, conversation_id: int, key: str, word_hash: str, now: datetime
) -> SafeWord:
    """In place of one before; what was said since stays."""
    before = find_word(session, conversation_id)
    forget_word(session, conversation_id)
    row = SafeWord(
        conversation_id=conversation_id,
        match_key=key,
        match_key_index=vault.index(COLUMN, key),
        word_hash=word_hash,
        agreed_at=now,
    )
    if before is not None:
        row.condition, row.said_at = before.condition, before.said_at
    session.add(row)
    session.flush()
    return row


def forget_word(session: Session, conversation_id: int) -> None:
    session.exec(delete(SafeWord).where(col(SafeWord.conversation_id) == conversation_id))
    session.expire_all()


def note_condition(session: Session, conversation_id: int, condition: str, now: datetime) -> None:
    """Nothing is kept of who has agreed to nothing."""
    row = find_word(session, conversation_id)
    if row is not None:
        row.condition, row.said_at = condition, now
        session.add(row)


def purge_words(session: Session, now: datetime) -> None:
    last = now - KEPT
    old = (col(SafeWord.agreed_at) < last) & (col(SafeWord.said_at).is_(None) | (col(SafeWord.said_at) < last))
    session.exec(delete(SafeWord).where(old))
