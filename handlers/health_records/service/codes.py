"""Codes that staff give or post after having looked at a document, by which an account proves once whose it is."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.models.audit import ActorKind
from bot.models.vault import Vault
from bot.services.audit import Actor, Purpose, record
from handlers.health_records.models import (
    HealthAccess,
    HealthAccount,
    HealthCode,
    HealthPasskey,
    HealthPerson,
    Relation,
)
from handlers.health_records.service.acts import PERSON, HealthAction

SIGNS = "ACDEFHJKLMNPRTUVWXY34679"  # without what is taken for something else: 0O 1I 2Z 5S 8B GQ
LENGTH = 12  # 55 bits
FREE_TRIES = 3  # before one has to wait
LOCKED_AFTER = 8
FIRST_WAIT = timedelta(seconds=30)
_AS_IT_IS = {"populate_existing": True}


class Way(StrEnum):
    """How a code gets to whom it is for."""

    COUNTER = "counter"
    POST = "post"


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"
    LOCKED = "locked"


@dataclass(frozen=True)
class Tried:
    """How a try went: `left` are tries until it is locked, `until` is when one may try again."""

    outcome: Outcome
    left: int = 0
    until: datetime | None = None


def give_code(
    session: Session,
    vault: Vault,
    person_id: int,
    days: int,
    actor: Actor,
    reason: str,
    now: datetime,
    way: Way = Way.COUNTER,
) -> tuple[str, datetime]:
    """A new code and until when it can be used; those before are worth nothing any more. Last in a transaction."""
    for old in session.exec(_list_open(person_id).with_for_update()):
        old.ended_at = now
        session.add(old)
    code, until = "".join(secrets.choice(SIGNS) for _ in range(LENGTH)), now + timedelta(days=days)
    session.add(HealthCode(person_id=person_id, code_hash=_hash(vault, code), made_at=now, until=until))
    _note(session, actor, HealthAction.CODE_GIVEN, person_id, now, reason, purpose=Purpose.REQUEST, new={"way": way})
    return code, until


def use_code(
    session: Session, vault: Vault, account_id: int, typed: str, birth_date: date | None, now: datetime
) -> Tried:
    """Each try counts before it is made. A right one makes the account that person's. Last in a transaction."""
    account = session.exec(
        select(HealthAccount).where(HealthAccount.id == account_id).with_for_update(), execution_options=_AS_IT_IS
    ).one()
    if account.locked_at is not None:
        return Tried(Outcome.LOCKED)
    if account.wait_until is not None and account.wait_until > now:
        return Tried(Outcome.WAIT, LOCKED_AFTER - account.wrong_codes, account.wait_until)
    account.wrong_codes += 1
    session.add(account)
    code = _find_code(session, vault, typed, account, now)
    person = session.get(HealthPerson, code.person_id) if code else None
    if code is None or person is None or person.birth_date != birth_date:
        return _slow_down(session, account, now)
    code.used_at, account.wrong_codes, account.wait_until = now, 0, None
    session.add(code)
    become(session, account_id, code.person_id, "code", now)
    return Tried(Outcome.RIGHT)


def become(session: Session, account_id: int, person_id: int, how: str, now: datetime) -> None:
    """The account is this person's from now on: nobody else's, and the person has no other. Last in a transaction."""
    is_this = (col(HealthAccess.account_id) == account_id) | (col(HealthAccess.person_id) == person_id)
    own = select(HealthAccess).where(HealthAccess.relation == Relation.SELF, is_this).with_for_update()
    for old in session.exec(own):
        if (old.account_id, old.person_id) == (account_id, person_id):
            session.delete(old)
        elif old.ended_at is None:
            old.ended_at = now
            session.add(old)
    shared = select(HealthAccess).where(HealthAccess.account_id == account_id, HealthAccess.person_id == person_id)
    for old in session.exec(shared):
        session.delete(old)  # what one was to oneself as somebody else
    session.flush()
    session.add(HealthAccess(account_id=account_id, person_id=person_id, relation=Relation.SELF, how=how, since=now))
    actor = Actor(ActorKind.CITIZEN, f"account {account_id}")
    _note(session, actor, HealthAction.VERIFIED, person_id, now, new={"how": how})


