"""A group that asks for a lecture: what it writes in the form, and what comes of it by itself."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from bot.clock import utc_now
from bot.models.outbox import OutboxRow
from bot.services.form_entries import open_draft, send_draft
from tests.dialogue.conversation import Conversation

ANSWERS = {"group": "みどり老人クラブ", "people": "to_20", "place": "中町集会所", "wish_first": "1月20日 午後2時"}
CONTACT = {"name": "髙﨑𠮷子", "phone": "090-1234-5678"}


def send_form(citizen: Conversation, expects: str = "", topic: str = "disaster") -> str:
    """The number under which the form was sent."""
    citizen.says("こんにちは")
    with citizen.database.write() as session:
        draft = open_draft(session, citizen.id, "outreach", utc_now(), topic)
        sent = send_draft(session, draft.key, {**ANSWERS, **CONTACT}, "O", utc_now())
        assert sent is not None
        number = sent.number
    citizen.sends_form("outreach", number, expects, room="outreach")
    return number


def send_reply(citizen: Conversation, request: int, expects: str = "") -> None:
    with citizen.database.write() as session:
        draft = open_draft(session, citizen.id, "outreach_reply", utc_now(), str(request))
        sent = send_draft(session, draft.key, {"reply": "プロジェクターはあります。"}, "OR", utc_now())
        assert sent is not None
        number = sent.number
    citizen.sends_form("outreach_reply", number, expects, room="outreach")


def read_told(citizen: Conversation) -> list[Any]:
    """Everything that was written to them, oldest first."""
    with citizen.database.read() as session:
        rows = session.exec(select(OutboxRow).order_by(OutboxRow.id))  # type: ignore[arg-type]
        return [message for one in rows for message in one.messages]
