"""An application that staff enter for somebody who calls."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from bot.city import City
from bot.models.conversation import Conversation
from bot.models.forms import EntryState, FormEntry
from bot.services.audit import Actor, Purpose, record
from handlers.certificates.models import Application
from handlers.certificates.service.actions import OBJECT, CertificateAction
from handlers.certificates.service.applying import Order, begin, submit
from handlers.certificates.service.steps import By

CHANNEL = "staff"  # of a conversation without an address: nobody can be told there
FORM = "certificate"


@dataclass(frozen=True)
class Call:
    """What the caller said; `content` is what the form holds, checked."""

    order: Order
    content: Mapping[str, str]
    language: str


def enter_call(session: Session, city: City, call: Call, by: Actor, now: datetime) -> Application:
    """It waits for its payment, or for the staff, as if the caller had sent the form. To be called last in a
    transaction.

    Raises NotEntitled when the caller may not have this certificate, NotVerified for one that is given only to whom an
    identity provider has verified, which nobody is by telephone, and NotPayable for what the city has no more.
    """
    own = _add_conversation(session, call.language, now)
    application = begin(session, city, own, call.order, call.language, now)
    entry = FormEntry(
        conversation_id=own,
        form=FORM,
        key=secrets.token_urlsafe(16),
        state=EntryState.SENT,
        content=dict(call.content),
        opened_at=now,
        changed_at=now,
        sent_at=now,
    )
    session.add(entry)
    session.flush()
    submit(session, city, application, entry, now, By("staff", int(by.id)))
    entry.number = application.number
    record(
        session,
        by,
        CertificateAction.ENTERED,
        object_kind=OBJECT,
        object_id=str(application.id),
        conversation_id=own,
        purpose=Purpose.APPLICATION,
        fields=sorted(call.content),
        new={"kind": call.order.kind, "copies": call.order.copies},
        now=now,
    )
    return application


def _add_conversation(session: Session, language: str, now: datetime) -> int:
    fingerprint = uuid4().hex
    caller = Conversation(
        channel=CHANNEL, address="", address_fingerprint=fingerprint, language=language, created_at=now
    )
    session.add(caller)
    session.flush()
    assert caller.id is not None
    return caller.id
