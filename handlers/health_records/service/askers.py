"""Who asks for something, as far as we hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from handlers.health_records.models import HealthAccount, HealthPerson, HealthRequest
from handlers.health_records.service.seeing import find_self


@dataclass(frozen=True)
class Asker:
    """`person` is who the account has proved to be; None until it has. Empty what we do not hold."""

    account: str
    person: HealthPerson | None
    mail: str
    phone: str


def find_name(session: Session, account_id: int) -> str:
    """Of who has proved to be somebody, else the account's number; empty once the account was deleted."""
    own, account = find_self(session, account_id), session.get(HealthAccount, account_id)
    person = session.get(HealthPerson, own.person_id) if own else None
    return person.name if person else account.account if account else ""


def find_holder(session: Session, account_id: int, phone: str = "") -> Asker:
    account, own = session.get_one(HealthAccount, account_id), find_self(session, account_id)
    person = session.get(HealthPerson, own.person_id) if own else None
    return Asker(account.account, person, account.mail or "", phone)


def find_asker(session: Session, request: HealthRequest, content: Mapping[str, Any]) -> Asker:
    """`content` is that of the form."""
    return find_holder(session, request.account_id, str(content.get("phone") or ""))
