"""A browser in which somebody signed in with the city's account, and how long it may show records."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.models.vault import Vault
from handlers.health_records.models import HealthAccount, HealthVisit

LIFE = timedelta(minutes=60)  # from the sign-in, whatever is done
FRESH = timedelta(minutes=15)  # from the second step, whatever is done


@dataclass(frozen=True)
class Visit:
    """Who is here. `is_fresh`: they have shown their second step just now. `may_register`: a new one may be set up."""

    id: int
    account_id: int
    is_fresh: bool
    may_register: bool


def begin(session: Session, vault: Vault, account: str, now: datetime) -> str:
    """The key of a new visit, for the browser alone; visits that are over go."""
    old = select(HealthVisit.id).where(col(HealthVisit.until) <= now).with_for_update(skip_locked=True)
    session.execute(delete(HealthVisit).where(col(HealthVisit.id).in_(old)))
    key = secrets.token_urlsafe(32)
    session.add(
        HealthVisit(
            key_hash=_hash(key),
            account_id=find_or_add_account(session, vault, account, now),
            began_at=now,
            until=now + LIFE,
        )
    )
    return key


def use_link(session: Session, vault: Vault, account: str, made_at: datetime, now: datetime) -> bool:
    """Whether a link from the account's conversation is the first since one was used; it, and all before it, are over
    from then on."""
    own = select(HealthAccount).where(HealthAccount.id == find_or_add_account(session, vault, account, now))
    row = session.exec(own.with_for_update(), execution_options={"populate_existing": True}).one()
    if row.came_by_link_at is not None and made_at <= row.came_by_link_at:
        return False
    row.came_by_link_at = now
    session.add(row)
    session.flush()
    return True


def find_visit(session: Session, key: str, now: datetime) -> Visit | None:
    row = session.exec(select(HealthVisit).where(HealthVisit.key_hash == _hash(key))).first() if key else None
    if row is None or row.until <= now:
        return None
    is_fresh = row.fresh_until is not None and row.fresh_until > now
    return Visit(row.id or 0, row.account_id, is_fresh, is_fresh or row.may_register)


def freshen(session: Session, visit_id: int, now: datetime) -> None:
    """The second step was shown."""
    row = session.get_one(HealthVisit, visit_id)
    row.fresh_until, row.until, row.challenge = now + FRESH, max(row.until, now + FRESH), ""
    session.add(row)


def let_register(session: Session, visit_id: int) -> None:
    """A code from the counter was shown: a second step may be set up, and nothing be seen yet."""
    row = session.get_one(HealthVisit, visit_id)
    row.may_register = True
    session.add(row)


def keep(session: Session, visit_id: int, kept: dict[str, str] | None) -> None:
    """What an identity provider wants to find again when the browser is back; None takes it away."""
    row = session.get_one(HealthVisit, visit_id)
    row.kept = kept
    session.add(row)


def take_kept(session: Session, visit_id: int) -> dict[str, str] | None:
    """Once."""
    kept: dict[str, str] | None = session.get_one(HealthVisit, visit_id).kept
    keep(session, visit_id, None)
    return kept


def end(session: Session, key: str) -> None:
    session.execute(delete(HealthVisit).where(col(HealthVisit.key_hash) == _hash(key)))


def end_all(session: Session, account_id: int) -> None:
    """In every browser of theirs."""
    session.execute(delete(HealthVisit).where(col(HealthVisit.account_id) == account_id))


def find_or_add_account(session: Session, vault: Vault, account: str, now: datetime) -> int:
    """The id of who has this account with the city."""
    found = find_account(session, vault, account)
    if found is not None:
        return found.id or 0
    index = vault.index("health_account.account", account)
    values = {"account": account, "account_index": index, "wrong_codes": 0, "made_at": now}
    insert_if_new(session, HealthAccount, values)
    return session.exec(select(HealthAccount).where(HealthAccount.account_index == index)).one().id or 0


def find_account(session: Session, vault: Vault, account: str) -> HealthAccount | None:
    indexes = vault.list_indexes("health_account.account", account)
    return session.exec(select(HealthAccount).where(col(HealthAccount.account_index).in_(indexes))).first()


def _hash(key: str) -> str:
    """Of 256 random bits, so that nothing else is needed."""
    return hashlib.sha256(key.encode()).hexdigest()