def unlock(session: Session, account_id: int, actor: Actor, reason: str, now: datetime) -> None:
    """Staff have made sure who it is. Last in a transaction."""
    account = session.get_one(HealthAccount, account_id)
    account.wrong_codes, account.wait_until, account.locked_at = 0, None, None
    session.add(account)
    record(
        session,
        actor,
        HealthAction.UNLOCKED,
        object_kind="health_account",
        object_id=str(account_id),
        purpose=Purpose.SECURITY,
        reason=reason,
        now=now,
    )


def list_locked(session: Session) -> list[HealthAccount]:
    """Who tried too many codes, the last first."""
    locked = select(HealthAccount).where(col(HealthAccount.locked_at).is_not(None))
    return list(session.exec(locked.order_by(col(HealthAccount.locked_at).desc())))


def has_open_code(session: Session, person_id: int, now: datetime) -> bool:
    return session.exec(_list_open(person_id).where(col(HealthCode.until) > now)).first() is not None


def group(code: str) -> str:
    """As it is read aloud: in threes."""
    return "-".join(code[at : at + 3] for at in range(0, len(code), 3))


def _list_open(person_id: int) -> SelectOfScalar[HealthCode]:
    mine = select(HealthCode).where(HealthCode.person_id == person_id)
    return mine.where(col(HealthCode.used_at).is_(None), col(HealthCode.ended_at).is_(None))


def _find_code(session: Session, vault: Vault, typed: str, account: HealthAccount, now: datetime) -> HealthCode | None:
    """However it was typed; locked, so that it counts once: for whoever left before they had a second step, again."""
    read = "".join(sign for sign in unicodedata.normalize("NFKC", typed[:64]).upper() if sign.isalnum())
    own = select(HealthCode).where(HealthCode.code_hash == _hash(vault, read))
    code = session.exec(lock_code(own), execution_options=_AS_IT_IS).first()
    if code is None or code.ended_at is not None or code.until <= now:
        return None
    return code if code.used_at is None or _left_half_way(session, account, code.person_id) else None


def _left_half_way(session: Session, account: HealthAccount, person_id: int) -> bool:
    """Whether the account is this person's by a code, and nothing to come back by was set up."""
    own = select(HealthAccess).where(HealthAccess.account_id == account.id, HealthAccess.person_id == person_id)
    by_code = own.where(HealthAccess.relation == Relation.SELF, HealthAccess.how == "code")
    keys = select(HealthPasskey).where(HealthPasskey.account_id == account.id)
    is_theirs = session.exec(by_code.where(col(HealthAccess.ended_at).is_(None))).first() is not None
    return is_theirs and account.mail is None and session.exec(keys).first() is None


def lock_code(statement: SelectOfScalar[HealthCode]) -> SelectOfScalar[HealthCode]:
    """Keep the code until the transaction ends, so that two accounts can't use it at once."""
    return statement.with_for_update()


def _slow_down(session: Session, account: HealthAccount, now: datetime) -> Tried:
    left = LOCKED_AFTER - account.wrong_codes
    if left <= 0:
        account.locked_at = now
        record(
            session,
            Actor(ActorKind.CITIZEN, f"account {account.id}"),
            HealthAction.LOCKED,
            object_kind="health_account",
            object_id=str(account.id),
            now=now,
        )
        return Tried(Outcome.LOCKED)
    if account.wrong_codes >= FREE_TRIES:
        account.wait_until = now + FIRST_WAIT * 2 ** (account.wrong_codes - FREE_TRIES)
    return Tried(Outcome.WRONG, left, account.wait_until)


def _hash(vault: Vault, code: str) -> str:
    return vault.fingerprint(f"health code {code}")


def _note(
    session: Session,
    actor: Actor,
    action: HealthAction,
    person_id: int,
    now: datetime,
    reason: str = "",
    *,
    purpose: str = "",
    new: object = None,
) -> None:
    record(
        session,
        actor,
        action,
        object_kind=PERSON,
        object_id=str(person_id),
        purpose=purpose,
        reason=reason,
        new=new,
        now=now,
    )
