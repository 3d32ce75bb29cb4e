"""Forms by which citizens ask to see somebody else's records."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.models.conversation import Conversation
from bot.models.forms import FormEntry
from bot.services.form_entries import open_draft, send_draft
from handlers.health_records.models import RequestKind
from handlers.health_records.service.requests import ask
from handlers.health_records.service.visits import find_account
from tests.handlers.health_records.pages import Pages

OF_MAKOTO = {
    "subject_name": "小林 誠",
    "subject_kana": "コバヤシ マコト",
    "subject_birth_date": "1968-12-05",
    "relationship": "長女",
    "reason": "入院しているため",
    "phone": "090-1234-5678",
}
EMILY = {
    **OF_MAKOTO,
    "subject_name": "EMILY CARTER",
    "subject_kana": "エミリー カーター",
    "subject_birth_date": "1988-02-14",
}


def ask_as_proxy(pages: Pages, content: dict[str, str], account: str = "1") -> int:
    """The request of who has this account."""
    with pages.database.write() as session:
        found = find_account(session, pages.database.vault, account)
        assert found is not None
        entry = _send(session, content, pages.clock())
        return ask(session, RequestKind.PROXY, found.id or 0, pages.clock(), entry=entry).id or 0


def _send(session: Session, content: dict[str, str], now: datetime) -> FormEntry:
    talk = Conversation(channel="web", address_fingerprint=f"asks {now}", address="a visitor", created_at=now)
    session.add(talk)
    session.flush()
    draft = open_draft(session, talk.id or 0, "health_proxy", now)
    sent = send_draft(session, draft.key, content, "HP", now)
    assert sent is not None
    return sent
