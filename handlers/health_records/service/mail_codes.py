"""Six digits to a registered address: the second step of who has no passkey at hand."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from bot.models.vault import Vault
from handlers.health_records.models import HealthAccount, HealthMailCode

LIFE = timedelta(minutes=10)
KEPT = timedelta(days=1)
MOST_TRIES = 5
MOST_AN_HOUR = 6  # letters to one account's addresses
DIGITS = 6
LONGEST = 254
_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}")


class MailOutcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  # too late, too many tries, or used


def read_address(typed: str) -> str:
    """The address; empty for what is none."""
    address = unicodedata.normalize("NFKC", typed).strip()
    return address if len(address) <= LONGEST and _ADDRESS.fullmatch(address) else ""


def make_mail_code(session: Session, vault: Vault, account_id: int, mail: str, now: datetime) -> str:
    """A new code, instead of those before; empty when too many were sent within the hour. Old ones and their addresses
    go."""
    old = select(HealthMailCode.id).where(col(HealthMailCode.made_at) < now - KEPT).with_for_update(skip_locked=True)
    session.execute(delete(HealthMailCode).where(col(HealthMailCode.id).in_(old)))
    recent = select(func.count()).where(
        HealthMailCode.account_id == account_id, col(HealthMailCode.made_at) > now - timedelta(hours=1)
    )
    if session.exec(recent).one() >= MOST_AN_HOUR:
        return ""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    session.add(HealthMailCode(account_id=account_id, mail=mail, code_hash=_hash(vault, account_id, code), made_at=now))
    return code


def use_mail_code(
    session: Session, vault: Vault, account_id: int, typed: str, now: datetime
) -> tuple[MailOutcome, HealthMailCode | None]:
    """Tries the last code that was sent; a right one is used by it, and its address is the account's."""
    last = select(HealthMailCode).where(HealthMailCode.account_id == account_id)
    last = last.order_by(col(HealthMailCode.id).desc()).limit(1).with_for_update()
    code = session.exec(last, execution_options={"populate_existing": True}).first()
    if code is None or code.used_at is not None or code.tries >= MOST_TRIES or now >= code.made_at + LIFE:
        return MailOutcome.OVER, code
    code.tries += 1
    session.add(code)
    digits = "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", typed[:32])))
    if not secrets.compare_digest(code.code_hash, _hash(vault, account_id, digits)):
        return (MailOutcome.WRONG if code.tries < MOST_TRIES else MailOutcome.OVER), code
    code.used_at = now
    account = session.get_one(HealthAccount, account_id)
    account.mail = code.mail
    session.add(account)
    return MailOutcome.RIGHT, code


def _hash(vault: Vault, account_id: int, code: str) -> str:
    return vault.fingerprint(f"health mail code {account_id} {code}")
